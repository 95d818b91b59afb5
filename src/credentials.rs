//! Stage 5: whose identity a request is signed with.

use std::fmt;

/// An access key with its secret, and the session token of temporary credentials. An argument of
/// each call: who looks for them, and where, is the caller's business.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Public part; stands in the `Authorization` header.
    pub access_key_id: String,
    /// Never shown, sent or logged.
    pub secret_access_key: String,
    /// Sent as `X-Amz-Security-Token`, never shown or logged. An empty one is as good as none.
    pub session_token: Option<String>,
}

impl Credentials {
    /// The session token, if there is more than an empty one.
    pub fn token(&self) -> Option<&str> {
        self.session_token.as_deref().filter(|token| !token.is_empty())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credentials({})", self.access_key_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: "top-secret".into(),
            session_token: Some("token-value".into()),
        };
        assert_eq!(format!("{credentials:?}"), "Credentials(AKIDEXAMPLE)");
    }
}
