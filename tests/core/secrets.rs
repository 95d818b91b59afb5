//! What is shown of types and errors: never a secret key, a session token, a signature or what is
//! attached.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::Mutex;
use std::time::Duration;

use awssupport::body::Blob;
use awssupport::config::{ClientOptions, Verify};
use awssupport::credentials::Credentials;
use awssupport::error::Error;
use awssupport::parse::{RawResponse, parse};
use awssupport::serialize::serialize;
use awssupport::sign::SigningContext;
use awssupport::transport::{HttpConnector, Transmission};
use awssupport::{config::resolve_config, model::SUPPORT, sign::SignedRequest};

use crate::caller::{Caller, ScratchFile, attachments, memory, observed_time, operation, options};
use crate::server::{Server, answer};

const SECRET: &str = "secret-key-that-nobody-may-see";
const TOKEN: &str = "session-token-that-nobody-may-see";
const CONTENT: &[u8] = b"content that nobody may see in any message";

fn secret_credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: SECRET.to_owned(),
        session_token: Some(TOKEN.to_owned()),
    }
}

fn secret_caller(options: ClientOptions) -> Caller {
    Caller { credentials: Some(secret_credentials()), ..Caller::with_options(options) }
}

#[track_caller]
fn assert_no_secret(shown: &str) {
    let encoded = base64_simd::STANDARD.encode_to_string(CONTENT);
    let content = String::from_utf8(CONTENT.to_vec()).unwrap();
    // Bytes printed one by one, as a list of them is.
    let numbers = format!("{:?}", &CONTENT[..8]);
    let numbers = numbers.trim_matches(['[', ']']);
    for secret in [SECRET, TOKEN, &encoded, &content, numbers, "Signature="] {
        assert!(!shown.contains(secret), "{secret:?} is in {shown}");
    }
}

#[track_caller]
fn assert_hidden(value: &impl Debug) {
    assert_no_secret(&format!("{value:?}"));
    assert_no_secret(&format!("{value:#?}").replace("\n    ", " "));
}

/// The error and all it came from, each as it is shown.
#[track_caller]
fn assert_error_hidden(error: &(impl StdError + 'static)) {
    assert_hidden(error);
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        assert_no_secret(&format!("{error}{error:?}"));
        cause = error.source();
    }
}

/// Keeps the request it is given.
#[derive(Debug, Default)]
struct Keeper(Mutex<Option<SignedRequest>>);

impl HttpConnector for Keeper {
    fn transmit(&self, request: SignedRequest) -> Transmission<'_> {
        *self.0.lock().unwrap() = Some(request);
        Box::pin(std::future::pending())
    }
}

#[test]
fn the_check_itself_finds_each_secret() {
    let encoded = base64_simd::STANDARD.encode_to_string(CONTENT);
    for shown in [
        SECRET.to_owned(),
        TOKEN.to_owned(),
        encoded,
        format!("{:?}", bytes_of(CONTENT)),
        format!("{CONTENT:?}"),
        "Authorization: AWS4-HMAC-SHA256 Credential=A, Signature=0".to_owned(),
    ] {
        let checked = std::panic::catch_unwind(|| assert_no_secret(&shown));
        assert!(checked.is_err(), "{shown}");
    }
}

fn bytes_of(content: &[u8]) -> bytes::Bytes {
    bytes::Bytes::copy_from_slice(content)
}

#[test]
fn configuration_and_credentials_hide_keys() {
    let options = options("http://127.0.0.1:1");
    assert_hidden(&options);
    let caller = secret_caller(options);
    let config = &caller.orchestrator.config;
    assert_hidden(config);
    assert_hidden(&caller.credentials);
    assert_hidden(&config.transport);
    assert_hidden(&caller.orchestrator);
    assert_hidden(&caller.connector);
    assert_hidden(&SigningContext {
        s3: false,
        url: config.endpoint.usable_url().unwrap(),
        credentials: caller.credentials.as_ref().unwrap(),
        signing_region: "us-east-1",
        signing_name: "support",
        time: observed_time(),
    });
    // What is meant to be seen is.
    assert!(format!("{:?}", caller.credentials).contains("AKIDEXAMPLE"));
}

#[test]
fn parameters_and_requests_hide_content_and_authorization() {
    let file = ScratchFile::new("hidden", CONTENT);
    for blob in [memory(CONTENT), file.blob()] {
        assert_hidden(&blob);
        let params = attachments(&[blob]);
        assert_hidden(&params);
        let add = operation("AddAttachmentsToSet");
        let request = serialize(&SUPPORT, add, &params);
        assert_hidden(&request);
        assert_hidden(&request.body);
        let caller = secret_caller(options("http://127.0.0.1:1"));
        let signed = caller.prepare("AddAttachmentsToSet", &params).unwrap();
        assert!(signed.headers.contains_key("authorization"));
        assert_hidden(&signed);
        let keeper = Keeper::default();
        caller.block_on(async {
            let call = caller.invoke_over("AddAttachmentsToSet", &params, &keeper);
            tokio::select! {
                biased;
                outcome = call => panic!("{outcome:?}"),
                () = std::future::ready(()) => {}
            }
        });
        let sent = keeper.0.lock().unwrap().take().expect("it was sent");
        assert_hidden(&sent);
    }
    if let Blob::File(source) = file.blob() {
        assert_hidden(&source);
    }
}

#[test]
fn answers_hide_the_attachments_in_them() {
    let data = base64_simd::STANDARD.encode_to_string(CONTENT);
    let strange = format!("{data}!");
    for data in [data, strange] {
        let body = format!(r#"{{"attachment": {{"fileName": "a", "data": "{data}"}}}}"#);
        let server = Server::answering(vec![answer("200 OK", &body)]);
        let caller = secret_caller(options(&server.url()));
        let output = caller.call("DescribeAttachment", &attachments(&[])).unwrap();
        assert_eq!(output.members.len(), 1);
        assert_hidden(&output);
    }
}

/// An error of every kind, from calls that hold every secret.
#[test]
fn errors_of_every_kind_hide_everything() {
    let file = ScratchFile::new("hidden-in-errors", CONTENT);
    let changed = file.blob();
    std::fs::write(file.path(), b"shorter").unwrap();
    let refusing = Server::answering(vec![answer(
        "400 Bad Request",
        r#"{"__type": "AttachmentSetExpired", "message": "m"}"#,
    )]);
    let unreadable = Server::answering(vec![answer("200 OK", "[]")]);
    let closing = Server::start(|mut connection| {
        connection.request();
    });
    let garbling = Server::start(|mut connection| {
        connection.read(1000);
        connection.send(b"no handshake");
        connection.wait_for_close();
    });
    let silent = Server::start(|mut connection| connection.wait_for_close());
    let signed_by = |change: &dyn Fn(&mut Credentials)| {
        let mut credentials = secret_credentials();
        change(&mut credentials);
        Some(credentials)
    };
    let secret = || Some(secret_credentials());
    let plain = options(&refusing.url());
    let with_timeout =
        ClientOptions { read_timeout: Some(Duration::from_millis(50)), ..options(&silent.url()) };
    let unverified =
        ClientOptions { verify: Verify::Off, ..options(&garbling.url_of("https", "localhost")) };
    let token_with_end = signed_by(&|keys| keys.session_token = Some(format!("{TOKEN}\n")));
    let key_with_end = signed_by(&|keys| keys.access_key_id = format!("{TOKEN}\n"));
    let nowhere = ClientOptions { region_name: None, ..plain.clone() };
    let cases = [
        ("Service", plain.clone(), secret(), memory(CONTENT)),
        ("File", plain.clone(), secret(), changed),
        ("Response", options(&unreadable.url()), secret(), memory(CONTENT)),
        ("Dispatch", options("http://127.0.0.1:1"), secret(), memory(CONTENT)),
        ("Dispatch", options(&closing.url()), secret(), memory(CONTENT)),
        ("Dispatch", with_timeout, secret(), memory(CONTENT)),
        ("Dispatch", unverified, secret(), memory(CONTENT)),
        ("Construction", plain.clone(), token_with_end, memory(CONTENT)),
        ("Construction", plain.clone(), key_with_end, memory(CONTENT)),
        ("Config", nowhere, secret(), memory(CONTENT)),
        ("Credentials", plain, None, memory(CONTENT)),
    ];
    for (kind, options, credentials, blob) in cases {
        let caller = Caller { credentials, ..Caller::with_options(options) };
        let error = caller.add(&[blob]).unwrap_err();
        assert_eq!(kind_name(&error), kind, "{error:?}");
        assert_error_hidden(&error);
    }
}

fn kind_name(error: &Error) -> &'static str {
    match error {
        Error::ParamValidation(_) => "ParamValidation",
        Error::Config(_) => "Config",
        Error::Credentials(_) => "Credentials",
        Error::File(_) => "File",
        Error::Construction(_) => "Construction",
        Error::Dispatch(_) => "Dispatch",
        Error::Response(_) => "Response",
        Error::Service(_) => "Service",
        _ => "a new kind: hide its secrets, too",
    }
}

#[test]
fn endpoint_urls_show_no_password() {
    let options = options("http://user:secret-key-that-nobody-may-see@127.0.0.1:1");
    assert_hidden(&options);
    let resolved = resolve_config(&SUPPORT, options).unwrap();
    assert_hidden(&resolved);
}

#[test]
fn responses_show_no_body() {
    let mut body = CONTENT.to_vec();
    body.push(0xFF);
    let response = RawResponse { status: 200, headers: Vec::new(), body: body.into() };
    assert_hidden(&response);
    let answer = parse(&SUPPORT, operation("DescribeAttachment"), response).unwrap();
    assert_hidden(&answer);
    let error = answer.output().unwrap_err();
    assert!(matches!(error, Error::Response(_)));
    assert_error_hidden(&error);
}
