//! Telling somebody what happens in a call while it happens: for logs.
//!
//! Nobody looks on unless a [`Watch`] says so, and then nothing is made ready for it either.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::answer::Answer;
use crate::error::Error;
use crate::progress::SendProgress;
use crate::retry::RetryDecision;
use crate::slots::Slot;
use crate::transport::HttpConnector;

/// What happens in a call, in the order of the variants. Nothing of it is secret, but texts that a
/// server sends are that server's.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallEvent<'a> {
    /// The call waits until the client's rate allows another attempt: so long, for now.
    WaitsForRate(Duration),
    /// A request is to be sent.
    AttemptBegins {
        /// Which attempt it is, from 1. One that is sent again at once is the same.
        attempt: u32,
        /// How many there may be.
        max_attempts: u32,
        /// Where to, as [`shown_url`] shows it.
        url: String,
        /// What tells the call apart from others, in a header of the request too.
        invocation_id: &'a str,
    },
    /// It waits until the client has less requests under way.
    WaitsForSlot,
    /// An idle connection turned out to be dead, and another one is taken.
    ConnectionReplaced,
    /// There is a response that can be read.
    Answered {
        /// Its status.
        status: u16,
        /// The error's code, if it is an error that has one.
        code: Option<&'a str>,
        /// The `x-amzn-requestid` header.
        request_id: Option<&'a str>,
        /// How long that took, on the client's clock.
        took: Duration,
    },
    /// There is a response that cannot be read as an answer or as an error.
    Unreadable {
        /// Its status.
        status: u16,
        /// The `x-amzn-requestid` header.
        request_id: Option<&'a str>,
        /// How long that took, on the client's clock.
        took: Duration,
    },
    /// There is no response.
    Failed {
        /// Why.
        error: &'a Error,
        /// How long that took, on the client's clock.
        took: Duration,
    },
    /// The request is sent again at once, which counts as no attempt.
    SentAgain(Repair),
    /// The call waits before its next attempt.
    WaitsForRetry {
        /// How long.
        delay: Duration,
        /// Which attempt comes then.
        attempt: u32,
    },
    /// What came of the last attempt is what comes of the call.
    Ended {
        /// How many attempts there were.
        attempts: u32,
        /// Whether there is an answer.
        succeeded: bool,
        /// Why there are no more of them.
        decision: RetryDecision,
    },
}

/// What the client knows better now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// The time.
    Clock,
    /// Who signs: the session token had expired.
    Token,
    /// Where to: the endpoint cannot be reached, and there is another one.
    Endpoint,
}

impl<'a> CallEvent<'a> {
    /// What came of an attempt.
    pub(crate) fn came_of(outcome: &'a Result<Answer, Error>, took: Duration) -> Self {
        let (metadata, code) = match outcome {
            Ok(answer) => (&answer.metadata, None),
            Err(Error::Service(error)) => (&error.metadata, error.code()),
            Err(Error::Response(error)) => {
                let (status, request_id) =
                    (error.metadata.status, error.metadata.request_id.as_deref());
                return Self::Unreadable { status, request_id, took };
            }
            Err(error) => return Self::Failed { error, took },
        };
        let request_id = metadata.request_id.as_deref();
        Self::Answered { status: metadata.status, code, request_id, took }
    }
}

/// Done when what was told has been taken in; the call goes on then.
pub type TakenIn = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Is told what happens.
pub trait CallObserver: Send + Sync + fmt::Debug {
    /// Take `event` in.
    fn tell(&self, event: &CallEvent<'_>) -> TakenIn;
}

/// Who looks on at a call, if anybody does.
#[derive(Clone, Debug, Default)]
pub struct Watch(Option<Arc<dyn CallObserver>>);

impl Watch {
    /// `observer` looks on.
    pub fn by(observer: Arc<dyn CallObserver>) -> Self {
        Self(Some(observer))
    }

    /// Whether anybody does.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Tell what happens, which is only put together where somebody looks on.
    pub async fn tell<'a>(&self, event: impl FnOnce() -> CallEvent<'a>) {
        if let Some(observer) = &self.0 {
            let taken_in = observer.tell(&event());
            taken_in.await;
        }
    }

    /// Wait for the connector's slot. Nobody is told anything while a call has one: whoever looks on
    /// may make calls, which need slots themselves.
    pub(crate) async fn slot(&self, connector: &dyn HttpConnector) -> Slot {
        if self.is_on() && !connector.has_free_slot() {
            self.tell(|| CallEvent::WaitsForSlot).await;
        }
        connector.slot().await
    }

    /// Tell of the dead connections that a request has met with.
    pub(crate) async fn replaced(&self, progress: &SendProgress) {
        if self.is_on() {
            for _ in 0..progress.take_replaced() {
                self.tell(|| CallEvent::ConnectionReplaced).await;
            }
        }
    }
}

/// A URL without what may be secret in it: user name, password, query and fragment.
pub fn shown_url(url: &Url) -> String {
    let mut shown = url.clone();
    // These fail only for URLs without a host, which have neither.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.set_fragment(None);
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_shown_without_secrets() {
        for (url, shown) in [
            ("https://support.us-east-1.amazonaws.com", "https://support.us-east-1.amazonaws.com/"),
            ("http://user:pass@localhost:8080/a/b?token=secret#part", "http://localhost:8080/a/b"),
            ("http://user@localhost/?a", "http://localhost/"),
            ("mailto:user@localhost?body=secret", "mailto:user@localhost"),
        ] {
            assert_eq!(shown_url(&Url::parse(url).unwrap()), shown);
        }
    }

    #[tokio::test]
    async fn nothing_is_put_together_for_nobody() {
        Watch::default().tell(|| panic!("nobody looks on")).await;
    }
}
