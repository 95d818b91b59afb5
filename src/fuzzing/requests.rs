//! Requests: whatever a caller gives for their headers, what goes out is one request with these
//! headers or none, and no error repeats a secret.

use std::time::{Duration, SystemTime};

use super::input::{SECRET, has_control, has_secret, parts, position};
use super::responses::exchanged;
use crate::body::{Blob, RequestBody, Segment};
use crate::config::{ClientConfig, ClientOptions, resolve_config};
use crate::credentials::Credentials;
use crate::error::Error;
use crate::model::SUPPORT;
use crate::serialize::{SerializedRequest, serialize};
use crate::sign::{SignedRequest, SigningContext, UnsignedHeaders, sign};
use crate::user_agent::{HostInfo, UserAgentOptions};
use crate::value::Value;

/// Parts with lines of `---` between them: access key, session token, region, whole User-Agent,
/// addition to it, application id, execution environment, trace id, operating system, URL.
pub fn request(data: &[u8]) {
    if has_secret(data) {
        return;
    }
    let [access_key_id, token, region, agent, extra, app_id, environment, trace_id, os, url] =
        parts(data);
    let given = |text: String| (!text.is_empty()).then_some(text);
    let credentials = Credentials {
        access_key_id,
        secret_access_key: SECRET.to_owned(),
        session_token: given(token).map(|token| format!("{SECRET}{token}")),
    };
    let options = ClientOptions {
        region_name: given(region),
        endpoint_url: given(url),
        user_agent: UserAgentOptions {
            user_agent: given(agent),
            extra: given(extra),
            app_id: given(app_id),
            execution_env: given(environment),
        },
        host: HostInfo { os_version: os.clone(), os, ..HostInfo::default() },
        ..ClientOptions::default()
    };
    let outcome = resolve_config(&SUPPORT, options)
        .and_then(|config| signed(&config, &credentials, given(trace_id)));
    match outcome {
        Ok(request) => check(&request),
        Err(error) => assert!(!format!("{error} {error:?}").contains(SECRET), "a secret is shown"),
    }
}

fn signed(
    config: &ClientConfig,
    credentials: &Credentials,
    trace_id: Option<String>,
) -> Result<SignedRequest, Error> {
    let operation = SUPPORT.operation("AddAttachmentsToSet").expect("an operation");
    let blob = Value::Blob(Blob::Memory(b"content"[..].into()));
    let params = Value::Structure(vec![("data".into(), blob)]);
    let SerializedRequest { target, content_type, body } = serialize(&SUPPORT, operation, &params);
    let body = body.to_bytes().map_err(Error::from)?;
    let request = SerializedRequest {
        target,
        content_type,
        body: RequestBody::new(vec![Segment::Literal(body)]),
    };
    let context = SigningContext {
        s3: false,
        url: config.endpoint.usable_url()?,
        credentials,
        signing_region: config.endpoint.signing_region.as_deref().unwrap_or_default(),
        signing_name: SUPPORT.signing_name,
        time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045),
    };
    let unsigned = UnsignedHeaders {
        user_agent: config.user_agent.clone(),
        trace_id,
        invocation_id: "id".to_owned(),
        attempt: "attempt=1".to_owned(),
    };
    sign(&request, &"0".repeat(64), &context, &unsigned)
}

fn check(request: &SignedRequest) {
    assert!(!format!("{request:?}").contains(SECRET), "a secret is shown");
    for (name, value) in &request.headers {
        assert!(!has_control(value.as_bytes()), "{name}");
    }
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let (outcome, sent) = exchanged(request, answer, usize::MAX);
    let Ok(response) = outcome else { unreachable!("{outcome:?}") };
    assert_eq!(response.status, 200);
    // One head, with a line for each header and one for the length, and the body behind it.
    let end = position(&sent, b"\r\n\r\n").expect("a head");
    let (head, body) = sent.split_at(end);
    assert_eq!(body.get(4..), Some(&br#"{"data": "Y29udGVudA=="}"#[..]));
    let mut lines: Vec<_> = head.split(|byte| *byte == b'\n').collect();
    let first = lines.remove(0);
    assert!(first.starts_with(b"POST /") && first.ends_with(b" HTTP/1.1\r"), "{first:?}");
    assert_eq!(first.split(|byte| *byte == b' ').count(), 3);
    assert_eq!(lines.len(), request.headers.len() + 1);
    for line in lines {
        let name_len = position(line, b": ").expect("a colon");
        let name = String::from_utf8_lossy(line.get(..name_len).unwrap_or_default());
        let name = name.to_ascii_lowercase();
        assert!(name == "content-length" || request.headers.contains_key(name.as_str()), "{name}");
    }
}
