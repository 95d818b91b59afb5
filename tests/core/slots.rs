//! Whose turn it is where only so many requests may be under way at once.

use awssupport::sign::SignedRequest;
use awssupport::slots::BoundedConnector;
use awssupport::transport::{HttpConnector, Transmission};
use tokio::task::yield_now;

#[derive(Debug)]
struct Nowhere;

impl HttpConnector for Nowhere {
    fn transmit(&self, _request: SignedRequest) -> Transmission<'_> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn there_are_as_many_slots_as_was_said_and_one_at_least() {
    for (wanted, expected) in [(0, 1), (1, 1), (3, 3), (usize::MAX, 5)] {
        let connector = BoundedConnector::new(Nowhere, wanted);
        let mut taken = Vec::new();
        for _ in 0..5 {
            let mut slot = Box::pin(connector.slot());
            tokio::select! {
                biased;
                slot = &mut slot => taken.push(slot),
                () = yield_now() => {}
            }
        }
        assert_eq!(taken.len(), expected, "of {wanted}");
    }
}

#[tokio::test]
async fn who_waits_longest_is_next_and_who_gives_up_is_passed_over() {
    let connector = BoundedConnector::new(Nowhere, 1);
    let order = std::sync::Mutex::new(Vec::new());
    let waiter = |name: &'static str| {
        let (connector, order) = (&connector, &order);
        async move {
            let _slot = connector.slot().await;
            order.lock().unwrap().push(name);
            yield_now().await;
        }
    };
    let first = connector.slot().await;
    {
        let mut given_up = Box::pin(connector.slot());
        tokio::select! {
            biased;
            _ = &mut given_up => panic!("there is no slot"),
            () = yield_now() => {}
        }
        let waiting = async { tokio::join!(waiter("a"), waiter("b"), waiter("c")) };
        let releasing = async move {
            yield_now().await;
            drop((given_up, first));
        };
        tokio::join!(waiting, releasing);
    }
    assert_eq!(*order.lock().unwrap(), ["a", "b", "c"]);
}

#[tokio::test]
async fn other_connectors_have_no_limit() {
    let slots: Vec<_> = [Nowhere.slot().await, Nowhere.slot().await].into_iter().collect();
    assert_eq!(slots.len(), 2);
}
