//! A client's configuration: what its caller chose, and what that comes to.
//!
//! Nothing is looked up here: whoever makes a client has asked environment and profiles before.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::endpoint::{
    EndpointParams, ResolvedEndpoint, asks_for_fips, resolve_endpoint, without_password,
};
use crate::error::{ConfigError, Error};
use crate::model::ServiceModel;
use crate::retry::RetryMode;
use crate::sign::SignatureVersion;
use crate::user_agent::{HostInfo, UserAgentOptions, user_agent};

/// How the server's certificate is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verify {
    /// The built-in roots.
    #[default]
    BuiltIn,
    /// The certificates in this PEM file; `system` is the operating system's store, unless there is
    /// a file of that name.
    Bundle(PathBuf),
    /// Not at all; neither is the host name.
    Off,
}

/// The client's own certificate: PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCert {
    /// The certificate and those that lead from it to an authority.
    pub certificate: PathBuf,
    /// Its private key, if that is in a file of its own.
    pub key: Option<PathBuf>,
}

/// Which proxies to go through, by the scheme of the request's URL. Their URLs hold passwords.
#[derive(Clone, Default)]
pub struct ProxyOptions {
    /// For `http://`: requests are forwarded.
    pub http: Option<String>,
    /// For `https://`: connections are tunnelled by CONNECT.
    pub https: Option<String>,
    /// Whom to trust as an `https://` proxy, where not whom [`ClientOptions::verify`] trusts.
    pub ca_bundle: Option<PathBuf>,
    /// What to show to an `https://` proxy.
    pub client_cert: Option<ClientCert>,
    /// Let an `https://` proxy forward requests for `https://`, so that it sees them.
    pub forward_https: bool,
}

impl fmt::Debug for ProxyOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (http, https) = (self.http.is_some(), self.https.is_some());
        write!(formatter, "ProxyOptions(http: {http}, https: {https})")
    }
}

/// What a caller can choose for a client. Times are durations; `None` where nothing was chosen or,
/// for a timeout, where there is no limit.
#[derive(Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct ClientOptions {
    /// The client's region.
    pub region_name: Option<String>,
    /// Replaces the computed endpoint; an empty text is an invalid URL, not an absent one.
    pub endpoint_url: Option<String>,
    /// `false` for `http://` in computed endpoints.
    pub use_ssl: bool,
    /// See [`Verify`].
    pub verify: Verify,
    /// How requests are signed.
    pub signature_version: SignatureVersion,
    /// Ids of features in use that only the caller knows of, for the User-Agent's `m/` segment.
    pub feature_ids: Vec<String>,
    /// What to show to a service that asks who the client is.
    pub client_cert: Option<ClientCert>,
    /// See [`ProxyOptions`].
    pub proxies: ProxyOptions,
    /// How long to wait for a connection, name look-up included, and how long a peer may stay silent
    /// while it is made secure.
    pub connect_timeout: Option<Duration>,
    /// How long the connection may stay silent.
    pub read_timeout: Option<Duration>,
    /// How many idle connections are kept.
    pub max_pool_connections: usize,
    /// Whether the operating system probes idle connections.
    pub tcp_keepalive: bool,
    /// How often a request is sent at most: 1 means no retries.
    pub max_attempts: u32,
    /// Which outcomes are retried, and after how long.
    pub retry_mode: RetryMode,
    /// Ask for FIPS 140 endpoints.
    pub use_fips_endpoint: bool,
    /// Ask for endpoints that have IPv6 addresses too.
    pub use_dualstack_endpoint: bool,
    /// Whether the other commercial endpoints are tried where one cannot be reached.
    pub endpoint_failover: bool,
    /// The parts of the User-Agent that can be chosen.
    pub user_agent: UserAgentOptions,
    /// What the program runs on.
    pub host: HostInfo,
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint_url = self.endpoint_url.as_deref().map(without_password);
        write!(formatter, "ClientOptions({:?}, {endpoint_url:?})", self.region_name)
    }
}

impl Default for ClientOptions {
    /// botocore's defaults.
    fn default() -> Self {
        Self {
            region_name: None,
            endpoint_url: None,
            use_ssl: true,
            verify: Verify::BuiltIn,
            signature_version: SignatureVersion::V4,
            feature_ids: Vec::new(),
            client_cert: None,
            proxies: ProxyOptions::default(),
            connect_timeout: Some(Duration::from_mins(1)),
            read_timeout: Some(Duration::from_mins(1)),
            max_pool_connections: 10,
            tcp_keepalive: false,
            max_attempts: 3,
            retry_mode: RetryMode::Standard,
            use_fips_endpoint: false,
            use_dualstack_endpoint: false,
            endpoint_failover: false,
            user_agent: UserAgentOptions::default(),
            host: HostInfo::default(),
        }
    }
}

/// What the transport needs to know.
#[derive(Clone, Debug)]
pub struct TransportConfig {
    /// See [`Verify`].
    pub verify: Verify,
    /// See [`ClientOptions::client_cert`].
    pub client_cert: Option<ClientCert>,
    /// See [`ProxyOptions`].
    pub proxies: ProxyOptions,
    /// See [`ClientOptions::connect_timeout`].
    pub connect_timeout: Option<Duration>,
    /// See [`ClientOptions::read_timeout`].
    pub read_timeout: Option<Duration>,
    /// See [`ClientOptions::max_pool_connections`].
    pub max_pool_connections: usize,
    /// See [`ClientOptions::tcp_keepalive`].
    pub tcp_keepalive: bool,
}

/// A client's configuration, complete and final.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Where requests go.
    pub endpoint: ResolvedEndpoint,
    /// See [`ClientOptions::signature_version`].
    pub signature_version: SignatureVersion,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The same for calls that a paginator makes.
    pub paginator_user_agent: String,
    /// See [`ClientOptions::max_attempts`].
    pub max_attempts: u32,
    /// See [`ClientOptions::retry_mode`].
    pub retry_mode: RetryMode,
    /// Settings of the transport.
    pub transport: TransportConfig,
    /// What `client.meta.config` shows beside all this.
    pub shown: ShownConfig,
}

/// Choices that are spent once a client is there, as they came out.
#[derive(Clone, Debug)]
pub struct ShownConfig {
    /// Whether FIPS 140 endpoints were asked for, by option or by the region's name.
    pub use_fips_endpoint: bool,
    /// Whether dual-stack endpoints were asked for.
    pub use_dualstack_endpoint: bool,
}

/// Work out what a caller's options come to.
pub fn resolve_config(
    service: &ServiceModel,
    options: ClientOptions,
) -> Result<ClientConfig, Error> {
    let endpoint = resolve_endpoint(
        service.endpoint_prefix,
        &EndpointParams {
            region_name: options.region_name.as_deref(),
            endpoint_url: options.endpoint_url.as_deref(),
            plain_http: !options.use_ssl,
            use_fips: options.use_fips_endpoint,
            use_dualstack: options.use_dualstack_endpoint,
        },
    )?;
    let endpoint = if options.endpoint_failover && options.endpoint_url.is_none() {
        endpoint.with_alternatives()
    } else {
        endpoint
    };
    check_bundle(&options.verify)?;
    let mut feature_ids = vec![options.retry_mode.feature_id()];
    feature_ids.extend(options.endpoint_url.is_some().then_some("N"));
    feature_ids.extend(options.feature_ids.iter().map(String::as_str));
    let fips_by_name = options.region_name.as_deref().is_some_and(asks_for_fips);
    let user_agent = |feature_ids: &[&str]| {
        user_agent(&options.host, &options.user_agent, options.retry_mode.name(), feature_ids)
    };
    Ok(ClientConfig {
        shown: ShownConfig {
            use_fips_endpoint: options.use_fips_endpoint || fips_by_name,
            use_dualstack_endpoint: options.use_dualstack_endpoint,
        },
        user_agent: user_agent(&feature_ids),
        paginator_user_agent: user_agent(&[&feature_ids[..], &["C"]].concat()),
        endpoint,
        signature_version: options.signature_version,
        max_attempts: options.max_attempts,
        retry_mode: options.retry_mode,
        transport: TransportConfig {
            verify: options.verify,
            client_cert: options.client_cert,
            proxies: options.proxies,
            connect_timeout: options.connect_timeout,
            read_timeout: options.read_timeout,
            max_pool_connections: options.max_pool_connections,
            tcp_keepalive: options.tcp_keepalive,
        },
    })
}

fn check_bundle(verify: &Verify) -> Result<(), ConfigError> {
    match verify {
        Verify::Bundle(path) if path.to_str().is_some_and(|path| path.trim().is_empty()) => {
            Err(ConfigError::EmptyCaBundle)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SUPPORT;

    fn resolve(options: ClientOptions) -> ClientConfig {
        resolve_config(&SUPPORT, options).unwrap()
    }

    #[test]
    fn without_a_region_a_client_is_global() {
        let config = resolve(ClientOptions::default());
        assert_eq!(config.endpoint.region_name.as_deref(), Some("aws-global"));
        assert_eq!(config.transport.verify, Verify::BuiltIn);
    }

    #[test]
    fn a_bundle_has_a_name() {
        for blank in [" ", ""] {
            let options =
                ClientOptions { verify: Verify::Bundle(blank.into()), ..ClientOptions::default() };
            assert!(matches!(
                resolve_config(&SUPPORT, options),
                Err(Error::Config(ConfigError::EmptyCaBundle))
            ));
        }
    }

    #[test]
    fn what_is_shown_is_what_came_out() {
        let shown = |region: &str, asked: bool| {
            let options = ClientOptions {
                region_name: Some(region.into()),
                use_fips_endpoint: asked,
                use_dualstack_endpoint: asked,
                ..ClientOptions::default()
            };
            let shown = resolve(options).shown;
            (shown.use_fips_endpoint, shown.use_dualstack_endpoint)
        };
        assert_eq!(shown("us-east-1", false), (false, false));
        assert_eq!(shown("fips-us-east-1", false), (true, false));
        assert_eq!(shown("us-east-1", true), (true, true));
    }

    #[test]
    fn the_user_agent_names_the_features_in_use() {
        let options = ClientOptions {
            endpoint_url: Some("http://localhost".into()),
            feature_ids: vec!["Z".into(), "e".into()],
            user_agent: UserAgentOptions {
                execution_env: Some("AWS_Lambda_python3.11".into()),
                ..UserAgentOptions::default()
            },
            ..ClientOptions::default()
        };
        let config = resolve(options);
        let expected = " exec-env/AWS_Lambda_python3.11 m/E,N,Z,e cfg/retry-mode#standard";
        assert!(config.user_agent.contains(expected), "{}", config.user_agent);
        let config = resolve(ClientOptions { retry_mode: RetryMode::Legacy, ..Default::default() });
        assert!(config.user_agent.contains(" m/D cfg/"), "{}", config.user_agent);
        assert!(config.paginator_user_agent.contains(" m/D,C cfg/"));
    }
}
