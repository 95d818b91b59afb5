//! ECDSA signatures on the curve P-256 with SHA-256, as JSON Web Tokens have them (RFC 7518: ES256).
//!
//! The credentials that `aws login` leaves behind are renewed by requests that prove the possession
//! of such a key (RFC 9449).

use std::fmt;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;

/// A private key with its public half.
pub struct Es256Key(EcdsaKeyPair);

/// A key cannot be used. Its content is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// Neither PEM nor DER of a private key.
    Unreadable,
    /// A private key, but none of P-256 with its public half.
    Unusable,
    /// The operating system has no random numbers to sign with.
    NoRandomNumbers,
}

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Unreadable => "the private key is neither PEM nor DER in PKCS#8 or SEC 1 form",
            Self::Unusable => "the private key is none of the curve P-256 with its public half",
            Self::NoRandomNumbers => "the operating system has no random numbers to sign with",
        })
    }
}

impl std::error::Error for KeyError {}

impl fmt::Debug for Es256Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Es256Key(...)")
    }
}

impl Es256Key {
    /// Read a key in PKCS#8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`) form, as PEM or DER. Either
    /// must hold the public half, as what OpenSSL and AWS's tools write does.
    pub fn parse(pem_or_der: &[u8]) -> Result<Self, KeyError> {
        let text = pem_or_der.trim_ascii_start();
        let key = if text.starts_with(b"-----BEGIN ") {
            PrivateKeyDer::from_pem_slice(text).map_err(|_| KeyError::Unreadable)?
        } else {
            PrivateKeyDer::try_from(pem_or_der).map_err(|_| KeyError::Unreadable)?.clone_key()
        };
        let pkcs8 = match &key {
            PrivateKeyDer::Pkcs8(key) => key.secret_pkcs8_der().to_vec(),
            PrivateKeyDer::Sec1(key) => pkcs8_of_sec1(key.secret_sec1_der()),
            _ => return Err(KeyError::Unusable),
        };
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &SystemRandom::new())
            .map(Self)
            .map_err(|_| KeyError::Unusable)
    }

    /// The 64 bytes of r and s.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let signature = self.0.sign(&SystemRandom::new(), message);
        signature.map(|bytes| bytes.as_ref().to_vec()).map_err(|_| KeyError::NoRandomNumbers)
    }

    /// The public point's coordinates x and y, 32 bytes each.
    pub fn public_coordinates(&self) -> (&[u8], &[u8]) {
        // An uncompressed point: 4, x, y.
        let point = self.0.public_key().as_ref();
        point.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default()
    }
}

/// A SEC 1 structure of the curve P-256 in the envelope that ring reads. If it names another curve
/// itself, ring refuses it.
fn pkcs8_of_sec1(sec1: &[u8]) -> Vec<u8> {
    const VERSION: &[u8] = &[0x02, 0x01, 0x00];
    /// id-ecPublicKey on prime256v1.
    const ALGORITHM: &[u8] = &[
        0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86,
        0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07,
    ];
    const SEQUENCE: u8 = 0x30;
    const OCTET_STRING: u8 = 0x04;
    der(SEQUENCE, &[VERSION, ALGORITHM, &der(OCTET_STRING, sec1)].concat())
}

/// Tag, length, content.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1);
    let length = length.get(significant..).unwrap_or_default();
    let mut encoded = vec![tag];
    match length {
        [short] if *short < 0x80 => encoded.push(*short),
        _ => {
            // At most eight bytes of length.
            encoded.push(0x80 | u8::try_from(length.len()).unwrap_or(8));
            encoded.extend_from_slice(length);
        }
    }
    encoded.extend_from_slice(content);
    encoded
}

#[cfg(test)]
mod tests {
    use base64_simd::URL_SAFE_NO_PAD;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    /// The example key of RFC 7515, appendix A.3.
    const D: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
    const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

    const P256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
    const P384: &[u8] = &[0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22];

    fn decoded(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode_to_vec(text).unwrap()
    }

    fn point() -> Vec<u8> {
        [vec![0x04], decoded(X), decoded(Y)].concat()
    }

    fn sec1(curve: Option<&[u8]>, point: Option<&[u8]>) -> Vec<u8> {
        let public = point.map(|point| der(0xA1, &der(0x03, &[&[0x00], point].concat())));
        let parts = [
            vec![0x02, 0x01, 0x01],
            der(0x04, &decoded(D)),
            curve.map(|curve| der(0xA0, curve)).unwrap_or_default(),
            public.unwrap_or_default(),
        ];
        der(0x30, &parts.concat())
    }

    fn pem(label: &str, der: &[u8]) -> Vec<u8> {
        let text = base64_simd::STANDARD.encode_to_string(der);
        let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| [line, b"\n"].concat()).collect();
        let begin = format!("-----BEGIN {label}-----\n").into_bytes();
        let end = format!("-----END {label}-----\n").into_bytes();
        [begin, lines.concat(), end].concat()
    }

    #[test]
    fn keys_of_either_form_and_coding_sign_alike() {
        let sec1 = sec1(Some(P256), Some(&point()));
        let pkcs8 = pkcs8_of_sec1(&sec1);
        for form in [
            pem("EC PRIVATE KEY", &sec1),
            pem("PRIVATE KEY", &pkcs8),
            [b"\n  ".as_slice(), &pem("EC PRIVATE KEY", &sec1)].concat(),
            sec1,
            pkcs8,
        ] {
            let key = Es256Key::parse(&form).unwrap();
            assert_eq!(key.public_coordinates(), (&decoded(X)[..], &decoded(Y)[..]));
            let signature = key.sign(b"message").unwrap();
            assert_eq!(signature.len(), 64);
            let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point());
            public.verify(b"message", &signature).unwrap();
            assert!(public.verify(b"massage", &signature).is_err());
        }
    }

    #[test]
    fn the_curve_need_not_be_named_twice() {
        assert!(Es256Key::parse(&pem("EC PRIVATE KEY", &sec1(None, Some(&point())))).is_ok());
    }

    #[test]
    fn keys_that_cannot_be_used_are_errors_that_do_not_repeat_them() {
        let mut elsewhere = point();
        elsewhere[40] ^= 1;
        for (form, expected) in [
            (Vec::new(), KeyError::Unreadable),
            (b"no key".to_vec(), KeyError::Unreadable),
            (b"-----BEGIN CERTIFICATE-----\n".to_vec(), KeyError::Unreadable),
            (pem("CERTIFICATE", b"x"), KeyError::Unreadable),
            (pem("EC PRIVATE KEY", b"x"), KeyError::Unusable),
            (pem("RSA PRIVATE KEY", b"x"), KeyError::Unusable),
            (sec1(Some(P256), None), KeyError::Unusable),
            (sec1(Some(P384), Some(&point())), KeyError::Unusable),
            (sec1(Some(P256), Some(&elsewhere)), KeyError::Unusable),
        ] {
            let error = Es256Key::parse(&form).unwrap_err();
            assert_eq!(error, expected, "{}", String::from_utf8_lossy(&form));
        }
        let key = Es256Key::parse(&sec1(Some(P256), Some(&point()))).unwrap();
        assert_eq!(format!("{key:?}"), "Es256Key(...)");
    }

    #[test]
    fn lengths_are_written_as_der_has_them() {
        for (len, expected) in [
            (0, vec![0]),
            (0x7F, vec![0x7F]),
            (0x80, vec![0x81, 0x80]),
            (0x100, vec![0x82, 0x01, 0x00]),
        ] {
            let encoded = der(0x04, &vec![0; len]);
            assert_eq!(encoded[1..encoded.len() - len], expected, "{len}");
        }
    }
}
