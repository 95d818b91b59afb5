//! Stage 7: one signed request to one complete response, or to no response.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http_body::Body;
use hyper::body::Incoming;
use url::{Position, Url};

use crate::activity::Activity;
use crate::config::TransportConfig;
use crate::connect::{Connection, Connector};
use crate::dispatch::{failure, is_broken_off, is_incomplete, no_response};
use crate::error::{DispatchErrorKind, Error};
use crate::outgoing::OutgoingBody;
use crate::parse::RawResponse;
use crate::pool::{Origin, Pool};
use crate::response::ReceivedResponse;
use crate::seams::{Clock, SystemClock};
use crate::sign::SignedRequest;
use crate::slots::{Slot, SlotWait};

/// How long a connection's driver has to finish with a response that has been read.
const DRIVER_PATIENCE: Duration = Duration::from_millis(50);

/// A transmission in progress; dropping it aborts it and closes its connection.
pub type Transmission<'a> = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send + 'a>>;

/// Sends requests.
pub trait HttpConnector: Send + Sync + fmt::Debug {
    /// Send `request` and read the response to its end. Any status is a response; no response is
    /// [`Error::Dispatch`], an attachment that cannot be read [`Error::File`].
    fn transmit(&self, request: SignedRequest) -> Transmission<'_>;

    /// Whether a slot is to be had without waiting, as far as that can be known.
    fn has_free_slot(&self) -> bool {
        true
    }

    /// Wait for the right to send a request, where only so many may be under way at once. It is to
    /// be had before the request is signed, since signatures age, and held until the response is
    /// there.
    fn slot(&self) -> SlotWait<'_> {
        Box::pin(std::future::ready(Slot::default()))
    }
}

/// For calls of the service: HTTP/1.1 by hyper, over TCP or over rustls, straight or through a proxy,
/// with a pool of idle connections. Redirects are not followed, nothing is decompressed, no cookies
/// are kept.
#[derive(Debug)]
pub struct HyperConnector {
    connector: Connector,
    pool: Arc<Pool>,
    read_timeout: Option<Duration>,
}

impl HyperConnector {
    /// A connector with these settings. Files that they name are read when a request needs them.
    pub fn new(config: &TransportConfig) -> Self {
        Self::with_clock(config, Arc::new(SystemClock))
    }

    /// The same with another clock to tell how long connections have been idle.
    pub fn with_clock(config: &TransportConfig, clock: Arc<dyn Clock>) -> Self {
        Self {
            connector: Connector::new(config.clone()),
            pool: Arc::new(Pool::new(config.max_pool_connections, clock)),
            read_timeout: config.read_timeout,
        }
    }

    /// Close the idle connections. Requests under way go on, and their connections are kept.
    pub fn close_idle(&self) {
        self.pool.clear();
    }

    async fn exchange(&self, request: SignedRequest) -> Result<RawResponse, Error> {
        let origin = origin(&request.url);
        // An idle connection that the server has closed is only noticed when its task runs: let it
        // run before one is picked from the pool.
        tokio::task::yield_now().await;
        while let Some(connection) = self.pool.take(&origin) {
            match self.exchange_over(connection, &request, &origin).await {
                Err(Unanswered { was_processed: false, .. }) => {
                    request.progress.connection_replaced();
                }
                outcome => return outcome.map_err(|unanswered| unanswered.error),
            }
        }
        let connection = self.connector.connect(&request.url).await?;
        let outcome = self.exchange_over(connection, &request, &origin).await;
        outcome.map_err(|unanswered| unanswered.error)
    }

    pub(crate) async fn exchange_over(
        &self,
        mut connection: Connection,
        request: &SignedRequest,
        origin: &Origin,
    ) -> Result<RawResponse, Unanswered> {
        let outcome = self.converse(&mut connection, request).await;
        // A service that has answered early does not get the rest of the upload.
        if outcome.is_ok() && connection.activity.body_is_sent() {
            self.keep(connection, origin).await;
        } else {
            connection.close().await;
        }
        outcome
    }

    async fn converse(
        &self,
        connection: &mut Connection,
        request: &SignedRequest,
    ) -> Result<RawResponse, Unanswered> {
        let SignedRequest { url, body, progress, .. } = request;
        progress.begin(body.content_length());
        connection.activity.begin_request(body.content_length());
        let outgoing = outgoing(request, connection).map_err(Unanswered::for_good)?;
        let activity = Arc::clone(&connection.activity);
        let sending = connection.sender.try_send_request(outgoing);
        let Some(sent) = activity.while_not_silent(self.read_timeout, sending).await else {
            return Err(Unanswered::for_good(read_timeout(url)));
        };
        let response = sent.map_err(|mut failed| {
            let was_not_sent = failed.take_message().is_some();
            let error = failed.into_error();
            let broke_within_the_body = is_broken_off(&error) && !activity.body_is_sent();
            Unanswered {
                was_processed: !(was_not_sent || broke_within_the_body),
                error: no_response(error, url, connection.proxy.as_deref()),
            }
        })?;
        activity.head_is_complete();
        self.read(response, &activity, url).await.map_err(Unanswered::for_good)
    }

    async fn read(
        &self,
        response: http::Response<Incoming>,
        activity: &Activity,
        url: &Url,
    ) -> Result<RawResponse, Error> {
        let (parts, mut incoming) = response.into_parts();
        let mut received = ReceivedResponse::begin(parts.status, &parts.headers, url)?;
        loop {
            let next = std::future::poll_fn(|context| Pin::new(&mut incoming).poll_frame(context));
            let Some(frame) = activity.while_not_silent(self.read_timeout, next).await else {
                return Err(read_timeout(url));
            };
            match frame {
                Some(Ok(frame)) => {
                    let Ok(chunk) = frame.into_data() else { continue };
                    received.add(&chunk, url)?;
                }
                None => break,
                Some(Err(error)) if received.may_end_early() && is_incomplete(&error) => break,
                Some(Err(error)) => return Err(no_response(error, url, None)),
            }
        }
        Ok(received.finish())
    }

    /// Keep the connection for the next request, as soon as it is ready for one.
    async fn keep(&self, mut connection: Connection, origin: &Origin) {
        // Where the connection's driver runs on another thread it may not be done yet, and whoever
        // comes next would find no connection and make one more than there may be.
        if !connection.is_usable() {
            let _ = tokio::time::timeout(DRIVER_PATIENCE, connection.sender.ready()).await;
        }
        if connection.is_usable() {
            if let Some(surplus) = self.pool.put(origin.clone(), connection) {
                surplus.close().await;
            }
        } else if connection.sender.is_closed() {
            connection.close().await;
        } else {
            let (pool, origin) = (Arc::clone(&self.pool), origin.clone());
            tokio::spawn(async move {
                if connection.sender.ready().await.is_ok() {
                    drop(pool.put(origin, connection));
                }
            });
        }
    }
}

impl HttpConnector for HyperConnector {
    fn transmit(&self, request: SignedRequest) -> Transmission<'_> {
        Box::pin(self.exchange(request))
    }
}

/// No response over one connection.
pub(crate) struct Unanswered {
    pub(crate) error: Error,
    /// `false` if the service cannot have got the whole request, so that nothing speaks against
    /// sending it again over another connection.
    was_processed: bool,
}

impl Unanswered {
    fn for_good(error: Error) -> Self {
        Self { error, was_processed: true }
    }
}

pub(crate) fn origin(url: &Url) -> Origin {
    let host = url.host_str().unwrap_or_default().to_owned();
    (url.scheme().to_owned(), host, url.port_or_known_default().unwrap_or_default())
}

fn outgoing(
    request: &SignedRequest,
    connection: &Connection,
) -> Result<http::Request<OutgoingBody<Arc<Activity>>>, Error> {
    let SignedRequest { method, url, headers, body, progress } = request;
    let construction = |error: http::Error| Error::Construction(Box::new(error));
    // A forwarder needs to know where to; user name and password are for nobody.
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let target = if connection.forwards {
        let authority = &url[Position::BeforeHost..Position::AfterPort];
        format!("{}://{authority}{path}", url.scheme())
    } else {
        path.to_owned()
    };
    let activity = Arc::clone(&connection.activity);
    let mut outgoing = http::Request::builder()
        .method(method.clone())
        .uri(target)
        .body(OutgoingBody::new(body.frames(), progress.clone(), activity))
        .map_err(construction)?;
    *outgoing.headers_mut() = headers.clone();
    let forwarder = connection.proxy.as_ref().filter(|_| connection.forwards);
    if let Some(value) = forwarder.and_then(|proxy| proxy.authorization.as_ref()) {
        let mut value =
            http::HeaderValue::from_str(value).map_err(|error| construction(error.into()))?;
        value.set_sensitive(true);
        outgoing.headers_mut().insert(http::header::PROXY_AUTHORIZATION, value);
    }
    Ok(outgoing)
}

/// There was silence for too long.
pub(crate) fn read_timeout(url: &Url) -> Error {
    failure(DispatchErrorKind::ReadTimeout, url, "nothing came or went within the read timeout")
        .into()
}
