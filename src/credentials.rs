//! Stage 5: whose identity a request is signed with.

use std::fmt;

use crate::error::CredentialsError;
use crate::seams::Environment;

/// An access key with its secret, and the session token of temporary credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Public part; stands in the `Authorization` header.
    pub access_key_id: String,
    /// Never shown, sent or logged.
    pub secret_access_key: String,
    /// Sent as `X-Amz-Security-Token`, never shown or logged.
    pub session_token: Option<String>,
    /// Where they came from.
    pub source: CredentialsSource,
}

/// Where credentials came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsSource {
    /// Arguments of the client.
    Explicit,
    /// Environment variables.
    Environment,
    /// An object of the caller's, asked at each call.
    Provider,
}

impl CredentialsSource {
    /// The id that stands for the source in the User-Agent's `m/` segment; `None` where only the
    /// caller knows it.
    pub const fn feature_id(self) -> Option<&'static str> {
        match self {
            Self::Explicit => Some("e"),
            Self::Environment => Some("g"),
            Self::Provider => None,
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credentials({}, from {:?})", self.access_key_id, self.source)
    }
}

/// Keys given as arguments; a given empty text counts as given.
#[derive(Clone, Default)]
pub struct ExplicitKeys {
    /// `aws_access_key_id`.
    pub access_key_id: Option<String>,
    /// `aws_secret_access_key`.
    pub secret_access_key: Option<String>,
    /// `aws_session_token`; alone it has no effect.
    pub session_token: Option<String>,
}

impl fmt::Debug for ExplicitKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ExplicitKeys({:?})", self.access_key_id)
    }
}

/// Find credentials in the arguments, else in the environment; `None` if neither has any.
pub fn resolve_credentials(
    explicit: ExplicitKeys,
    environment: &dyn Environment,
) -> Result<Option<Credentials>, CredentialsError> {
    let partial = |cred_var| Err(CredentialsError::Partial { provider: "explicit", cred_var });
    match (explicit.access_key_id, explicit.secret_access_key) {
        (Some(access_key_id), Some(secret_access_key)) => Ok(Some(Credentials {
            access_key_id,
            secret_access_key,
            session_token: explicit.session_token.filter(|token| !token.is_empty()),
            source: CredentialsSource::Explicit,
        })),
        (Some(_), None) => partial("aws_secret_access_key"),
        (None, Some(_)) => partial("aws_access_key_id"),
        (None, None) => from_environment(environment),
    }
}

fn from_environment(
    environment: &dyn Environment,
) -> Result<Option<Credentials>, CredentialsError> {
    let Some(access_key_id) = environment.non_empty_var("AWS_ACCESS_KEY_ID") else {
        return Ok(None);
    };
    let Some(secret_access_key) = environment.non_empty_var("AWS_SECRET_ACCESS_KEY") else {
        return Err(CredentialsError::Partial {
            provider: "env",
            cred_var: "AWS_SECRET_ACCESS_KEY",
        });
    };
    // The older name wins.
    let session_token = environment
        .non_empty_var("AWS_SECURITY_TOKEN")
        .or_else(|| environment.non_empty_var("AWS_SESSION_TOKEN"));
    Ok(Some(Credentials {
        access_key_id,
        secret_access_key,
        session_token,
        source: CredentialsSource::Environment,
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn keys(access: Option<&str>, secret: Option<&str>, token: Option<&str>) -> ExplicitKeys {
        ExplicitKeys {
            access_key_id: access.map(str::to_owned),
            secret_access_key: secret.map(str::to_owned),
            session_token: token.map(str::to_owned),
        }
    }

    #[test]
    fn arguments_win_over_the_environment_and_must_be_a_pair() {
        let environment =
            HashMap::from([("AWS_ACCESS_KEY_ID", "ENV"), ("AWS_SECRET_ACCESS_KEY", "env-secret")]);
        let found = resolve_credentials(keys(Some("A"), Some("s"), Some("t")), &environment);
        let found = found.unwrap().unwrap();
        assert_eq!(found.access_key_id, "A");
        assert_eq!(found.session_token.as_deref(), Some("t"));
        assert_eq!(
            resolve_credentials(keys(Some("A"), None, None), &environment),
            Err(CredentialsError::Partial {
                provider: "explicit",
                cred_var: "aws_secret_access_key"
            })
        );
        assert_eq!(
            resolve_credentials(keys(None, Some("s"), None), &environment),
            Err(CredentialsError::Partial { provider: "explicit", cred_var: "aws_access_key_id" })
        );
        let found = resolve_credentials(keys(None, None, Some("lone")), &environment);
        let found = found.unwrap().unwrap();
        assert_eq!((found.access_key_id.as_str(), found.session_token), ("ENV", None));
    }

    #[test]
    fn environment_needs_both_halves_and_prefers_the_older_token() {
        let none: HashMap<&str, &str> = HashMap::from([("AWS_SECRET_ACCESS_KEY", "s")]);
        assert_eq!(resolve_credentials(keys(None, None, None), &none), Ok(None));
        let half = HashMap::from([("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "")]);
        assert_eq!(
            resolve_credentials(keys(None, None, None), &half),
            Err(CredentialsError::Partial { provider: "env", cred_var: "AWS_SECRET_ACCESS_KEY" })
        );
        let mut both = HashMap::from([
            ("AWS_ACCESS_KEY_ID", "A"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
            ("AWS_SESSION_TOKEN", "new"),
        ]);
        let token = |environment: &HashMap<&str, &str>| {
            resolve_credentials(keys(None, None, None), environment).unwrap().unwrap().session_token
        };
        assert_eq!(token(&both).as_deref(), Some("new"));
        both.insert("AWS_SECURITY_TOKEN", "old");
        assert_eq!(token(&both).as_deref(), Some("old"));
        both.insert("AWS_SECURITY_TOKEN", "");
        assert_eq!(token(&both).as_deref(), Some("new"));
    }

    #[test]
    fn debug_shows_no_secret() {
        let credentials = resolve_credentials(
            keys(Some("AKIDEXAMPLE"), Some("top-secret"), Some("token-value")),
            &HashMap::new(),
        );
        let shown = format!(
            "{credentials:?} {:?}",
            keys(Some("A"), Some("top-secret"), Some("token-value"))
        );
        assert!(shown.contains("AKIDEXAMPLE"));
        assert!(!shown.contains("top-secret") && !shown.contains("token-value"), "{shown}");
    }
}
