//! Why there is no secure connection, in words near those that Python programs know from OpenSSL.

use std::io;

use rustls::pki_types::ServerName;
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

/// What the text of an `SSLError` says after the URL.
pub(crate) fn failure_text(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(error) => certificate_text(error),
        Error::AlertReceived(alert) => alert_text(*alert),
        // What came first was no TLS: plain HTTP, for one.
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "[SSL: WRONG_VERSION_NUMBER] wrong version number: the peer does not speak TLS"
                .to_owned()
        }
        other => format!("[SSL] {other}"),
    }
}

/// The same for a handshake that failed below TLS.
pub(crate) fn io_failure_text(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match (inner, error.kind()) {
        (Some(error), _) => failure_text(error),
        (None, io::ErrorKind::UnexpectedEof) => {
            "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol: the peer \
             closed the connection during the handshake"
                .to_owned()
        }
        (None, _) => error.to_string(),
    }
}

fn certificate_text(error: &CertificateError) -> String {
    let reason = match error {
        CertificateError::NotValidForNameContext { expected, presented } => {
            return mismatch_text(expected, presented);
        }
        CertificateError::UnknownIssuer => {
            "unable to get local issuer certificate (if an authority of your own has issued it, \
             name its certificate by verify= or AWS_CA_BUNDLE)"
        }
        CertificateError::BadSignature => "certificate signature failure",
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "certificate has expired"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "certificate is not yet valid"
        }
        CertificateError::Revoked => "certificate revoked",
        other => return failed_verification(&other.to_string()),
    };
    failed_verification(reason)
}

fn failed_verification(reason: &str) -> String {
    format!("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {reason}")
}

fn mismatch_text(expected: &ServerName<'_>, presented: &[String]) -> String {
    let host = expected.to_str();
    // As webpki shows them: DnsName("a.example"), IpAddress(10.0.0.1).
    let names: Vec<_> = presented.iter().filter_map(|name| presented_name(name)).collect();
    match names.as_slice() {
        [] => format!(
            "hostname '{host}' doesn't match: no appropriate subjectAltName fields were found"
        ),
        [name] => format!("hostname '{host}' doesn't match '{name}'"),
        names => format!("hostname '{host}' doesn't match either of '{}'", names.join("', '")),
    }
}

fn presented_name(shown: &str) -> Option<&str> {
    let (kind, rest) = shown.split_once('(')?;
    let name = rest.strip_suffix(')')?;
    matches!(kind, "DnsName" | "IpAddress").then(|| name.trim_matches('"'))
}

/// OpenSSL names alerts after the version of TLS that brought them.
fn alert_text(alert: AlertDescription) -> String {
    use AlertDescription as Alert;
    let name = match alert {
        Alert::HandshakeFailure => "sslv3 alert handshake failure",
        Alert::BadCertificate => "sslv3 alert bad certificate",
        Alert::UnsupportedCertificate => "sslv3 alert unsupported certificate",
        Alert::CertificateRevoked => "sslv3 alert certificate revoked",
        Alert::CertificateExpired => "sslv3 alert certificate expired",
        Alert::CertificateUnknown => "sslv3 alert certificate unknown",
        Alert::IllegalParameter => "sslv3 alert illegal parameter",
        Alert::UnknownCA => "tlsv1 alert unknown ca",
        Alert::AccessDenied => "tlsv1 alert access denied",
        Alert::DecryptError => "tlsv1 alert decrypt error",
        Alert::ProtocolVersion => "tlsv1 alert protocol version",
        Alert::InsufficientSecurity => "tlsv1 alert insufficient security",
        Alert::InternalError => "tlsv1 alert internal error",
        Alert::UnrecognisedName => "tlsv1 unrecognized name",
        Alert::CertificateRequired => "tlsv13 alert certificate required",
        other => return format!("[SSL] the peer gave up with the alert {other:?}"),
    };
    format!("[SSL: {}] {name}", name.to_uppercase().replace(' ', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mismatch(presented: &[&str]) -> String {
        let expected = ServerName::try_from("a.example").unwrap();
        let presented = presented.iter().map(|name| (*name).to_owned()).collect();
        failure_text(&Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            expected,
            presented,
        }))
    }

    #[test]
    fn a_certificate_of_another_host_is_told_by_its_names() {
        let one = mismatch(&[r#"DnsName("b.example")"#]);
        assert_eq!(one, "hostname 'a.example' doesn't match 'b.example'");
        let several = mismatch(&[r#"DnsName("*.b.example")"#, "IpAddress(10.0.0.1)"]);
        assert_eq!(
            several,
            "hostname 'a.example' doesn't match either of '*.b.example', '10.0.0.1'"
        );
        assert!(mismatch(&[]).contains("no appropriate subjectAltName"));
    }

    #[test]
    fn alerts_have_openssls_names() {
        let shown = |alert| failure_text(&Error::AlertReceived(alert));
        assert_eq!(
            shown(AlertDescription::HandshakeFailure),
            "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure"
        );
        assert!(shown(AlertDescription::NoApplicationProtocol).contains("NoApplicationProtocol"));
    }

    #[test]
    fn an_early_end_is_told_from_other_failures() {
        let ended = io_failure_text(&io::ErrorKind::UnexpectedEof.into());
        assert!(ended.starts_with("[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred"), "{ended}");
        let expired = Error::InvalidCertificate(CertificateError::Expired);
        let shown = io_failure_text(&io::Error::other(expired));
        assert!(shown.ends_with("certificate verify failed: certificate has expired"), "{shown}");
    }
}
