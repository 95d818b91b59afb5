//! Stage 8: a response to an answer, or to the service's error. The rules are botocore's JSON
//! parser's.

use bytes::Bytes;

use crate::answer::{Answer, Members, OutputValue, find, members, object, structure};
use crate::error::{Error, JsonType, ResponseError, ResponseErrorKind, UnreadableBody};
use crate::json::{self, Raw};
use crate::model::{OperationModel, ServiceModel, Shape};
use crate::value::{Text, Value};

/// A response as it came, complete.
#[derive(Clone)]
pub struct RawResponse {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, once each; values of repeated headers joined with `, `. Bytes beyond
    /// ASCII are read as Latin-1.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl std::fmt::Debug for RawResponse {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The body may hold an attachment.
        write!(formatter, "RawResponse({}, <{} bytes>)", self.status, self.body.len())
    }
}

/// What is known of a response beside its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseMetadata {
    /// The `x-amzn-requestid` header.
    pub request_id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// See [`RawResponse::headers`].
    pub headers: Vec<(String, String)>,
    /// Whether this was the last attempt that the configuration allows.
    pub max_attempts_reached: bool,
    /// Whether a retry was wanted, and the client's retry quota was used up.
    pub retry_quota_reached: bool,
    /// How many attempts were made before.
    pub retry_attempts: u32,
}

impl ResponseMetadata {
    /// The value of a header, whose name is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// The service's refusal.
#[derive(Clone, Debug)]
pub struct ServiceError {
    /// Which operation was refused, e.g. `AddAttachmentsToSet`.
    pub operation_name: &'static str,
    /// The code and the message; `None` for status 300, which has neither.
    pub details: Option<ErrorDetails>,
    /// What the service sends beside them, if the code is one of its modelled errors; for status
    /// 300 the members of the answer.
    pub members: Members,
    /// The rest.
    pub metadata: ResponseMetadata,
}

/// The `Error` part of a refusal.
#[derive(Clone, Debug)]
pub struct ErrorDetails {
    /// The code; text in all but freak answers.
    pub code: OutputValue,
    /// The message; text or null in all but freak answers.
    pub message: OutputValue,
    /// For services that used to speak the query protocol.
    pub query: Option<QueryError>,
    /// Whether this was made up from the HTTP status alone; botocore then shows the code first.
    pub generic: bool,
}

/// What the header `x-amzn-query-error` adds.
#[derive(Clone, Debug)]
pub struct QueryError {
    /// The code that the body has.
    pub original_code: OutputValue,
    /// `Sender` or `Receiver`.
    pub fault: String,
}

impl ServiceError {
    /// The code, if it is text as it should be.
    pub fn code(&self) -> Option<&str> {
        match &self.details.as_ref()?.code {
            Value::Text(code) => code.as_str(),
            _ => None,
        }
    }
}

impl std::fmt::Display for ServiceError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let message = match &self.details {
            Some(ErrorDetails { message: Value::Text(message), .. }) => message.to_string(),
            _ => "Unknown".to_owned(),
        };
        let code = self.code().unwrap_or("Unknown");
        let operation = self.operation_name;
        write!(
            formatter,
            "An error occurred ({code}) when calling the {operation} operation: {message}"
        )
    }
}

impl std::error::Error for ServiceError {}

/// Read `response` as the service's error; if it is none, it is the answer of `operation`, which is
/// read by whoever needs it.
pub fn parse(
    service: &ServiceModel,
    operation: &OperationModel,
    response: RawResponse,
) -> Result<Answer, Error> {
    let refusal = match response.status {
        ..300 => None,
        // Read as an answer, though the call fails: a quirk of botocore's.
        300 => {
            let read = utf8(&response.body).and_then(|text| members(operation.output, text));
            Some(read.map(|members| (None, members)))
        }
        _ => {
            Some(read_error(service, &response).map(|(details, members)| (Some(details), members)))
        }
    };
    let mut metadata = ResponseMetadata {
        request_id: header(&response.headers, "x-amzn-requestid").map(str::to_owned),
        status: response.status,
        headers: response.headers,
        ..ResponseMetadata::default()
    };
    let (details, members) = match refusal {
        None => return Ok(Answer { shape: operation.output, body: response.body, metadata }),
        Some(Ok(refusal)) => refusal,
        Some(Err(kind)) => return Err(Error::Response(Box::new(ResponseError { kind, metadata }))),
    };
    if details.as_ref().is_some_and(|details| details.generic) {
        metadata.request_id = None;
    }
    let operation_name = operation.name;
    Err(Error::Service(Box::new(ServiceError { operation_name, details, members, metadata })))
}

fn read_error(
    service: &ServiceModel,
    response: &RawResponse,
) -> Result<(ErrorDetails, Members), ResponseErrorKind> {
    if response.status >= 500 && is_generic_error_page(&response.body) {
        return Ok((generic_error(response.status), Members::new()));
    }
    let text = utf8(&response.body)?;
    let Some(raw) = json::read(text) else {
        // Whatever an intermediary had to say is the message.
        let details = details(status_code(response), Value::Text(text.into()));
        return text_error(service, with_query_error(details, response));
    };
    let members = object(&raw)?;
    let code = match find(&members, "__type") {
        Some(raw) => error_code(raw)?,
        None => status_code(response),
    };
    let message = match find(&members, "message").or_else(|| find(&members, "Message")) {
        Some(raw) => json::value(raw)?,
        None => Value::Text(Text::from_static("")),
    };
    let details = with_query_error(details(code, message), response);
    let members = match error_shape(service, &details.code)? {
        Some(shape) => structure(shape, &raw)?,
        None => Members::new(),
    };
    Ok((details, members))
}

/// A body of text that belongs to a modelled error all the same, by its header, is its message.
fn text_error(
    service: &ServiceModel,
    details: ErrorDetails,
) -> Result<(ErrorDetails, Members), ResponseErrorKind> {
    let empty = details.message == Value::Text(Text::from_static(""));
    let shape = error_shape(service, &details.code)?.filter(|_| !empty);
    let message = shape.and_then(|shape| shape.member("message")).map(|member| member.name);
    let members = message.map(|name| (Text::from_static(name), details.message.clone()));
    Ok((details, members.into_iter().collect()))
}

fn details(code: OutputValue, message: OutputValue) -> ErrorDetails {
    ErrorDetails { code, message, query: None, generic: false }
}

fn status_code(response: &RawResponse) -> OutputValue {
    Value::Text(response.status.to_string().into())
}

fn generic_error(status: u16) -> ErrorDetails {
    let reason =
        http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    ErrorDetails {
        code: Value::Text(status.to_string().into()),
        message: Value::Text(Text::from_static(reason.unwrap_or_default())),
        query: None,
        generic: true,
    }
}

fn is_generic_error_page(body: &[u8]) -> bool {
    let trimmed = body.trim_ascii();
    trimmed.is_empty() || trimmed.starts_with(b"<html>")
}

/// A code may come as `namespace#Code`, as `Code:url`, or as both.
fn error_code(raw: &Raw) -> Result<OutputValue, ResponseErrorKind> {
    match json::type_of(raw) {
        JsonType::Null => Ok(Value::Text(Text::from_static(""))),
        JsonType::Text => {
            let code = json::text(raw).unwrap_or_else(|| Text::from_static(""));
            Ok(Value::Text(match code.as_str() {
                Some(code) => bare_code(code).into(),
                None => code,
            }))
        }
        // Python looks for the separators in a list or an object without complaint.
        JsonType::List | JsonType::Object => Ok(json::value(raw)?),
        other => Err(ResponseErrorKind::CodeNotText(other)),
    }
}

fn bare_code(code: &str) -> &str {
    let before_colon = code.split(':').next().unwrap_or(code);
    before_colon.rsplit('#').next().unwrap_or(before_colon)
}

fn with_query_error(mut details: ErrorDetails, response: &RawResponse) -> ErrorDetails {
    let Some(value) = header(&response.headers, "x-amzn-query-error") else {
        return details;
    };
    let parts: Vec<_> = value.split(';').collect();
    if let [code, fault] = parts.as_slice()
        && !code.is_empty()
    {
        let original_code = std::mem::replace(&mut details.code, Value::Text((*code).into()));
        details.query = Some(QueryError { original_code, fault: (*fault).to_owned() });
    }
    details
}

fn error_shape(
    service: &ServiceModel,
    code: &OutputValue,
) -> Result<Option<&'static Shape>, ResponseErrorKind> {
    match code {
        Value::Text(code) => Ok(code.as_str().and_then(|code| service.error(code))),
        Value::List(_) => Err(ResponseErrorKind::CodeNotText(JsonType::List)),
        Value::Structure(_) => Err(ResponseErrorKind::CodeNotText(JsonType::Object)),
        _ => Ok(None),
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
}

pub(crate) fn utf8(body: &Bytes) -> Result<&str, ResponseErrorKind> {
    std::str::from_utf8(body)
        .map_err(|_| ResponseErrorKind::InvalidUtf8(UnreadableBody(body.clone())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::answer::Output;
    use crate::model::SUPPORT;

    fn response(status: u16, body: &[u8]) -> RawResponse {
        let headers = vec![("x-amzn-requestid".to_owned(), "id-1".to_owned())];
        RawResponse { status, headers, body: Bytes::copy_from_slice(body) }
    }

    fn parsed(operation: &str, response: &RawResponse) -> Result<Output, Error> {
        parse(&SUPPORT, SUPPORT.operation(operation).unwrap(), response.clone())?.output()
    }

    fn refusal(status: u16, body: &str) -> ServiceError {
        match parsed("AddAttachmentsToSet", &response(status, body.as_bytes())).unwrap_err() {
            Error::Service(error) => *error,
            other => panic!("{other}"),
        }
    }

    fn unreadable(operation: &str, status: u16, body: &[u8]) -> ResponseErrorKind {
        match parsed(operation, &response(status, body)).unwrap_err() {
            Error::Response(error) => error.kind,
            other => panic!("{other}"),
        }
    }

    fn code_and_message(error: &ServiceError) -> (String, String) {
        let details = error.details.as_ref().unwrap();
        let text = |value: &OutputValue| match value {
            Value::Text(text) => text.to_string(),
            other => format!("{other:?}"),
        };
        (text(&details.code), text(&details.message))
    }

    #[test]
    fn answers_of_the_wrong_make_are_unreadable() {
        use ResponseErrorKind::{BlobNotText, InvalidUtf8, NotAList, NotAStructure, TooDeep};
        let add = "AddAttachmentsToSet";
        assert!(matches!(unreadable(add, 200, b"\xff{}"), InvalidUtf8(_)));
        assert!(matches!(unreadable(add, 200, b"null"), ResponseErrorKind::NullAnswer));
        assert!(matches!(unreadable(add, 400, b"null"), NotAStructure(JsonType::Null)));
        assert!(matches!(unreadable(add, 400, b"[]"), NotAStructure(JsonType::List)));
        let number = unreadable("DescribeCases", 200, br#"{"cases": 5}"#);
        assert!(matches!(number, NotAList(JsonType::Integer)));
        let text = unreadable("DescribeCases", 200, br#"{"cases": ["x"]}"#);
        assert!(matches!(text, NotAStructure(JsonType::Text)));
        let blob = unreadable("DescribeAttachment", 200, br#"{"attachment": {"data": 5}}"#);
        assert!(matches!(blob, BlobNotText(JsonType::Integer)));
        let deep = format!(r#"{{"expiryTime": {}{}}}"#, "[".repeat(5000), "]".repeat(5000));
        assert!(matches!(unreadable(add, 200, deep.as_bytes()), TooDeep));
    }

    #[test]
    fn codes_lose_namespace_and_url() {
        for (given, code) in [
            ("X", "X"),
            ("ns#X", "X"),
            ("X:http://x", "X"),
            ("ns#X:http://x", "X"),
            ("a#b#X", "X"),
            ("http://host#X", "http"),
            ("", ""),
        ] {
            let error = refusal(400, &format!(r#"{{"__type": "{given}", "message": "m"}}"#));
            assert_eq!(code_and_message(&error), (code.to_owned(), "m".to_owned()), "{given}");
        }
        assert_eq!(code_and_message(&refusal(400, r#"{"__type": null}"#)).0, "");
        assert_eq!(code_and_message(&refusal(404, "{}")).0, "404");
        let number = unreadable("DescribeCases", 400, br#"{"__type": 5}"#);
        assert!(matches!(number, ResponseErrorKind::CodeNotText(JsonType::Integer)));
    }

    #[test]
    fn messages_prefer_the_lower_case_key() {
        let message = |body| code_and_message(&refusal(400, body)).1;
        assert_eq!(message(r#"{"Message": "M", "message": "m"}"#), "m");
        assert_eq!(message(r#"{"Message": "M"}"#), "M");
        assert_eq!(message(r#"{"Message": "M", "message": null}"#), "Null");
        assert_eq!(message("{}"), "");
    }

    #[test]
    fn modelled_errors_carry_their_members() {
        let error =
            refusal(400, r#"{"__type": "AttachmentSetExpired", "message": "m", "other": 1}"#);
        assert_eq!(error.members, [("message".into(), Value::Text("m".into()))]);
        let error = refusal(400, r#"{"__type": "AttachmentSetExpired", "Message": "m"}"#);
        assert_eq!(error.members, []);
        let body =
            r#"{"__type": "ThrottlingException", "throttlingReasons": [{"reason": "r", "x": 1}]}"#;
        assert!(format!("{:?}", refusal(400, body).members).contains("reason"));
        let unmodelled = refusal(400, r#"{"__type": "AccessDeniedException", "message": "m"}"#);
        assert_eq!(unmodelled.members, []);
    }

    #[test]
    fn pages_of_intermediaries_become_generic_errors_or_messages() {
        for body in ["", " \n", "<html>x", " <html>"] {
            let error = refusal(503, body);
            let expected = ("503".to_owned(), "Service Unavailable".to_owned());
            assert_eq!(code_and_message(&error), expected);
            assert_eq!(error.metadata.request_id, None);
        }
        assert_eq!(code_and_message(&refusal(599, "")), ("599".to_owned(), String::new()));
        assert_eq!(code_and_message(&refusal(502, "<!DOCTYPE html>")).1, "<!DOCTYPE html>");
        assert_eq!(code_and_message(&refusal(413, "")), ("413".to_owned(), String::new()));
        assert_eq!(code_and_message(&refusal(403, "<html>no")).1, "<html>no");
        assert_eq!(refusal(413, "").metadata.request_id.as_deref(), Some("id-1"));
    }

    #[test]
    fn query_errors_need_exactly_two_parts_with_a_code() {
        let with_header = |value: &str| {
            let mut response = response(400, br#"{"__type": "ns#Orig:x"}"#);
            response.headers.push(("x-amzn-query-error".to_owned(), value.to_owned()));
            match parsed("DescribeCases", &response).unwrap_err() {
                Error::Service(error) => *error,
                other => panic!("{other}"),
            }
        };
        let error = with_header("A;B");
        assert_eq!(error.code(), Some("A"));
        assert_eq!(error.details.unwrap().query.unwrap().fault, "B");
        for ignored in ["A", "A;B;C", ";B"] {
            assert_eq!(with_header(ignored).code(), Some("Orig"), "{ignored}");
        }
    }

    #[test]
    fn status_300_is_an_error_without_details() {
        let error = refusal(300, r#"{"expiryTime": "t"}"#);
        assert!(error.details.is_none());
        assert_eq!(error.members.len(), 1);
        assert_eq!(
            error.to_string(),
            "An error occurred (Unknown) when calling the AddAttachmentsToSet operation: Unknown"
        );
    }

    proptest! {
        #[test]
        fn any_response_is_read_without_panic(status in 100_u16..1000, body in any::<Vec<u8>>()) {
            let _ = parsed("DescribeCases", &response(status, &body));
        }
    }
}
