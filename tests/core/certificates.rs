//! A certificate authority for tests: X.509 in the few lines that its certificates need (RFC 5280),
//! with ECDSA keys on P-256.

use std::sync::Arc;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion, crypto};

use crate::caller::ScratchFile;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_ID: u8 = 0x06;
const OCTETS: u8 = 0x04;
const TRUE: &[u8] = &[0x01, 1, 0xFF];

const ECDSA_WITH_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1];
const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7];
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 29, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 29, 19];

/// When certificates end that are valid for as long as anybody runs these tests.
pub(crate) const FAR_FUTURE: &str = "99991231235959Z";

/// A value of this type with these parts for its content.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut value = vec![tag];
    let len = u16::try_from(content.len()).unwrap().to_be_bytes();
    match len {
        [0, len @ ..0x80] => value.push(len),
        [0, len] => value.extend([0x81, len]),
        [high, low] => value.extend([0x82, high, low]),
    }
    value.extend(content);
    value
}

struct Key {
    pkcs8: Vec<u8>,
    pair: EcdsaKeyPair,
}

impl Key {
    fn generate() -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_ASN1_SIGNING, SystemRandom::new());
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self {
            pair: EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap(),
            pkcs8: pkcs8.as_ref().to_vec(),
        }
    }
}

/// What is certified of a key.
struct Subject<'a> {
    common_name: &'a str,
    not_after: &'a str,
    extension: Vec<u8>,
}

fn certificate(subject: &Subject<'_>, key: &Key, issuer: &str, issuer_key: &Key) -> Vec<u8> {
    let object_id = |id: &[u8]| der(OBJECT_ID, &[id]);
    let name = |text: &str| {
        let attribute = [object_id(COMMON_NAME), der(0x0C, &[text.as_bytes()])].concat();
        der(SEQUENCE, &[&der(SET, &[&der(SEQUENCE, &[&attribute])])])
    };
    let time = |text: &str| der(0x18, &[text.as_bytes()]);
    let algorithm = der(SEQUENCE, &[&object_id(ECDSA_WITH_SHA256)]);
    let key_algorithm = der(SEQUENCE, &[&object_id(EC_PUBLIC_KEY), &object_id(P256)]);
    let public_key = der(0x03, &[&[0], key.pair.public_key().as_ref()]);
    let content = der(
        SEQUENCE,
        &[
            &der(0xA0, &[&[0x02, 1, 2]]),
            &[0x02, 1, 1],
            &algorithm,
            &name(issuer),
            &der(SEQUENCE, &[&time("20000101000000Z"), &time(subject.not_after)]),
            &name(subject.common_name),
            &der(SEQUENCE, &[&key_algorithm, &public_key]),
            &der(0xA3, &[&der(SEQUENCE, &[&subject.extension])]),
        ],
    );
    let signature = issuer_key.pair.sign(&SystemRandom::new(), &content).unwrap();
    let signature = der(0x03, &[&[0], signature.as_ref()]);
    der(SEQUENCE, &[&content, &algorithm, &signature])
}

/// Issues certificates.
pub(crate) struct Authority {
    key: Key,
    certificate: Vec<u8>,
}

impl Authority {
    const NAME: &'static str = "awssupport test authority";

    pub(crate) fn new() -> Self {
        let key = Key::generate();
        let constraints = der(OCTETS, &[&der(SEQUENCE, &[TRUE])]);
        let subject = Subject {
            common_name: Self::NAME,
            not_after: FAR_FUTURE,
            extension: der(SEQUENCE, &[&der(OBJECT_ID, &[BASIC_CONSTRAINTS]), TRUE, &constraints]),
        };
        let certificate = certificate(&subject, &key, Self::NAME, &key);
        Self { key, certificate }
    }

    /// Its certificate as a PEM file.
    pub(crate) fn bundle(&self, name: &str) -> ScratchFile {
        let text = base64_simd::STANDARD.encode_to_string(&self.certificate);
        let pem = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        ScratchFile::new(name, pem.as_bytes())
    }

    /// The settings of a server that is `host` until `not_after`; `localhost` is 127.0.0.1, too.
    pub(crate) fn server(
        &self,
        host: &str,
        not_after: &str,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Arc<ServerConfig> {
        let key = Key::generate();
        let mut names = der(0x82, &[host.as_bytes()]);
        if host == "localhost" {
            names.extend(der(0x87, &[&[127, 0, 0, 1]]));
        }
        let names = der(OCTETS, &[&der(SEQUENCE, &[&names])]);
        let subject = Subject {
            common_name: "server",
            not_after,
            extension: der(SEQUENCE, &[&der(OBJECT_ID, &[SUBJECT_ALT_NAME]), &names]),
        };
        let certificate = certificate(&subject, &key, Self::NAME, &self.key);
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.pkcs8));
        let config =
            ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
                .with_protocol_versions(versions)
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![CertificateDer::from(certificate)], key)
                .unwrap();
        Arc::new(config)
    }
}
