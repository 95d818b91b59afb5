//! Whole calls: what goes over the wire, and what comes back.

use awssupport::body::{ENCODED_WHOLE_LEN, FRAME_LEN};
use awssupport::config::ClientOptions;
use awssupport::error::{ConfigError, CredentialsError, Error};
use awssupport::value::Value;

use crate::caller::{
    ACCESS_KEY_ID, Caller, SECRET_ACCESS_KEY, ScratchFile, attachments, attachments_body, content,
    memory, nothing, options,
};
use crate::server::{EMPTY_ANSWER, Request, Server, answer};
use crate::signature::{expected_signature, given_signature};

fn server() -> Server {
    Server::answering(vec![EMPTY_ANSWER.to_vec()])
}

fn names(request: &Request) -> Vec<String> {
    let headers = request.headers().into_iter();
    headers.map(|(name, _)| name).collect()
}

#[test]
fn requests_have_botocores_headers_in_its_order() {
    let server = server();
    let mut caller = Caller::with_token(&server.url(), Some("TOKEN/+="));
    caller.context.trace_id = Some("Root=1-2;Parent=3".to_owned());
    caller.describe().unwrap();
    let request = server.take_request();
    assert_eq!(request.line(), "POST / HTTP/1.1");
    assert_eq!(
        names(&request),
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
            "content-length",
        ]
    );
    let user_agent = caller.orchestrator.config.user_agent.clone();
    for (name, value) in [
        ("host", server.url().trim_start_matches("http://")),
        ("accept-encoding", "identity"),
        ("x-amz-target", "AWSSupport_20130415.DescribeServices"),
        ("content-type", "application/x-amz-json-1.1"),
        ("user-agent", user_agent.as_str()),
        ("x-amzn-trace-id", "Root=1-2;Parent=3"),
        ("x-amz-date", "20260102T030405Z"),
        ("x-amz-security-token", "TOKEN/+="),
        ("amz-sdk-request", "attempt=1; max=3"),
        ("content-length", "2"),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    let credential = format!("Credential={ACCESS_KEY_ID}/20260102/us-east-1/support/aws4_request");
    let signed = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";
    assert_eq!(
        request.header("authorization").unwrap(),
        format!(
            "AWS4-HMAC-SHA256 {credential}, SignedHeaders={signed}, Signature={}",
            expected_signature(&request)
        )
    );
    assert_eq!(request.header("amz-sdk-invocation-id").unwrap().len(), 36);
}

#[test]
fn without_token_and_trace_their_headers_are_absent() {
    let server = server();
    for token in [None, Some("")] {
        let caller = Caller::with_token(&server.url(), token);
        caller.describe().unwrap();
        let request = server.take_request();
        assert_eq!(names(&request).len(), 10);
        assert_eq!(request.header("x-amz-security-token"), None);
        assert_eq!(request.header("x-amzn-trace-id"), None);
        assert_eq!(given_signature(&request), expected_signature(&request));
    }
}

#[test]
fn path_and_query_of_the_endpoint_are_kept_and_signed() {
    let server = server();
    for target in ["/base/p", "/base/p/", "/?z=1&a=2", "/base?b=2&a=1"] {
        let caller = Caller::new(&format!("{}{target}", server.url()));
        caller.describe().unwrap();
        let request = server.take_request();
        assert_eq!(request.line(), format!("POST {target} HTTP/1.1"));
        assert_eq!(given_signature(&request), expected_signature(&request));
    }
}

/// Both signatures were observed from botocore 1.44.5.
#[test]
fn prepared_requests_have_the_signatures_observed_from_botocore() {
    for (url, name, token, signature) in [
        (
            "http://127.0.0.1:8080/base/p",
            "DescribeCases",
            None,
            "9505f5ba281747d5f32cc850c79a77ae255982bae356595101382de60b8eb7a2",
        ),
        (
            "https://support.us-east-1.amazonaws.com",
            "DescribeServices",
            Some("TOKEN/+="),
            "50e9ed23643af52662abaffb07c2f647fd688382c0ab5befb1f2d5ba3868039c",
        ),
    ] {
        let caller = Caller::with_token(url, token);
        let params = nothing();
        let request = caller.prepare(name, &params).unwrap();
        let authorization = request.headers["authorization"].to_str().unwrap();
        assert!(authorization.ends_with(signature), "{authorization}");
    }
}

fn assert_arrived(request: &Request, body: &[u8]) {
    assert!(request.body == body, "the body differs from the one eagerly encoded");
    let length = body.len().to_string();
    assert_eq!(request.header("content-length"), Some(length.as_str()));
    assert_eq!(request.header("transfer-encoding"), None);
    assert_eq!(request.header("expect"), None);
    assert_eq!(given_signature(request), expected_signature(request));
}

#[test]
fn three_attachments_of_five_mebibytes_arrive_whole_with_their_length() {
    const FIVE_MEBIBYTES: usize = 5 * 1024 * 1024;
    let server = server();
    let caller = Caller::new(&server.url());
    let contents = [1, 2, 3].map(|seed| content(FIVE_MEBIBYTES, seed));
    caller.add(&contents.each_ref().map(|c| memory(c))).unwrap();
    let body = attachments_body(&contents.each_ref().map(Vec::as_slice));
    assert_arrived(&server.take_request(), &body);
}

#[test]
fn attachments_of_lengths_around_every_border_arrive_whole() {
    let server = server();
    let caller = Caller::new(&server.url());
    let whole = usize::try_from(ENCODED_WHOLE_LEN).unwrap() / 4 * 3;
    let frame = FRAME_LEN / 4 * 3;
    // What surrounds the attachment is counted, too: the border lies a little before.
    for around in [0, 3, frame, whole - 60, whole, whole + frame] {
        for len in around..around + 3 {
            let content = content(len, 7);
            caller.add(&[memory(&content)]).unwrap();
            assert_arrived(&server.take_request(), &attachments_body(&[&content]));
        }
    }
}

#[test]
fn files_are_sent_like_memory() {
    let server = server();
    let caller = Caller::new(&server.url());
    for (name, len) in [("sent-tiny", 1), ("sent-small", 1000), ("sent-large", 1_000_001)] {
        let content = content(len, 9);
        let file = ScratchFile::new(name, &content);
        caller.add(&[file.blob(), memory(b"and memory")]).unwrap();
        let body = attachments_body(&[&content, b"and memory"]);
        assert_arrived(&server.take_request(), &body);
    }
}

#[test]
fn answers_come_back_with_their_metadata() {
    let body = r#"{"expiryTime": "2026", "attachmentSetId": "as-1", "unknown": 1}"#;
    let server = Server::answering(vec![answer("200 OK", body)]);
    let output = Caller::new(&server.url()).add(&[memory(b"hello")]).unwrap();
    assert_eq!(
        output.members,
        [
            ("attachmentSetId".into(), Value::Text("as-1".into())),
            ("expiryTime".into(), Value::Text("2026".into())),
        ]
    );
    let metadata = output.metadata;
    assert_eq!(metadata.status, 200);
    assert_eq!(metadata.request_id.as_deref(), Some("id-1"));
    assert_eq!(metadata.retry_attempts, 0);
    assert!(!metadata.max_attempts_reached);
    let headers: Vec<_> = metadata.headers.iter().map(|(name, _)| name).collect();
    assert_eq!(headers, ["content-type", "x-amzn-requestid", "content-length"]);
}

#[test]
fn refusals_come_back_with_code_message_and_metadata() {
    let body = r#"{"__type": "x#AttachmentSetExpired", "message": "too late"}"#;
    let server = Server::answering(vec![answer("400 Bad Request", body)]);
    let Error::Service(error) = Caller::new(&server.url()).add(&[memory(b"hello")]).unwrap_err()
    else {
        panic!("not the service's error");
    };
    assert_eq!(error.code(), Some("AttachmentSetExpired"));
    assert_eq!(
        error.to_string(),
        "An error occurred (AttachmentSetExpired) when calling the AddAttachmentsToSet operation: \
         too late"
    );
    assert_eq!(error.metadata.status, 400);
    assert_eq!(error.metadata.request_id.as_deref(), Some("id-1"));
}

#[test]
fn without_credentials_or_region_nothing_is_sent() {
    let server = server();
    let anonymous = Caller { credentials: None, ..Caller::new(&server.url()) };
    assert!(matches!(anonymous.describe(), Err(Error::Credentials(CredentialsError::NotFound))));
    let nowhere =
        Caller::with_options(ClientOptions { region_name: None, ..options(&server.url()) });
    assert!(matches!(nowhere.describe(), Err(Error::Config(ConfigError::NoRegion))));
    assert_eq!(server.connections(), 0);
}

#[test]
fn keys_that_cannot_be_in_a_header_are_refused_before_anything_is_sent() {
    let server = server();
    let caller = Caller::with_token(&server.url(), Some("a\r\nX-Evil: 1"));
    let params = attachments(&[memory(b"x")]);
    let error = caller.call("AddAttachmentsToSet", &params).unwrap_err();
    assert!(matches!(error, Error::Construction(_)), "{error:?}");
    assert!(!format!("{error:?}{error}").contains(SECRET_ACCESS_KEY));
    assert_eq!(server.connections(), 0);
}
