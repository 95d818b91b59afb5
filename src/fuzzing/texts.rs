//! Small readers that each take the whole input: dates, base64 by mistake, private keys.

use base64_simd::STANDARD;

use crate::double_base64::looks_base64_encoded;
use crate::es256::{Es256Key, KeyError};
use crate::http_date::{amz_date, parse_http_date};

/// Anything.
pub fn texts(data: &[u8]) {
    check_date(&String::from_utf8_lossy(data));
    check_base64(data);
    check_key(data);
}

/// A date that is read is the one that its parts say.
fn check_date(text: &str) {
    let Some(time) = parse_http_date(text) else { return };
    let written = amz_date(time).expect("a year of four digits");
    let part = |from: usize, len: usize| written.get(from..from + len).expect("ASCII");
    let month: usize = part(4, 2).parse().expect("digits");
    let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = months.get(month * 3 - 3..month * 3).expect("a month");
    let clock = [part(9, 2), part(11, 2), part(13, 2)].join(":");
    let rewritten = format!("Mon, {} {month} {} {clock} GMT", part(6, 2), part(0, 4));
    assert_eq!(parse_http_date(&rewritten), Some(time), "{rewritten}");
    // A leap second, which alone changes when it is written, is the next minute's first.
    let text = text.to_ascii_lowercase();
    assert!(text.contains(part(0, 4)) || text.contains(":60"), "{text}: {written}");
}

/// What is taken for base64 is base64, and a file of a known format is taken for it once encoded.
fn check_base64(data: &[u8]) {
    if looks_base64_encoded(data) {
        let is_text = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
        assert!(data.len() >= 24 && data.iter().all(|byte| is_text(*byte)));
    }
    let file = [&b"%PDF-1.7\nwhatever comes "[..], data].concat();
    assert!(!looks_base64_encoded(&file));
    let encoded = STANDARD.encode_to_string(&file).into_bytes();
    assert!(looks_base64_encoded(&encoded));
    let lines: Vec<_> = encoded.chunks(76).collect();
    assert!(looks_base64_encoded(&lines.join(&b"\r\n"[..])));
}

/// A key that is read signs, and one that is not is not shown.
fn check_key(data: &[u8]) {
    match Es256Key::parse(data) {
        Ok(key) => {
            let (x, y) = key.public_coordinates();
            assert_eq!((x.len(), y.len()), (32, 32));
            assert_eq!(key.sign(b"message").map(|signature| signature.len()), Ok(64));
            assert_eq!(format!("{key:?}"), "Es256Key(...)");
        }
        Err(error) => assert_ne!(error, KeyError::NoRandomNumbers),
    }
}
