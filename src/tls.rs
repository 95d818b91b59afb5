//! TLS by rustls with ring: whom to trust.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use url::Url;

use crate::config::Verify;

/// The certificates to trust cannot be read.
#[derive(Debug)]
pub(crate) struct BundleError {
    /// Which file.
    pub(crate) path: PathBuf,
    /// Why.
    pub(crate) reason: String,
}

impl fmt::Display for BundleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the CA bundle {} cannot be used: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for BundleError {}

/// The TLS side of connections to `url`. For `http://` nothing is read.
pub(crate) fn tls_config(verify: &Verify, url: &Url) -> Result<ClientConfig, BundleError> {
    let provider = Arc::new(ring::default_provider());
    let roots = match verify {
        Verify::Bundle(path) if url.scheme() == "https" => bundle(path)?,
        Verify::BuiltIn => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
        Verify::Bundle(_) | Verify::Off => RootCertStore::empty(),
    };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| BundleError { path: PathBuf::new(), reason: error.to_string() })?;
    Ok(if *verify == Verify::Off {
        let verifier = Arc::new(TrustAnyone { provider });
        builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
    } else {
        builder.with_root_certificates(roots).with_no_client_auth()
    })
}

fn bundle(path: &Path) -> Result<RootCertStore, BundleError> {
    let failed = |reason: String| BundleError { path: path.to_owned(), reason };
    let certificates = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| failed(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(certificates);
    if added == 0 { Err(failed("it holds no certificate".to_owned())) } else { Ok(roots) }
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

    #[test]
    fn bundles_are_read_for_https_only_and_must_hold_certificates() {
        let https = Url::parse("https://localhost/").unwrap();
        let http = Url::parse("http://localhost/").unwrap();
        let missing = Verify::Bundle("/nonexistent.pem".into());
        assert!(tls_config(&missing, &http).is_ok());
        let error = tls_config(&missing, &https).unwrap_err();
        assert!(error.to_string().contains("/nonexistent.pem"), "{error}");
        let empty =
            std::env::temp_dir().join(format!("awssupport-empty-{}.pem", std::process::id()));
        std::fs::write(&empty, "no certificate").unwrap();
        let error = tls_config(&Verify::Bundle(empty.clone()), &https).unwrap_err();
        assert!(error.to_string().contains("cannot be used"), "{error}");
        std::fs::remove_file(empty).unwrap();
        assert!(tls_config(&Verify::BuiltIn, &https).is_ok());
        assert!(tls_config(&Verify::Off, &https).is_ok());
    }
}
