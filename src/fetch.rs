//! HTTP beside the service's calls: what fetches credentials goes over this, by reqwest.
//!
//! Requests to metadata services, STS and the like are ordinary ones. The service's own calls are
//! held to botocore's headers and `proxies_config`, which takes a [`crate::transport`] of our own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::HeaderValue;
use rustls::ClientConfig;
use tokio::time::Instant;
use url::Url;

use crate::activity::while_moving;
use crate::config::{TransportConfig, Verify};
use crate::dispatch::{
    Cause, chain, failure, handshake_failure, io_errors, is_handshake_error, is_incomplete,
    no_response, proxy_failure, tls_files_failure,
};
use crate::error::{DispatchError, DispatchErrorKind, Error};
use crate::outgoing::{Onlooker, OutgoingBody};
use crate::parse::RawResponse;
use crate::proxy::Proxy;
use crate::response::ReceivedResponse;
use crate::sign::SignedRequest;
use crate::tls::tls_config;
use crate::transport::{HttpConnector, Transmission, read_timeout};

/// HTTP/1.1 by reqwest over rustls, straight or through a proxy, with a pool of idle connections.
/// Redirects are not followed, nothing is decompressed, no cookies are kept.
///
/// An https proxy and what lies behind it are held to the same certificates. Of
/// [`crate::config::ProxyOptions`] only the URLs count.
#[derive(Debug)]
pub struct ReqwestConnector {
    client: reqwest::Client,
    proxy: Option<Proxy>,
    read_timeout: Option<Duration>,
}

impl ReqwestConnector {
    /// A connector for requests to `url`, or to others of its scheme. Fails if a proxy's URL or the
    /// certificates cannot be used.
    pub fn new(config: &TransportConfig, url: &Url) -> Result<Self, Error> {
        let other = |error| failure(DispatchErrorKind::Other, url, error);
        let proxy = Proxy::for_url(&config.proxies, url).map_err(|error| other(error.into()))?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls_of(config, url, proxy.as_ref())?)
            .http1_only()
            .http1_title_case_headers()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .tcp_nodelay(true)
            .pool_max_idle_per_host(config.max_pool_connections);
        if let Some(proxy) = &proxy {
            builder = builder.proxy(as_reqwests(proxy).map_err(other)?);
        }
        if let Some(timeout) = config.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if !config.tcp_keepalive {
            builder = builder.tcp_keepalive(None);
        }
        let client = builder.build().map_err(|error| other(error.into()))?;
        Ok(Self { client, proxy, read_timeout: config.read_timeout })
    }

    async fn exchange(&self, request: SignedRequest) -> Result<RawResponse, Error> {
        let SignedRequest { method, url, headers, body, progress } = request;
        progress.begin(body.content_length());
        let handover = Arc::new(Handover::default());
        let mut outgoing = reqwest::Request::new(method, url.clone());
        *outgoing.headers_mut() = headers;
        let handing_over = HandingOver(Arc::clone(&handover));
        let body = OutgoingBody::new(body.frames(), progress, handing_over);
        *outgoing.body_mut() = Some(reqwest::Body::wrap(body));
        // An idle connection that the server has closed is only noticed when its task runs: let it
        // run before one is picked from the pool.
        tokio::task::yield_now().await;
        let sending = self.client.execute(outgoing);
        let response = while_moving(self.read_timeout, || handover.last(), sending)
            .await
            .ok_or_else(|| read_timeout(&url))?
            .map_err(|error| fetch_failure(error, &url, self.proxy.as_ref()))?;
        self.read(response, &url).await
    }

    async fn read(&self, mut response: reqwest::Response, url: &Url) -> Result<RawResponse, Error> {
        let mut received = ReceivedResponse::begin(response.status(), response.headers(), url)?;
        loop {
            let chunk = match self.read_timeout {
                Some(limit) => tokio::time::timeout(limit, response.chunk())
                    .await
                    .map_err(|_| read_timeout(url))?,
                None => response.chunk().await,
            };
            match chunk {
                Ok(Some(chunk)) => received.add(&chunk, url)?,
                Ok(None) => break,
                Err(error) if received.may_end_early() && is_incomplete(&error) => break,
                Err(error) => return Err(no_response(error.without_url(), url, None)),
            }
        }
        Ok(received.finish())
    }
}

impl HttpConnector for ReqwestConnector {
    fn transmit(&self, request: SignedRequest) -> Transmission<'_> {
        Box::pin(self.exchange(request))
    }
}

/// Where no connection is to be secure, no file is read.
fn tls_of(
    config: &TransportConfig,
    url: &Url,
    proxy: Option<&Proxy>,
) -> Result<ClientConfig, DispatchError> {
    let is_secure = url.scheme() == "https" || proxy.is_some_and(|proxy| proxy.is_secure);
    let made = if is_secure {
        tls_config(&config.verify, config.client_cert.as_ref())
    } else {
        tls_config(&Verify::BuiltIn, None)
    };
    made.map(Arc::unwrap_or_clone).map_err(|error| tls_files_failure(error, url))
}

/// For all requests: which of them go through it has been decided.
fn as_reqwests(proxy: &Proxy) -> Result<reqwest::Proxy, Cause> {
    let scheme = if proxy.is_secure { "https" } else { "http" };
    let made = reqwest::Proxy::all(format!("{scheme}://{}:{}", proxy.host, proxy.port))?;
    let Some(authorization) = &proxy.authorization else {
        return Ok(made);
    };
    let mut value = HeaderValue::from_str(authorization)?;
    value.set_sensitive(true);
    Ok(made.custom_http_auth(value))
}

/// The core's error for one of reqwest's.
fn fetch_failure(error: reqwest::Error, url: &Url, proxy: Option<&Proxy>) -> Error {
    let error = error.without_url();
    if !error.is_connect() {
        return no_response(error, url, proxy);
    }
    if let Some(proxy) = proxy.filter(|_| is_the_proxys(&error, url)) {
        return proxy_failure(proxy, error).into();
    }
    let handshake = io_errors(&error).find(|error| is_handshake_error(error));
    let failed = match handshake {
        _ if error.is_timeout() => failure(DispatchErrorKind::ConnectTimeout, url, error),
        Some(error) => handshake_failure(error, url),
        None => failure(DispatchErrorKind::Connect, url, error),
    };
    failed.into()
}

/// Whether a connection failed before it was through the proxy: only what is wrong with the TLS of
/// what lies behind it is not the proxy's doing.
fn is_the_proxys(error: &reqwest::Error, url: &Url) -> bool {
    // The type of a tunnel's errors is private.
    let in_tunnel = || chain(error).any(|cause| cause.to_string().starts_with("tunnel error"));
    url.scheme() == "http" || !io_errors(error).any(is_handshake_error) || in_tunnel()
}

/// When a piece of a request was last handed to its connection; `None` while there is no connection.
#[derive(Default)]
struct Handover(Mutex<Option<Instant>>);

impl Handover {
    fn last(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn happen(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// The right to hand pieces over. A body without content is never asked for a piece: it is let go
/// once the head is out, and that counts too.
struct HandingOver(Arc<Handover>);

impl Onlooker for HandingOver {
    fn handed_over(&self, _len: usize) {
        self.0.happen();
    }
}

impl Drop for HandingOver {
    fn drop(&mut self) {
        self.0.happen();
    }
}
