//! What can end a call other than its answer: whose fault it was, and whether anything was sent.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use crate::file_source::FileError;
use crate::parse::{ResponseMetadata, ServiceError};
use crate::value::Text;

/// The failure of a client's creation or of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The parameters break the model; the report has a line for each violation. Nothing was sent.
    ParamValidation(Text),
    /// The client cannot work as it is configured. Nothing was sent.
    Config(ConfigError),
    /// There are no usable credentials. Nothing was sent.
    Credentials(CredentialsError),
    /// An attachment's file could not be read. No complete request was sent.
    File(FileError),
    /// The request could not be built or signed. Nothing was sent.
    Construction(Box<dyn StdError + Send + Sync>),
    /// There was no complete response.
    Dispatch(DispatchError),
    /// There was a response that cannot be read as an answer or as an error.
    Response(Box<ResponseError>),
    /// The service said no.
    Service(Box<ServiceError>),
}

/// How a client's configuration can be wrong.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// An endpoint URL was given, and no region to sign for.
    NoRegion,
    /// The region's name could not be part of a host name.
    InvalidRegion {
        /// The name as given.
        region_name: String,
    },
    /// The endpoint URL has no usable host name.
    InvalidEndpoint {
        /// The URL as given; without user name and password if it has a password.
        url: String,
    },
    /// The partition has no endpoint of the kind asked for.
    EndpointVariant {
        /// The kinds asked for: `dualstack`, `fips`.
        tags: Vec<&'static str>,
        /// The client's region.
        region_name: String,
    },
    /// The endpoint URL passed botocore's checks and still is none that a request can go to.
    UnusableUrl {
        /// The URL as given; without user name and password if it has a password.
        url: String,
    },
    /// The endpoint URL is neither `http` nor `https`.
    UnknownScheme {
        /// The URL as given; without user name and password if it has a password.
        url: String,
    },
    /// The CA bundle is named by an empty text.
    EmptyCaBundle,
    /// Requests are to be signed in a way that there is not.
    UnknownSignatureVersion {
        /// Its name as given.
        name: String,
    },
}

/// How credentials can be missing.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsError {
    /// Nothing gave any.
    NotFound,
    /// A token was asked for, and there is none.
    NoAuthToken,
}

/// Which way a try to get a response went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DispatchErrorKind {
    /// No connection: refused, unreachable, or the host has no address. Nothing was sent.
    Connect,
    /// No connection within the connect timeout. Nothing was sent.
    ConnectTimeout,
    /// No secure connection: certificate or handshake. Nothing of the request was sent.
    Tls,
    /// Silence for longer than the read timeout. The service may have acted.
    ReadTimeout,
    /// The connection ended, or what came was not HTTP. The service may have acted.
    Closed,
    /// No connection through the proxy: it cannot be reached, is not trusted or refuses. Nothing was
    /// sent, but for a proxy that forwards and says nothing.
    Proxy,
    /// The proxy's certificates cannot be used. Nothing was sent.
    ProxyFiles,
    /// The response is larger than any that is taken. The service has acted.
    TooLarge,
    /// Anything else in the HTTP layer.
    Other,
}

/// There was no complete response.
#[derive(Debug)]
pub struct DispatchError {
    /// Which way it went wrong.
    pub kind: DispatchErrorKind,
    /// The URL of the request, without user name and password; of the proxy, with `***` for those,
    /// where the kind is [`DispatchErrorKind::Proxy`].
    pub url: String,
    /// What the layer below said.
    pub source: Box<dyn StdError + Send + Sync>,
}

impl DispatchError {
    /// The innermost error's text: what happened, without the layers it came through.
    pub fn root_cause(&self) -> String {
        let mut cause: &(dyn StdError + 'static) = self.source.as_ref();
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        cause.to_string()
    }
}

/// A response that cannot be read; botocore lets Python's own exception out of its parser for each.
#[derive(Debug)]
pub struct ResponseError {
    /// What is wrong with it.
    pub kind: ResponseErrorKind,
    /// What is known of the response all the same.
    pub metadata: ResponseMetadata,
}

/// A response's body. Not shown, since it may hold an attachment.
pub struct UnreadableBody(pub Bytes);

impl fmt::Debug for UnreadableBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{} bytes>", self.0.len())
    }
}

/// What is wrong with a response.
#[derive(Debug)]
#[non_exhaustive]
pub enum ResponseErrorKind {
    /// The body is not UTF-8.
    InvalidUtf8(UnreadableBody),
    /// The whole answer is JSON `null`.
    NullAnswer,
    /// A value of this JSON type stands where members were looked up.
    NotAStructure(JsonType),
    /// A value of this JSON type stands where items were looked up.
    NotAList(JsonType),
    /// A value of this JSON type stands where the error's code was to be taken apart.
    CodeNotText(JsonType),
    /// A value of this JSON type stands where base64 text was modelled.
    BlobNotText(JsonType),
    /// Values are nested deeper than anything that is modelled.
    TooDeep,
}

/// The types of JSON, by their names in Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is its name")]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Float,
    Text,
    List,
    Object,
}

impl JsonType {
    /// The name of the Python type that `json.loads` makes of it.
    pub const fn python_name(self) -> &'static str {
        match self {
            Self::Null => "NoneType",
            Self::Boolean => "bool",
            Self::Integer => "int",
            Self::Float => "float",
            Self::Text => "str",
            Self::List => "list",
            Self::Object => "dict",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ParamValidation(report) => {
                write!(formatter, "Parameter validation failed:\n{report}")
            }
            Self::Config(error) => write!(formatter, "{error}"),
            Self::Credentials(error) => write!(formatter, "{error}"),
            Self::File(error) => write!(formatter, "{error}"),
            Self::Construction(error) => {
                write!(formatter, "the request could not be built: {error}")
            }
            Self::Dispatch(error) => write!(formatter, "{error}"),
            Self::Response(error) => write!(formatter, "{error}"),
            Self::Service(error) => write!(formatter, "{error}"),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRegion => formatter.write_str("You must specify a region."),
            Self::InvalidRegion { region_name } => write!(
                formatter,
                "Provided region_name '{region_name}' doesn't match a supported format."
            ),
            Self::InvalidEndpoint { url } => write!(formatter, "Invalid endpoint: {url}"),
            Self::UnusableUrl { url } => write!(formatter, "the endpoint URL {url} cannot be used"),
            Self::UnknownScheme { url } => {
                write!(formatter, "the endpoint URL {url} is neither http nor https")
            }
            Self::EndpointVariant { tags, .. } => {
                let quoted: Vec<_> = tags.iter().map(|tag| format!("'{tag}'")).collect();
                write!(
                    formatter,
                    "Unable to construct a modeled endpoint with the following variant(s) [{}]: ",
                    quoted.join(", ")
                )
            }
            Self::UnknownSignatureVersion { name } => {
                write!(formatter, "Unknown Signature Version: {name}.")
            }
            Self::EmptyCaBundle => formatter.write_str(
                "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, \
                 REQUESTS_CA_BUNDLE, or verify) resolved to an empty or whitespace-only string. \
                 Provide a valid path to a CA bundle file.",
            ),
        }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => formatter.write_str("Unable to locate credentials"),
            Self::NoAuthToken => formatter.write_str("Unable to locate authorization token"),
        }
    }
}

impl fmt::Display for DispatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no response from {}: {}", self.url, self.root_cause())
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the response (status {}) cannot be read: ", self.metadata.status)?;
        match &self.kind {
            ResponseErrorKind::InvalidUtf8(_) => formatter.write_str("it is not UTF-8"),
            ResponseErrorKind::NullAnswer => formatter.write_str("it is null"),
            ResponseErrorKind::NotAStructure(found) => {
                write!(formatter, "{} where members were expected", found.python_name())
            }
            ResponseErrorKind::NotAList(found) => {
                write!(formatter, "{} where items were expected", found.python_name())
            }
            ResponseErrorKind::CodeNotText(found) => {
                write!(formatter, "{} for the error's code", found.python_name())
            }
            ResponseErrorKind::BlobNotText(found) => {
                write!(formatter, "{} for base64 text", found.python_name())
            }
            ResponseErrorKind::TooDeep => formatter.write_str("values are nested too deeply"),
        }
    }
}

impl StdError for ConfigError {}
impl StdError for CredentialsError {}
impl StdError for ResponseError {}

impl StdError for DispatchError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::ParamValidation(_) => None,
            Self::Config(error) => Some(error),
            Self::Credentials(error) => Some(error),
            Self::File(error) => Some(error),
            Self::Construction(error) => Some(error.as_ref()),
            Self::Dispatch(error) => Some(error),
            Self::Response(error) => Some(error.as_ref()),
            Self::Service(error) => Some(error.as_ref()),
        }
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<DispatchError> for Error {
    fn from(error: DispatchError) -> Self {
        Self::Dispatch(error)
    }
}
