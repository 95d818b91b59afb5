//! A client's configuration: what its caller chose, and what that comes to in an environment.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::credentials::{Credentials, ExplicitKeys, resolve_credentials};
use crate::endpoint::{
    EndpointParams, ResolvedEndpoint, asks_for_fips, resolve_endpoint, without_password,
};
use crate::error::{ConfigError, Error};
use crate::model::ServiceModel;
use crate::seams::Environment;
use crate::user_agent::{HostInfo, UserAgentOptions, user_agent};

/// How the server's certificate is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verify {
    /// Nothing was said: environment variables may name a bundle, else the built-in roots.
    #[default]
    Unset,
    /// The built-in roots, whatever the environment says.
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
pub struct ClientOptions {
    /// The client's region.
    pub region_name: Option<String>,
    /// Replaces the computed endpoint; an empty text is an invalid URL, not an absent one.
    pub endpoint_url: Option<String>,
    /// `false` for `http://` in computed endpoints.
    pub use_ssl: bool,
    /// See [`Verify`].
    pub verify: Verify,
    /// What to show to a service that asks who the client is.
    pub client_cert: Option<ClientCert>,
    /// See [`ProxyOptions`].
    pub proxies: ProxyOptions,
    /// Credentials given as arguments.
    pub keys: ExplicitKeys,
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
    /// The retry mode's name.
    pub retry_mode: String,
    /// Ask for FIPS 140 endpoints.
    pub use_fips_endpoint: Option<bool>,
    /// Ask for endpoints that have IPv6 addresses too.
    pub use_dualstack_endpoint: Option<bool>,
    /// Do not look for an endpoint URL in the environment.
    pub ignore_configured_endpoint_urls: Option<bool>,
    /// The parts of the User-Agent that can be chosen.
    pub user_agent: UserAgentOptions,
    /// What the program runs on.
    pub host: HostInfo,
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint_url = self.endpoint_url.as_deref().map(without_password);
        write!(
            formatter,
            "ClientOptions({:?}, {endpoint_url:?}, {:?})",
            self.region_name, self.keys
        )
    }
}

impl Default for ClientOptions {
    /// botocore's defaults.
    fn default() -> Self {
        Self {
            region_name: None,
            endpoint_url: None,
            use_ssl: true,
            verify: Verify::Unset,
            client_cert: None,
            proxies: ProxyOptions::default(),
            keys: ExplicitKeys::default(),
            connect_timeout: Some(Duration::from_mins(1)),
            read_timeout: Some(Duration::from_mins(1)),
            max_pool_connections: 10,
            tcp_keepalive: false,
            max_attempts: 3,
            retry_mode: "standard".to_owned(),
            use_fips_endpoint: None,
            use_dualstack_endpoint: None,
            ignore_configured_endpoint_urls: None,
            user_agent: UserAgentOptions::default(),
            host: HostInfo::default(),
        }
    }
}

/// What the transport needs to know.
#[derive(Clone, Debug)]
pub struct TransportConfig {
    /// Never [`Verify::Unset`].
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
    /// Who signs; `None` if nobody was found, which the call reports.
    pub credentials: Option<Credentials>,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The same for calls that a paginator makes.
    pub paginator_user_agent: String,
    /// See [`ClientOptions::max_attempts`].
    pub max_attempts: u32,
    /// Settings of the transport.
    pub transport: TransportConfig,
    /// What `client.meta.config` shows beside all this.
    pub shown: ShownConfig,
}

/// Choices that are spent once a client is there, as they came out.
#[derive(Clone, Debug)]
pub struct ShownConfig {
    /// Whether FIPS 140 endpoints were asked for, by option, environment or the region's name.
    pub use_fips_endpoint: bool,
    /// Whether dual-stack endpoints were asked for.
    pub use_dualstack_endpoint: bool,
    /// The application's id in the User-Agent.
    pub user_agent_appid: Option<String>,
}

/// Complete a caller's options from the environment, by botocore's precedence.
pub fn resolve_config(
    service: &ServiceModel,
    options: ClientOptions,
    environment: &dyn Environment,
) -> Result<ClientConfig, Error> {
    let region_name = options.region_name.clone().or_else(|| environment.var("AWS_DEFAULT_REGION"));
    let endpoint_url = endpoint_url(&options, environment);
    let use_fips = switch(options.use_fips_endpoint, "AWS_USE_FIPS_ENDPOINT", environment);
    let use_dualstack =
        switch(options.use_dualstack_endpoint, "AWS_USE_DUALSTACK_ENDPOINT", environment);
    let endpoint = resolve_endpoint(
        service.endpoint_prefix,
        &EndpointParams {
            region_name: region_name.as_deref(),
            endpoint_url: endpoint_url.as_deref(),
            plain_http: !options.use_ssl,
            use_fips,
            use_dualstack,
        },
    )?;
    let verify = resolve_verify(options.verify, environment)?;
    let credentials = resolve_credentials(options.keys, environment)?;
    let mut feature_ids = vec![retry_mode_feature_id(&options.retry_mode), "Z", "b"];
    feature_ids.extend(endpoint_url.is_some().then_some("N"));
    feature_ids.extend(credentials.as_ref().map(|found| found.source.feature_id()));
    let user_agent_options = UserAgentOptions {
        app_id: options.user_agent.app_id.or_else(|| environment.var("AWS_SDK_UA_APP_ID")),
        execution_env: environment.var("AWS_EXECUTION_ENV"),
        ..options.user_agent
    };
    let shown = ShownConfig {
        use_fips_endpoint: use_fips || region_name.as_deref().is_some_and(asks_for_fips),
        use_dualstack_endpoint: use_dualstack,
        user_agent_appid: user_agent_options.app_id.clone(),
    };
    let user_agent = |feature_ids: &[&str]| {
        user_agent(&options.host, &user_agent_options, &options.retry_mode, feature_ids)
    };
    Ok(ClientConfig {
        shown,
        user_agent: user_agent(&feature_ids),
        paginator_user_agent: user_agent(&[&feature_ids[..], &["C"]].concat()),
        endpoint,
        credentials,
        max_attempts: options.max_attempts,
        transport: TransportConfig {
            verify,
            client_cert: options.client_cert,
            proxies: options.proxies,
            connect_timeout: options.connect_timeout,
            read_timeout: options.read_timeout,
            max_pool_connections: options.max_pool_connections,
            tcp_keepalive: options.tcp_keepalive,
        },
    })
}

fn endpoint_url(options: &ClientOptions, environment: &dyn Environment) -> Option<String> {
    options.endpoint_url.clone().or_else(|| {
        let ignored = switch(
            options.ignore_configured_endpoint_urls,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            environment,
        );
        (!ignored)
            .then(|| {
                environment
                    .non_empty_var("AWS_ENDPOINT_URL_SUPPORT")
                    .or_else(|| environment.non_empty_var("AWS_ENDPOINT_URL"))
            })
            .flatten()
    })
}

/// Only `true`, in any case, switches on; `1` does not.
fn switch(option: Option<bool>, variable: &str, environment: &dyn Environment) -> bool {
    option.unwrap_or_else(|| {
        environment.var(variable).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    })
}

fn resolve_verify(verify: Verify, environment: &dyn Environment) -> Result<Verify, ConfigError> {
    let resolved = match verify {
        Verify::Unset => environment
            .var("AWS_CA_BUNDLE")
            .or_else(|| environment.var("REQUESTS_CA_BUNDLE"))
            .map_or(Verify::BuiltIn, |path| Verify::Bundle(path.into())),
        chosen => chosen,
    };
    match &resolved {
        Verify::Bundle(path) if path.to_str().is_some_and(|path| path.trim().is_empty()) => {
            Err(ConfigError::EmptyCaBundle)
        }
        _ => Ok(resolved),
    }
}

fn retry_mode_feature_id(mode: &str) -> &'static str {
    match mode {
        "legacy" => "D",
        "adaptive" => "F",
        _ => "E",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::model::SUPPORT;

    fn resolve(options: ClientOptions, environment: &HashMap<&str, &str>) -> ClientConfig {
        resolve_config(&SUPPORT, options, environment).unwrap()
    }

    #[test]
    fn regions_come_from_the_argument_then_from_the_environment() {
        let environment =
            HashMap::from([("AWS_DEFAULT_REGION", "eu-west-1"), ("AWS_REGION", "us-west-2")]);
        let region = |options| resolve(options, &environment).endpoint.region_name.unwrap();
        let given =
            ClientOptions { region_name: Some("us-east-2".into()), ..ClientOptions::default() };
        assert_eq!(region(given), "us-east-2");
        assert_eq!(region(ClientOptions::default()), "eu-west-1");
        let nothing =
            resolve(ClientOptions::default(), &HashMap::from([("AWS_REGION", "us-west-2")]));
        assert_eq!(nothing.endpoint.region_name.as_deref(), Some("aws-global"));
    }

    #[test]
    fn endpoint_urls_have_an_order_and_a_switch() {
        let mut environment = HashMap::from([
            ("AWS_ENDPOINT_URL_SUPPORT", "http://support.local"),
            ("AWS_ENDPOINT_URL", "http://any.local"),
        ]);
        let host = |options, environment: &HashMap<&str, &str>| {
            resolve(options, environment).endpoint.url.unwrap().host_str().unwrap().to_owned()
        };
        let given = ClientOptions {
            endpoint_url: Some("http://given.local".into()),
            ..ClientOptions::default()
        };
        assert_eq!(host(given.clone(), &environment), "given.local");
        assert_eq!(host(ClientOptions::default(), &environment), "support.local");
        environment.insert("AWS_ENDPOINT_URL_SUPPORT", "");
        assert_eq!(host(ClientOptions::default(), &environment), "any.local");
        environment.insert("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True");
        assert_eq!(host(ClientOptions::default(), &environment), "support.us-east-1.amazonaws.com");
        assert_eq!(host(given, &environment), "given.local");
        let heed = ClientOptions {
            ignore_configured_endpoint_urls: Some(false),
            ..ClientOptions::default()
        };
        assert_eq!(host(heed, &environment), "any.local");
    }

    #[test]
    fn ca_bundles_come_from_the_environment_only_where_nothing_was_said() {
        let environment =
            HashMap::from([("AWS_CA_BUNDLE", "/a.pem"), ("REQUESTS_CA_BUNDLE", "/r.pem")]);
        let verify = |verify, environment: &HashMap<&str, &str>| {
            resolve_config(
                &SUPPORT,
                ClientOptions { verify, ..ClientOptions::default() },
                environment,
            )
            .map(|config| config.transport.verify)
        };
        assert_eq!(verify(Verify::Unset, &environment).unwrap(), Verify::Bundle("/a.pem".into()));
        assert_eq!(verify(Verify::BuiltIn, &environment).unwrap(), Verify::BuiltIn);
        assert_eq!(verify(Verify::Off, &environment).unwrap(), Verify::Off);
        assert_eq!(verify(Verify::Unset, &HashMap::new()).unwrap(), Verify::BuiltIn);
        for blank in [Verify::Bundle(" ".into()), Verify::Bundle("".into())] {
            assert!(matches!(
                verify(blank, &environment),
                Err(Error::Config(ConfigError::EmptyCaBundle))
            ));
        }
    }

    #[test]
    fn what_is_shown_is_what_came_out() {
        let shown = |region: &str, environment: &HashMap<&str, &str>| {
            let options =
                ClientOptions { region_name: Some(region.into()), ..ClientOptions::default() };
            let shown = resolve(options, environment).shown;
            (shown.use_fips_endpoint, shown.use_dualstack_endpoint, shown.user_agent_appid)
        };
        assert_eq!(shown("us-east-1", &HashMap::new()), (false, false, None));
        assert_eq!(shown("fips-us-east-1", &HashMap::new()), (true, false, None));
        let environment = HashMap::from([
            ("AWS_USE_FIPS_ENDPOINT", "true"),
            ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
            ("AWS_SDK_UA_APP_ID", "app"),
        ]);
        assert_eq!(shown("us-east-1", &environment), (true, true, Some("app".to_owned())));
    }

    #[test]
    fn the_user_agent_names_the_features_in_use() {
        let options = ClientOptions {
            endpoint_url: Some("http://localhost".into()),
            keys: ExplicitKeys {
                access_key_id: Some("A".into()),
                secret_access_key: Some("s".into()),
                session_token: None,
            },
            ..ClientOptions::default()
        };
        let config =
            resolve(options, &HashMap::from([("AWS_EXECUTION_ENV", "AWS_Lambda_python3.11")]));
        assert!(
            config
                .user_agent
                .contains(" exec-env/AWS_Lambda_python3.11 m/E,Z,b,N,e cfg/retry-mode#standard")
        );
        let config = resolve(ClientOptions::default(), &HashMap::new());
        assert!(config.user_agent.contains(" m/E,Z,b cfg/"), "{}", config.user_agent);
    }
}
