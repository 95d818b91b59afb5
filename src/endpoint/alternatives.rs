//! Where else requests may go, for clients that ask for it.

use url::Url;

use super::{AWS, ResolvedEndpoint};

/// The regions of the commercial partition whose own endpoints AWS documents for Support, beside
/// that in us-east-1: <https://docs.aws.amazon.com/general/latest/gr/awssupport.html>.
const ALTERNATIVE_REGIONS: &[&str] = &["us-west-2", "eu-west-1"];

impl ResolvedEndpoint {
    /// The same with the service's other endpoints as alternatives, if this is the ordinary endpoint
    /// of the commercial partition.
    #[must_use]
    pub fn with_alternatives(self) -> Self {
        let alternatives = alternatives(&self).unwrap_or_default();
        Self { alternatives, ..self }
    }

    /// Of the endpoint's own URL and its alternatives, in turn, the one with this index; `None` for
    /// its own.
    pub(crate) fn alternative(&self, index: usize) -> Option<(&Url, &str)> {
        let index = index.checked_rem(self.alternatives.len() + 1)?.checked_sub(1)?;
        self.alternatives.get(index).map(|(url, region)| (url, *region))
    }
}

fn alternatives(endpoint: &ResolvedEndpoint) -> Option<Vec<(Url, &'static str)>> {
    let (url, home) = (endpoint.url.as_ref()?, AWS.home_region?);
    let (prefix, suffix) = url.host_str()?.split_once(&format!(".{home}."))?;
    if prefix.ends_with("-fips") || suffix != AWS.dns_suffix {
        return None;
    }
    let elsewhere = |region: &&'static str| {
        let mut elsewhere = url.clone();
        elsewhere.set_host(Some(&format!("{prefix}.{region}.{suffix}"))).ok()?;
        Some((elsewhere, *region))
    };
    ALTERNATIVE_REGIONS.iter().map(elsewhere).collect()
}

#[cfg(test)]
mod tests {
    use crate::endpoint::{EndpointParams, resolve_endpoint};

    #[test]
    fn the_ordinary_endpoint_has_two_alternatives_in_turn() {
        let endpoint = resolve_endpoint("support", &EndpointParams::default()).unwrap();
        assert_eq!(endpoint.alternative(1), None);
        let endpoint = endpoint.with_alternatives();
        let at = |index| endpoint.alternative(index).map(|(url, region)| (url.as_str(), region));
        let oregon = ("https://support.us-west-2.amazonaws.com/", "us-west-2");
        let ireland = ("https://support.eu-west-1.amazonaws.com/", "eu-west-1");
        assert_eq!([at(0), at(1), at(2), at(3)], [None, Some(oregon), Some(ireland), None]);
    }
}
