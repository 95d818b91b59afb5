//! TLS by rustls with ring: whom to trust, and who to be.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::config::{ClientCert, Verify};

/// The bundle's name that stands for the operating system's certificates, unless there is a file
/// of that name.
pub(crate) const SYSTEM_STORE: &str = "system";

/// Sessions kept for resumption: enough for the service and a proxy.
const RESUMED_SESSIONS: usize = 16;

/// A file of certificates or keys cannot be used.
#[derive(Debug)]
pub(crate) struct PemFileError {
    /// What it was for.
    pub(crate) role: &'static str,
    /// Which file.
    pub(crate) path: PathBuf,
    /// Why.
    pub(crate) reason: String,
    /// Whether it could not be read at all.
    pub(crate) is_unreadable: bool,
}

impl fmt::Display for PemFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { role, path, reason, .. } = self;
        write!(formatter, "the {role} {} cannot be used: {reason}", path.display())
    }
}

impl std::error::Error for PemFileError {}

/// The TLS side of connections that are verified like this, with this certificate to show.
pub(crate) fn tls_config(
    verify: &Verify,
    client_cert: Option<&ClientCert>,
) -> Result<Arc<ClientConfig>, PemFileError> {
    let provider = Arc::new(ring::default_provider());
    let failed = |error: rustls::Error| PemFileError {
        role: "client certificate",
        path: client_cert.map(|cert| cert.certificate.clone()).unwrap_or_default(),
        reason: error.to_string(),
        is_unreadable: false,
    };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let builder = match verify {
        Verify::Off => {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(TrustAnyone { provider }))
        }
        Verify::BuiltIn => builder.with_root_certificates(built_in_roots()),
        Verify::Bundle(path) => builder.with_root_certificates(bundle(path)?),
    };
    let mut config = match client_cert {
        None => builder.with_no_client_auth(),
        Some(cert) => {
            let (chain, key) = identity(cert)?;
            builder.with_client_auth_cert(chain, key).map_err(failed)?
        }
    };
    config.resumption = Resumption::in_memory_sessions(RESUMED_SESSIONS);
    Ok(Arc::new(config))
}

/// Mozilla's roots.
fn built_in_roots() -> Arc<RootCertStore> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(roots) = ROOTS.get() {
        return Arc::clone(roots);
    }
    // Made before the cell is entered, so that a fork meanwhile leaves the child a cell it can use.
    let made = Arc::new(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() });
    Arc::clone(ROOTS.get_or_init(|| made))
}

fn bundle(path: &Path) -> Result<Arc<RootCertStore>, PemFileError> {
    if path == Path::new(SYSTEM_STORE) && !path.exists() {
        return system_roots();
    }
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(certificates("CA bundle", path)?);
    if added == 0 {
        Err(unusable("CA bundle", path, "it holds no certificate"))
    } else {
        Ok(Arc::new(roots))
    }
}

/// The operating system's store, read when first asked for.
fn system_roots() -> Result<Arc<RootCertStore>, PemFileError> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(roots) = ROOTS.get() {
        return Ok(Arc::clone(roots));
    }
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        let reasons: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
        let reason = format!("the system has no certificates {}", reasons.join("; "));
        return Err(unusable("CA bundle", Path::new(SYSTEM_STORE), reason.trim_end()));
    }
    Ok(Arc::clone(ROOTS.get_or_init(|| Arc::new(roots))))
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn identity(cert: &ClientCert) -> Result<Identity, PemFileError> {
    let role = "client certificate";
    let chain = certificates(role, &cert.certificate)?;
    let key_path = cert.key.as_ref().unwrap_or(&cert.certificate);
    let key = PrivateKeyDer::from_pem_file(key_path).map_err(|error| match error {
        pem::Error::NoItemsFound => {
            unusable("client key", key_path, "it holds no private key without a password")
        }
        other => unreadable("client key", key_path, &other),
    })?;
    if chain.is_empty() {
        return Err(unusable(role, &cert.certificate, "it holds no certificate"));
    }
    Ok((chain, key))
}

fn certificates(
    role: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, PemFileError> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable(role, path, &error))
}

fn unusable(role: &'static str, path: &Path, reason: &str) -> PemFileError {
    PemFileError { role, path: path.to_owned(), reason: reason.to_owned(), is_unreadable: false }
}

fn unreadable(role: &'static str, path: &Path, error: &pem::Error) -> PemFileError {
    let reason = match error {
        pem::Error::Io(error) if error.kind() == io::ErrorKind::NotFound => {
            "there is no such file".to_owned()
        }
        pem::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    };
    let is_unreadable = matches!(error, pem::Error::Io(_));
    PemFileError { role, path: path.to_owned(), reason, is_unreadable }
}

/// `verify=False`: any certificate for any name. Chosen by the caller, who alone answers for it.
#[derive(Debug)]
struct TrustAnyone {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for TrustAnyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str, content: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("awssupport-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        path
    }

    #[test]
    fn bundles_must_be_there_and_hold_certificates() {
        let error = tls_config(&Verify::Bundle("/nonexistent.pem".into()), None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the CA bundle /nonexistent.pem cannot be used: there is no such file"
        );
        let empty = scratch("empty.pem", "no certificate");
        let error = tls_config(&Verify::Bundle(empty.clone()), None).unwrap_err();
        assert!(error.to_string().contains("holds no certificate"), "{error}");
        std::fs::remove_file(empty).unwrap();
        assert!(tls_config(&Verify::BuiltIn, None).is_ok());
        assert!(tls_config(&Verify::Off, None).is_ok());
    }

    #[test]
    fn client_certificates_must_be_there_and_hold_a_key() {
        let cert = |path: &Path| ClientCert { certificate: path.to_owned(), key: None };
        let missing = cert(Path::new("/nonexistent.pem"));
        let error = tls_config(&Verify::Off, Some(&missing)).unwrap_err();
        assert!(error.is_unreadable, "{error}");
        let empty = scratch("no-key.pem", "");
        let error = tls_config(&Verify::Off, Some(&cert(&empty))).unwrap_err();
        assert!(!error.is_unreadable, "{error}");
        assert!(error.to_string().contains("holds no private key"), "{error}");
        std::fs::remove_file(empty).unwrap();
    }
}
