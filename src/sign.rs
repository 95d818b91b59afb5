//! Stage 6: a request for one attempt, signed with Signature Version 4. Done anew for each attempt.

use std::time::SystemTime;

use aws_credential_types::Credentials as SigningCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest,
    SigningParams as HttpSigningParams, SigningSettings, UriPathNormalizationMode,
    sign as sign_http,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use url::Url;

use crate::body::RequestBody;
use crate::credentials::Credentials;
use crate::error::{ConfigError, CredentialsError, Error};
use crate::http_date::amz_date;
use crate::progress::SendProgress;
use crate::serialize::SerializedRequest;

/// A request as it goes out, with every header but two that the HTTP layer adds:
/// `Content-Length`, which it takes from the body, and `Accept`.
#[derive(Clone, Debug)]
pub struct SignedRequest {
    /// `POST` for every operation.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// In the order botocore sends them. Sensitive ones are marked so.
    pub headers: HeaderMap,
    /// The body, unread.
    pub body: RequestBody,
    /// To be told how much of the body has been sent.
    pub progress: SendProgress,
}

/// How a client's requests are signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SignatureVersion {
    /// Signature Version 4.
    #[default]
    V4,
    /// Signature Version 4 as S3 has it: the path is signed as it is, and the body's hash is a
    /// header.
    S3V4,
    /// Not at all: no credentials and no region are needed.
    Unsigned,
    /// With a token, which this service's clients have none of: the call says so.
    Bearer,
    /// By a version of this name that there is not: the call says so.
    Unknown(String),
}

impl SignatureVersion {
    /// The version of this name in a Config.
    pub fn named(name: &str) -> Self {
        match name {
            "v4" => Self::V4,
            "s3v4" => Self::S3V4,
            "bearer" => Self::Bearer,
            _ => Self::Unknown(name.to_owned()),
        }
    }

    /// Fails for those that no request can be made with.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::V4 | Self::S3V4 | Self::Unsigned => Ok(()),
            Self::Bearer => Err(CredentialsError::NoAuthToken.into()),
            Self::Unknown(name) => {
                Err(ConfigError::UnknownSignatureVersion { name: name.clone() }.into())
            }
        }
    }
}

/// What a signature depends on beside the request itself.
#[derive(Clone, Copy, Debug)]
pub struct SigningContext<'a> {
    /// By S3's rules rather than everybody else's: see [`SignatureVersion::S3V4`].
    pub s3: bool,
    /// Where the request goes.
    pub url: &'a Url,
    /// Who signs.
    pub credentials: &'a Credentials,
    /// The region in the credential scope.
    pub signing_region: &'a str,
    /// The service in the credential scope.
    pub signing_name: &'a str,
    /// When.
    pub time: SystemTime,
}

/// Headers that are sent and not signed.
#[derive(Clone, Debug)]
pub struct UnsignedHeaders {
    /// `User-Agent`.
    pub user_agent: String,
    /// `X-Amzn-Trace-Id`, in Lambda.
    pub trace_id: Option<String>,
    /// `amz-sdk-invocation-id`: the same on every attempt of one call.
    pub invocation_id: String,
    /// `amz-sdk-request`: which attempt this is.
    pub attempt: String,
}

/// Sign `request`, whose body has the SHA-256 `payload_sha256` (lower-case hexadecimal).
pub fn sign(
    request: &SerializedRequest,
    payload_sha256: &str,
    context: &SigningContext<'_>,
    unsigned: &UnsignedHeaders,
) -> Result<SignedRequest, Error> {
    let host = host_header(context.url);
    let to_sign = [
        (header::HOST.as_str(), host.as_str()),
        ("x-amz-target", request.target.as_str()),
        (header::CONTENT_TYPE.as_str(), request.content_type.as_str()),
    ];
    let signature = sign_headers(&to_sign, payload_sha256, context)?;
    with_headers(request, context.url, &signature, unsigned)
}

/// `request` as it goes out without a signature.
pub fn leave_unsigned(
    request: &SerializedRequest,
    url: &Url,
    unsigned: &UnsignedHeaders,
) -> Result<SignedRequest, Error> {
    with_headers(request, url, &[], unsigned)
}

fn with_headers(
    request: &SerializedRequest,
    url: &Url,
    signature: &[(&'static str, String)],
    unsigned: &UnsignedHeaders,
) -> Result<SignedRequest, Error> {
    let host = host_header(url);
    let mut headers = HeaderMap::with_capacity(16);
    let mut put = |name: HeaderName, value: &str| -> Result<(), Error> {
        headers.insert(name, header_value(value)?);
        Ok(())
    };
    put(header::HOST, &host)?;
    put(header::ACCEPT_ENCODING, "identity")?;
    put(HeaderName::from_static("x-amz-target"), &request.target)?;
    put(header::CONTENT_TYPE, &request.content_type)?;
    put(header::USER_AGENT, &unsigned.user_agent)?;
    if let Some(trace_id) = &unsigned.trace_id {
        put(HeaderName::from_static("x-amzn-trace-id"), trace_id)?;
    }
    for (name, _) in SIGNATURE_HEADERS {
        if let Some((_, value)) = signature.iter().find(|(signed, _)| signed == name) {
            let mut value = header_value(value)?;
            value.set_sensitive(matches!(*name, "x-amz-security-token" | "authorization"));
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers.insert("amz-sdk-invocation-id", header_value(&unsigned.invocation_id)?);
    headers.insert("amz-sdk-request", header_value(&unsigned.attempt)?);
    let (url, body) = (url.clone(), request.body.clone());
    let (method, progress) = (Method::POST, SendProgress::default());
    Ok(SignedRequest { method, url, headers, body, progress })
}

/// The headers that a signature consists of, in botocore's order and spelling.
pub(crate) const SIGNATURE_HEADERS: &[(&str, &str)] = &[
    ("x-amz-date", "X-Amz-Date"),
    ("x-amz-security-token", "X-Amz-Security-Token"),
    ("x-amz-content-sha256", "X-Amz-Content-SHA256"),
    ("authorization", "Authorization"),
];

/// Sign any headers: all of them but those that proxies or connections change on the way. Gives
/// the headers to add, `x-amz-date` and `authorization` always, `x-amz-security-token` for temporary
/// credentials, `x-amz-content-sha256` by S3's rules.
pub fn sign_headers(
    headers: &[(&str, &str)],
    payload_sha256: &str,
    context: &SigningContext<'_>,
) -> Result<Vec<(&'static str, String)>, Error> {
    let identity = identity(context);
    let params = signing_params(&identity, context, signing_settings(context.s3))?;
    let signable = SignableRequest::new(
        "POST",
        context.url.as_str(),
        headers.iter().copied(),
        SignableBody::Precomputed(payload_sha256.to_owned()),
    )
    .map_err(construction)?;
    let (instructions, _) = sign_http(signable, &params).map_err(construction)?.into_parts();
    let (headers, _) = instructions.into_parts();
    Ok(headers.into_iter().map(|header| (header.name(), header.value().to_owned())).collect())
}

pub(crate) fn identity(context: &SigningContext<'_>) -> Identity {
    let credentials = context.credentials;
    SigningCredentials::new(
        credentials.access_key_id.as_str(),
        credentials.secret_access_key.as_str(),
        credentials.token().map(str::to_owned),
        None,
        "awssupport",
    )
    .into()
}

pub(crate) fn signing_params<'a>(
    identity: &'a Identity,
    context: &SigningContext<'a>,
    settings: SigningSettings,
) -> Result<HttpSigningParams<'a>, Error> {
    // The signer would panic.
    if context.time > SystemTime::UNIX_EPOCH && amz_date(context.time).is_none() {
        return Err(construction("the clock shows a time after the year 9999"));
    }
    let params = SigningParams::builder()
        .identity(identity)
        .region(context.signing_region)
        .name(context.signing_name)
        .time(context.time)
        .settings(settings)
        .build()
        .map_err(construction)?;
    Ok(params.into())
}

/// Headers that are never signed.
const EXCLUDED_HEADERS: &[&str] = &[
    "authorization",
    "baggage",
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];

fn signing_settings(s3: bool) -> SigningSettings {
    let mut settings = settings_of_url(s3);
    if s3 {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}

/// What is signed of headers and of the URL, whose path S3 takes as it is.
pub(crate) fn settings_of_url(s3: bool) -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.excluded_headers = Some(EXCLUDED_HEADERS.iter().map(|name| (*name).into()).collect());
    if s3 {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    settings
}

/// The host with its port where that is not the scheme's own.
pub(crate) fn host_header(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

pub(crate) fn header_value(text: &str) -> Result<HeaderValue, Error> {
    // The value is not repeated: it may be a secret.
    HeaderValue::from_bytes(text.as_bytes()).map_err(construction)
}

pub(crate) fn construction(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Construction(error.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::body::Segment;

    /// 2026-01-02T03:04:05Z.
    const TIME: u64 = 1_767_323_045;

    fn credentials(token: Option<&str>) -> Credentials {
        Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: token.map(str::to_owned),
        }
    }

    fn signed(
        operation: &str,
        body: &str,
        url: &str,
        region: &str,
        credentials: &Credentials,
    ) -> Result<SignedRequest, Error> {
        signed_at(TIME, operation, body, url, region, credentials)
    }

    fn signed_at(
        time: u64,
        operation: &str,
        body: &str,
        url: &str,
        region: &str,
        credentials: &Credentials,
    ) -> Result<SignedRequest, Error> {
        let body = body.as_bytes().to_vec().into();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = RequestBody::new(vec![Segment::Literal(body)]);
        let (body, digest) = runtime.block_on(body.digest()).unwrap();
        let request = SerializedRequest {
            target: format!("AWSSupport_20130415.{operation}"),
            content_type: "application/x-amz-json-1.1".to_owned(),
            body,
        };
        let url = Url::parse(url).unwrap();
        let context = SigningContext {
            s3: false,
            url: &url,
            credentials,
            signing_region: region,
            signing_name: "support",
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(time),
        };
        let unsigned = UnsignedHeaders {
            user_agent: "test".to_owned(),
            trace_id: Some("Root=1".to_owned()),
            invocation_id: "id".to_owned(),
            attempt: "attempt=1; max=3".to_owned(),
        };
        sign(&request, &digest, &context, &unsigned)
    }

    fn signature(request: &SignedRequest) -> &str {
        let authorization = request.headers["authorization"].to_str().unwrap();
        authorization.rsplit_once("Signature=").unwrap().1
    }

    /// Signatures observed from botocore 1.44.5.
    #[test]
    fn botocores_signatures_are_reproduced() {
        let aws = "https://support.us-east-1.amazonaws.com/";
        let set = r#"{"attachmentSetId": "as-1", "attachments": [{"fileName": "a.txt", "data": "aGVsbG8="}]}"#;
        for (operation, body, url, region, token, expected) in [
            (
                "AddAttachmentsToSet",
                set,
                aws,
                "us-east-1",
                None,
                "6da63aab06e9d4158ab067005d376f29c7310a3b480590743ccdc0ce6e46b1dc",
            ),
            (
                "DescribeServices",
                "{}",
                aws,
                "us-east-1",
                Some("TOKEN/+="),
                "50e9ed23643af52662abaffb07c2f647fd688382c0ab5befb1f2d5ba3868039c",
            ),
            (
                "DescribeCases",
                r#"{"maxResults": 10}"#,
                aws,
                "us-east-1",
                None,
                "371e9abc5b9216df46ca2d27f9d19b01d370b327432a9597c3d8804efda291d7",
            ),
            (
                "DescribeCases",
                r#"{"maxResults": 10}"#,
                "https://support.cn-north-1.amazonaws.com.cn/",
                "cn-north-1",
                None,
                "30aa0379ea53e889d85f9f69df7a53cd809d7a75f8cf8f2501f1f9bcc8520080",
            ),
            (
                "DescribeCases",
                "{}",
                "http://127.0.0.1:8080/base/p",
                "us-east-1",
                None,
                "9505f5ba281747d5f32cc850c79a77ae255982bae356595101382de60b8eb7a2",
            ),
            (
                "DescribeCases",
                "{}",
                "http://127.0.0.1:8080/a b/../c//d%7E?z=1&a=2",
                "us-east-1",
                None,
                "aa2ec2b805262b2f10e6f2d7eb436f4ac3db2a147c493edfbef9d0447ef6ee3c",
            ),
        ] {
            let request = signed(operation, body, url, region, &credentials(token)).unwrap();
            assert_eq!(signature(&request), expected, "{operation} {url}");
        }
    }

    #[test]
    fn headers_stand_in_botocores_order_and_secrets_are_marked() {
        let aws = "https://support.us-east-1.amazonaws.com/";
        let request =
            signed("DescribeCases", "{}", aws, "us-east-1", &credentials(Some("TOKEN"))).unwrap();
        let names: Vec<_> = request.headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(
            names,
            [
                "host",
                "accept-encoding",
                "x-amz-target",
                "content-type",
                "user-agent",
                "x-amzn-trace-id",
                "x-amz-date",
                "x-amz-security-token",
                "authorization",
                "amz-sdk-invocation-id",
                "amz-sdk-request",
            ]
        );
        let authorization = request.headers["authorization"].to_str().unwrap();
        assert!(authorization.contains(
            "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"
        ));
        let shown = format!("{request:?}");
        assert!(!shown.contains("TOKEN") && !shown.contains("Signature="), "{shown}");
    }

    #[test]
    fn values_that_cannot_be_headers_are_errors_that_do_not_repeat_them() {
        let aws = "https://support.us-east-1.amazonaws.com/";
        let mut broken = credentials(Some("tok\r\nX-Evil: 1"));
        let error = signed("DescribeCases", "{}", aws, "us-east-1", &broken).unwrap_err();
        assert!(matches!(error, Error::Construction(_)));
        assert!(!error.to_string().contains("Evil"), "{error}");
        broken = credentials(None);
        broken.access_key_id = "AK\nID".to_owned();
        assert!(signed("DescribeCases", "{}", aws, "us-east-1", &broken).is_err());
    }
    #[test]
    fn a_clock_that_no_date_can_show_is_an_error() {
        let aws = "https://support.us-east-1.amazonaws.com/";
        let at =
            |time| signed_at(time, "DescribeCases", "{}", aws, "us-east-1", &credentials(None));
        assert!(at(253_402_300_799).is_ok());
        assert!(matches!(at(253_402_300_800), Err(Error::Construction(_))));
    }
}
