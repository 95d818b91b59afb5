//! A response while it comes in, within its limits.

use bytes::BytesMut;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use url::Url;

use crate::dispatch::failure;
use crate::error::{DispatchErrorKind, Error};
use crate::parse::RawResponse;

/// The longest header line that botocore's HTTP layer reads.
const MAX_HEADER_LINE_LEN: usize = 65_536;

/// How many headers it takes.
const MAX_HEADERS: usize = 99;

/// The longest body that is taken: ten times what the largest answers of the service are, an
/// attachment of 5 MiB in base64 or a hundred cases with their communications.
const MAX_RESPONSE_LEN: usize = 64 * 1024 * 1024;

/// A response's head, and what there is of its body.
pub(crate) struct ReceivedResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: BytesMut,
}

impl ReceivedResponse {
    /// Begin with a complete head.
    pub(crate) fn begin(status: StatusCode, headers: &HeaderMap, url: &Url) -> Result<Self, Error> {
        if headers.len() > MAX_HEADERS {
            let reason = "the response has too many headers";
            return Err(failure(DispatchErrorKind::Closed, url, reason).into());
        }
        let line_len =
            |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len();
        if headers.iter().map(line_len).any(|len| len > MAX_HEADER_LINE_LEN) {
            let reason = "a header line of the response is too long";
            return Err(failure(DispatchErrorKind::Closed, url, reason).into());
        }
        let (status, headers) = (status.as_u16(), merged_headers(headers));
        Ok(Self { status, headers, body: BytesMut::new() })
    }

    /// Append a piece of the body.
    pub(crate) fn add(&mut self, chunk: &[u8], url: &Url) -> Result<(), Error> {
        if self.body.len() + chunk.len() > MAX_RESPONSE_LEN {
            return Err(too_large(url));
        }
        self.body.extend_from_slice(chunk);
        Ok(())
    }

    /// Whether an end before all of the body has come is an end: botocore takes a body that ends
    /// before its Content-Length as it is.
    pub(crate) fn may_end_early(&self) -> bool {
        let has = |name: &str| self.headers.iter().any(|(header, _)| header == name);
        has("content-length") && !has("transfer-encoding")
    }

    /// The response, once all of it is there.
    pub(crate) fn finish(self) -> RawResponse {
        RawResponse { status: self.status, headers: self.headers, body: self.body.freeze() }
    }
}

fn too_large(url: &Url) -> Error {
    let limit = MAX_RESPONSE_LEN / 1024 / 1024;
    let reason = format!("the response is longer than {limit} MiB, more than any answer is");
    failure(DispatchErrorKind::TooLarge, url, reason).into()
}

/// Each name once, where it stood first, with its values joined as HTTP allows.
fn merged_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let latin1 = |value: &HeaderValue| -> String {
        value.as_bytes().iter().copied().map(char::from).collect()
    };
    let joined =
        |name: &HeaderName| headers.get_all(name).iter().map(latin1).collect::<Vec<_>>().join(", ");
    headers.keys().map(|name| (name.as_str().to_owned(), joined(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_headers_are_joined_where_the_first_stood() {
        let mut headers = HeaderMap::new();
        headers.append("X-A", "1".parse().unwrap());
        headers.append("x-b", HeaderValue::from_bytes(b"\xe9").unwrap());
        headers.append("x-a", "2".parse().unwrap());
        let expected = [("x-a".to_owned(), "1, 2".to_owned()), ("x-b".to_owned(), "é".to_owned())];
        assert_eq!(merged_headers(&headers), expected);
    }
}
