//! A URL that carries its own signature in its query, as botocore's `generate_presigned_url` makes
//! one: the operation's members first, then the signature's.
//!
//! Such a URL is of little use with a service that reads JSON from a request's body; it is here
//! because boto3 has it.

use std::time::Duration;

use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, sign as sign_http,
};
use http::header;

use crate::error::Error;
use crate::sign::{
    SigningContext, construction, host_header, identity, settings_of_url, signing_params,
};

/// What of a request its presigned URL stands for.
#[derive(Clone, Copy, Debug)]
pub struct PresignRequest<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// Names and values of the headers that whoever uses the URL must send. `Host` is not among
    /// them.
    pub headers: &'a [(String, String)],
    /// Names and values of the members and of what the endpoint's URL asks for, in order and not
    /// encoded; a list's name occurs repeatedly.
    pub query: &'a [(String, String)],
    /// How long the URL is good for, in whole seconds.
    pub expires_in: Duration,
}

/// The order of the signature's own parameters in the URL.
const SIGNATURE_PARAMS: &[&str] = &[
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
];

/// Sign `request` into a URL, whose query is that of `request` and not that of the URL in
/// `context`. Fails for URLs longer than 64 KiB, and for credentials or methods that no request can
/// carry.
pub fn presign(
    request: &PresignRequest<'_>,
    context: &SigningContext<'_>,
) -> Result<String, Error> {
    let mut query = String::new();
    for (name, value) in request.query {
        push_param(&mut query, name, value);
    }
    let mut url = context.url.clone();
    url.set_query(Some(&query).filter(|query| !query.is_empty()).map(String::as_str));
    let host = host_header(&url);
    let mut headers = vec![(header::HOST.as_str(), host.as_str())];
    headers.extend(request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut settings = settings_of_url(context.s3);
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(request.expires_in);
    let identity = identity(context);
    let params = signing_params(&identity, context, settings)?;
    let method = request.method.to_ascii_uppercase();
    let payload = if context.s3 { SignableBody::UnsignedPayload } else { SignableBody::Bytes(b"") };
    let signable = SignableRequest::new(&method, url.as_str(), headers.into_iter(), payload)
        .map_err(construction)?;
    let (instructions, _) = sign_http(signable, &params).map_err(construction)?.into_parts();
    let (_, signature) = instructions.into_parts();
    for name in SIGNATURE_PARAMS {
        if let Some((_, value)) = signature.iter().find(|(signed, _)| signed == name) {
            push_param(&mut query, name, value);
        }
    }
    url.set_query(Some(&query));
    Ok(url.into())
}

fn push_param(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    push_encoded(query, name);
    query.push('=');
    push_encoded(query, value);
}

/// All but unreserved characters as percent-encoded UTF-8.
fn push_encoded(query: &mut String, text: &str) {
    use std::fmt::Write;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            query.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(query, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use url::Url;

    use super::*;
    use crate::credentials::Credentials;

    /// 2026-01-02T03:04:05Z.
    const TIME: u64 = 1_767_323_045;

    fn presigned(url: &str, token: Option<&str>, query: &[(&str, &str)]) -> Result<String, Error> {
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: token.map(str::to_owned),
        };
        let context = SigningContext {
            s3: false,
            url: &Url::parse(url).unwrap(),
            credentials: &credentials,
            signing_region: "eu-west-1",
            signing_name: "support",
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(TIME),
        };
        let owned = |pairs: &[(&str, &str)]| -> Vec<_> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let query = owned(query);
        let headers = owned(&[
            ("X-Amz-Target", "AWSSupport_20130415.DescribeCases"),
            ("Content-Type", "application/x-amz-json-1.1"),
            // Never signed.
            ("User-Agent", "agent"),
        ]);
        let request = PresignRequest {
            method: "post",
            headers: &headers,
            query: &query,
            expires_in: Duration::from_mins(1),
        };
        presign(&request, &context)
    }

    /// URLs made by botocore 1.44.5.
    #[test]
    fn botocores_urls_are_reproduced() {
        let aws = "https://support.us-east-1.amazonaws.com/";
        let plain = presigned(aws, None, &[]).unwrap();
        assert_eq!(plain, PLAIN);
        let members = [("caseIdList", "a b"), ("caseIdList", "é/~"), ("dryRun", "True")];
        assert_eq!(presigned(aws, Some("t/+= x"), &members).unwrap(), MEMBERS);
        let local = "http://localhost:8080/p/?left=out";
        let members = [("z", "1"), ("q", " "), ("dryRun", "True")];
        assert_eq!(presigned(local, None, &members).unwrap(), LOCAL);
    }

    #[test]
    fn what_cannot_be_signed_is_an_error_that_does_not_repeat_it() {
        let long = "x".repeat(70_000);
        let error = presigned("http://localhost/", None, &[("subject", &long)]).unwrap_err();
        assert!(matches!(error, Error::Construction(_)));
        assert!(!error.to_string().contains("xxx"), "{error}");
    }

    const PLAIN: &str = "https://support.us-east-1.amazonaws.com/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Fsupport%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-target&X-Amz-Signature=9562f5772282c166e78c57e86f8800c5d441b20bebc6a15ce4f986b7d1b52e36";
    const MEMBERS: &str = "https://support.us-east-1.amazonaws.com/?caseIdList=a%20b&caseIdList=%C3%A9%2F~&dryRun=True&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Fsupport%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-target&X-Amz-Security-Token=t%2F%2B%3D%20x&X-Amz-Signature=4e70ad8211b6309a7d6c7a980144aef9bf918fe39fd08ff23e5f437afe8a473e";
    const LOCAL: &str = "http://localhost:8080/p/?z=1&q=%20&dryRun=True&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Fsupport%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-target&X-Amz-Signature=50d6a3b200c406ee10bc11cd1f5a9d0e7ac8f4209717142b306acd43a7b38d57";
}
