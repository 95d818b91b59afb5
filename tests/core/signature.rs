//! Signature Version 4 from AWS's description of it, to judge requests as they came over the wire.

use ring::{digest, hmac};

use crate::caller::SECRET_ACCESS_KEY;
use crate::server::Request;

/// The signature that `request` should have, given its own date and list of signed headers. Its
/// target must be its canonical form already.
pub(crate) fn expected_signature(request: &Request) -> String {
    let authorization = request.header("authorization").unwrap();
    let part = |name: &str| -> &str {
        let (_, from) = authorization.split_once(name).unwrap();
        from.split(',').next().unwrap()
    };
    let (_, scope) = part("Credential=").split_once('/').unwrap();
    let signed_headers = part("SignedHeaders=");
    let target = request.line().split(' ').nth(1).unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs: Vec<_> = query.split('&').collect();
    pairs.sort_unstable();
    let headers: Vec<_> = signed_headers
        .split(';')
        .map(|name| format!("{name}:{}\n", request.header(name).unwrap()))
        .collect();
    let canonical = format!(
        "POST\n{path}\n{}\n{}\n{signed_headers}\n{}",
        pairs.join("&"),
        headers.concat(),
        sha256(&request.body)
    );
    let date = request.header("x-amz-date").unwrap();
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let secret = format!("AWS4{SECRET_ACCESS_KEY}").into_bytes();
    let key = scope.split('/').fold(secret, |key, step| mac(&key, step));
    hex(&mac(&key, &to_sign))
}

/// The signature that it has.
pub(crate) fn given_signature(request: &Request) -> &str {
    let authorization = request.header("authorization").unwrap();
    authorization.split_once("Signature=").unwrap().1
}

fn mac(key: &[u8], message: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
