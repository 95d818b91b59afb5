//! The User-Agent string: botocore's grammar with awssupport as the product.

/// What the program runs on.
#[derive(Clone, Debug, Default)]
pub struct HostInfo {
    /// Name of the operating system as the grammar has it: `linux`, `macos`, `windows`, ... Any
    /// other name is sent as `os/other md/<name>`.
    pub os: String,
    /// Version of its kernel.
    pub os_version: String,
    /// The processor's architecture.
    pub machine: String,
    /// Name and version of the calling language, e.g. `python` and `3.11.7`.
    pub language: (String, String),
    /// The language's implementation, e.g. `CPython`.
    pub implementation: String,
}

/// The parts of a User-Agent that a client can choose.
#[derive(Clone, Debug, Default)]
pub struct UserAgentOptions {
    /// Replaces everything but the trailing product and `extra`.
    pub user_agent: Option<String>,
    /// Appended as it is.
    pub extra: Option<String>,
    /// The application's id.
    pub app_id: Option<String>,
    /// `AWS_EXECUTION_ENV`.
    pub execution_env: Option<String>,
}

const PRODUCT: &str = concat!("awssupport/", env!("CARGO_PKG_VERSION"));

const KNOWN_SYSTEMS: &[&str] = &["linux", "windows", "macos", "android", "ios", "watchos", "tvos"];

/// Write the User-Agent of a client. `feature_ids` say which features it uses: retry mode, checksum
/// settings, a custom endpoint, where the credentials came from.
pub fn user_agent(
    host: &HostInfo,
    options: &UserAgentOptions,
    retry_mode: &str,
    feature_ids: &[&str],
) -> String {
    let mut segments = match &options.user_agent {
        Some(user_agent) => vec![user_agent.clone(), PRODUCT.to_owned()],
        None => product_segments(host, options, retry_mode, feature_ids),
    };
    segments.extend(options.extra.clone().filter(|extra| !extra.is_empty()));
    segments.join(" ")
}

fn product_segments(
    host: &HostInfo,
    options: &UserAgentOptions,
    retry_mode: &str,
    feature_ids: &[&str],
) -> Vec<String> {
    let (language, version) = &host.language;
    let mut segments = vec![PRODUCT.to_owned(), "ua/2.1".to_owned()];
    if KNOWN_SYSTEMS.contains(&host.os.as_str()) {
        segments.push(format!("os/{}#{}", host.os, value(&host.os_version)));
    } else {
        segments.push("os/other".to_owned());
        segments.push(format!("md/{}#{}", name(&host.os), value(&host.os_version)));
    }
    segments.push(format!("md/arch#{}", value(&host.machine.to_lowercase())));
    segments.push(format!("lang/{}#{}", name(language), value(version)));
    segments.push(format!("md/pyimpl#{}", value(&host.implementation)));
    let given = |option: &Option<String>| option.clone().filter(|text| !text.is_empty());
    segments.extend(given(&options.execution_env).map(|env| format!("exec-env/{}", name(&env))));
    segments.push(format!("m/{}", feature_ids.join(",")));
    segments.push(format!("cfg/retry-mode#{retry_mode}"));
    segments.extend(given(&options.app_id).map(|id| format!("app/{}", value(&id))));
    segments
}

/// Characters that a name cannot hold become hyphens.
fn name(text: &str) -> String {
    sanitize(text, "!$%&'*+-.^_`|~,")
}

/// As for names, but a value may hold `#`.
fn value(text: &str) -> String {
    sanitize(text, "!$%&'*+-.^_`|~,#")
}

fn sanitize(text: &str, allowed: &str) -> String {
    let keep = |character: char| character.is_ascii_alphanumeric() || allowed.contains(character);
    text.chars().map(|character| if keep(character) { character } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host() -> HostInfo {
        HostInfo {
            os: "linux".into(),
            os_version: "6.1.0 x".into(),
            machine: "X86_64".into(),
            language: ("python".into(), "3.11.7".into()),
            implementation: "CPython".into(),
        }
    }

    #[test]
    fn segments_stand_in_botocores_order() {
        let options = UserAgentOptions {
            extra: Some("raw (text)".into()),
            app_id: Some("my app/1#x".into()),
            execution_env: Some("a b".into()),
            ..UserAgentOptions::default()
        };
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            user_agent(&host(), &options, "standard", &["E", "e"]),
            format!(
                "awssupport/{version} ua/2.1 os/linux#6.1.0-x md/arch#x86_64 lang/python#3.11.7 \
                 md/pyimpl#CPython exec-env/a-b m/E,e cfg/retry-mode#standard app/my-app-1#x raw (text)"
            )
        );
    }

    #[test]
    fn an_override_replaces_all_but_product_and_extra() {
        let options = UserAgentOptions {
            user_agent: Some("X".into()),
            extra: Some("y".into()),
            app_id: Some("id".into()),
            ..UserAgentOptions::default()
        };
        assert_eq!(user_agent(&host(), &options, "standard", &["E"]), format!("X {PRODUCT} y"));
    }

    #[test]
    fn unknown_systems_are_other() {
        let host = HostInfo { os: "Free BSD".into(), ..host() };
        let text = user_agent(&host, &UserAgentOptions::default(), "standard", &[]);
        assert!(text.contains(" os/other md/Free-BSD#6.1.0-x "), "{text}");
    }
}
