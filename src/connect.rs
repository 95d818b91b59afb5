//! From a URL to a connection that takes requests: TCP, a proxy's TLS and tunnel, TLS, HTTP/1.1.

use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::activity::{Activity, WatchedTcp};
use crate::config::{TransportConfig, Verify};
use crate::dispatch::{Cause, failure, handshake_failure, proxy_failure, tls_files_failure};
use crate::error::{DispatchError, DispatchErrorKind};
use crate::outgoing::OutgoingBody;
use crate::proxy::{Proxy, TunnelError, tunnel};
use crate::tcp::{connect_tcp, without_brackets};
use crate::tls::{PemFileError, tls_config};
use crate::tls_failure::io_failure_text;

/// How much of a request may wait to be taken by the network, and how long a response's head may be:
/// room for two of the longest header lines, and little memory for each of many uploads at once.
const MAX_BUFFERED_LEN: usize = 144 * 1024;

pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection over which one request at a time goes.
pub(crate) struct Connection {
    pub(crate) sender: SendRequest<OutgoingBody<Arc<Activity>>>,
    pub(crate) activity: Arc<Activity>,
    /// The proxy that it goes through.
    pub(crate) proxy: Option<Arc<Proxy>>,
    /// Whether the proxy takes the requests, where it does not only pass on what it cannot read.
    pub(crate) forwards: bool,
    driver: JoinHandle<()>,
}

impl Connection {
    /// Whether the peer has not closed it, as far as is known.
    pub(crate) fn is_usable(&self) -> bool {
        self.sender.is_ready()
    }

    /// Close it now. What is only dropped is closed when its driver runs next, which after a call
    /// may be long.
    pub(crate) async fn close(mut self) {
        self.driver.abort();
        let _ = (&mut self.driver).await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // An idle connection ends in good order by itself. In any other state nobody waits for what
        // still goes on: an upload that was given up must not arrive after all.
        if !self.is_usable() {
            self.driver.abort();
        }
    }
}

/// Makes connections by a client's settings. Certificates are read when a connection first needs
/// them, and again after a failure.
#[derive(Debug)]
pub(crate) struct Connector {
    config: TransportConfig,
    service_tls: OnceLock<Arc<ClientConfig>>,
    proxy_tls: OnceLock<Arc<ClientConfig>>,
}

impl Connector {
    pub(crate) fn new(config: TransportConfig) -> Self {
        Self { config, service_tls: OnceLock::new(), proxy_tls: OnceLock::new() }
    }

    /// A new connection for requests to `url`.
    pub(crate) async fn connect(&self, url: &Url) -> Result<Connection, DispatchError> {
        let proxy = Proxy::for_url(&self.config.proxies, url)
            .map_err(|error| failure(DispatchErrorKind::Other, url, error))?;
        let activity = Arc::new(Activity::new());
        let Some(proxy) = proxy.map(Arc::new) else {
            let stream = self.tcp(&activity, url, None).await?;
            let stream = self.secure(stream, &activity, url).await?;
            return http(stream, activity, url).await;
        };
        let proxy_tls = self
            .proxy_tls(&proxy)
            .map_err(|error| failure(DispatchErrorKind::ProxyFiles, url, error))?;
        let mut stream = self.tcp(&activity, url, Some(&proxy)).await?;
        if let Some(tls) = proxy_tls {
            stream = self.secure_to_proxy(stream, &activity, tls, &proxy).await?;
        }
        let forwards =
            url.scheme() == "http" || (proxy.is_secure && self.config.proxies.forward_https);
        if !forwards {
            self.open_tunnel(&mut stream, &activity, url, &proxy).await?;
            stream = self.secure(stream, &activity, url).await?;
        }
        let mut connection = http(stream, activity, url).await?;
        connection.proxy = Some(proxy);
        connection.forwards = forwards;
        Ok(connection)
    }

    async fn tcp(
        &self,
        activity: &Arc<Activity>,
        url: &Url,
        proxy: Option<&Proxy>,
    ) -> Result<Box<dyn Stream>, DispatchError> {
        let (host, port) = match proxy {
            Some(proxy) => (proxy.host.clone(), proxy.port),
            None => (
                url.host_str().unwrap_or_default().to_owned(),
                url.port_or_known_default().unwrap_or_default(),
            ),
        };
        let failed = |kind, cause: Cause| match proxy {
            Some(proxy) => proxy_failure(proxy, cause),
            None => failure(kind, url, cause),
        };
        let connecting = connect_tcp(&host, port, self.config.tcp_keepalive);
        let tcp = within(self.config.connect_timeout, connecting)
            .await
            .map_err(|elapsed| failed(DispatchErrorKind::ConnectTimeout, elapsed.into()))?
            .map_err(|error| failed(DispatchErrorKind::Connect, error.into()))?;
        activity.begin();
        Ok(Box::new(WatchedTcp::new(tcp, Arc::clone(activity))))
    }

    /// TLS to the service, if `url` wants it.
    async fn secure(
        &self,
        stream: Box<dyn Stream>,
        activity: &Activity,
        url: &Url,
    ) -> Result<Box<dyn Stream>, DispatchError> {
        if url.scheme() != "https" {
            return Ok(stream);
        }
        let (verify, client_cert) = (&self.config.verify, self.config.client_cert.as_ref());
        let tls = cached(&self.service_tls, || tls_config(verify, client_cert))
            .map_err(|error| tls_files_failure(error, url))?;
        let host = url.host_str().unwrap_or_default();
        match self.handshake(stream, activity, tls, host).await {
            Some(Ok(stream)) => Ok(stream),
            Some(Err(error)) => Err(handshake_failure(&error, url)),
            // botocore gives a handshake the connect timeout, and its end a read timeout's class.
            None => Err(failure(DispatchErrorKind::ReadTimeout, url, "silence in the handshake")),
        }
    }

    async fn secure_to_proxy(
        &self,
        stream: Box<dyn Stream>,
        activity: &Activity,
        tls: Arc<ClientConfig>,
        proxy: &Proxy,
    ) -> Result<Box<dyn Stream>, DispatchError> {
        match self.handshake(stream, activity, tls, &proxy.host).await {
            Some(Ok(stream)) => Ok(stream),
            Some(Err(error)) => Err(proxy_failure(proxy, io_failure_text(&error))),
            None => Err(proxy_failure(proxy, "silence in the handshake")),
        }
    }

    /// `None` if the peer was silent for too long.
    async fn handshake(
        &self,
        stream: Box<dyn Stream>,
        activity: &Activity,
        tls: Arc<ClientConfig>,
        host: &str,
    ) -> Option<io::Result<Box<dyn Stream>>> {
        let name = match ServerName::try_from(without_brackets(host).to_owned()) {
            Ok(name) => name,
            Err(error) => return Some(Err(io::Error::new(io::ErrorKind::InvalidInput, error))),
        };
        let handshake = TlsConnector::from(tls).connect(name, stream);
        let outcome = activity.while_not_silent(self.config.connect_timeout, handshake).await?;
        Some(outcome.map(|stream| Box::new(stream) as Box<dyn Stream>))
    }

    async fn open_tunnel(
        &self,
        stream: &mut Box<dyn Stream>,
        activity: &Activity,
        url: &Url,
        proxy: &Proxy,
    ) -> Result<(), DispatchError> {
        let host = url.host_str().unwrap_or_default();
        let authority = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
        let opening = tunnel(stream, &authority, proxy.authorization.as_deref());
        let Some(outcome) = activity.while_not_silent(self.config.connect_timeout, opening).await
        else {
            let reason = "the proxy does not answer CONNECT";
            return Err(failure(DispatchErrorKind::ReadTimeout, url, reason));
        };
        outcome.map_err(|error| match error {
            TunnelError::Refused(text) => proxy_failure(proxy, text),
            TunnelError::NoAnswer(text) => failure(DispatchErrorKind::Closed, url, text),
            TunnelError::Io(error) => handshake_failure(&error, url),
        })
    }

    /// The TLS side of connections to the proxy; `None` for one that is spoken to in the clear,
    /// whose files are read all the same, as botocore does.
    fn proxy_tls(&self, proxy: &Proxy) -> Result<Option<Arc<ClientConfig>>, PemFileError> {
        let options = &self.config.proxies;
        if !proxy.is_secure && options.ca_bundle.is_none() && options.client_cert.is_none() {
            return Ok(None);
        }
        let verify = match &options.ca_bundle {
            Some(path) => Verify::Bundle(path.clone()),
            None => self.config.verify.clone(),
        };
        let tls = || tls_config(&verify, options.client_cert.as_ref());
        let tls = cached(&self.proxy_tls, tls)?;
        Ok(proxy.is_secure.then_some(tls))
    }
}

pub(crate) async fn http(
    stream: Box<dyn Stream>,
    activity: Arc<Activity>,
    url: &Url,
) -> Result<Connection, DispatchError> {
    let (sender, connection) = http1::Builder::new()
        .title_case_headers(true)
        .max_buf_size(MAX_BUFFERED_LEN)
        .allow_obsolete_multiline_headers_in_responses(true)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| failure(DispatchErrorKind::Other, url, error))?;
    // What goes wrong in it is told to whoever waits for the response.
    let driver = tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(Connection { sender, activity, proxy: None, forwards: false, driver })
}

fn cached(
    cell: &OnceLock<Arc<ClientConfig>>,
    make: impl FnOnce() -> Result<Arc<ClientConfig>, PemFileError>,
) -> Result<Arc<ClientConfig>, PemFileError> {
    if let Some(config) = cell.get() {
        return Ok(Arc::clone(config));
    }
    let config = make()?;
    Ok(Arc::clone(cell.get_or_init(|| config)))
}

async fn within<F: Future>(
    limit: Option<Duration>,
    work: F,
) -> Result<F::Output, tokio::time::error::Elapsed> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, work).await,
        None => Ok(work.await),
    }
}
