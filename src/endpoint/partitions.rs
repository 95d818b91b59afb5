//! The partitions of AWS's regions: how their hosts are named, and which region serves Support there.

use super::{GLOBAL_REGION, is_number};

#[derive(Debug)]
pub(super) struct Partition {
    pub(super) name: &'static str,
    pub(super) dns_suffix: &'static str,
    /// `None` where the partition has no dual-stack endpoints.
    pub(super) dualstack_suffix: Option<&'static str>,
    /// The first parts of its regions' names; a word and a number follow.
    region_prefixes: &'static [&'static [&'static str]],
    /// Its pseudo-region, where it has one.
    global_region: Option<&'static str>,
    /// The one region that serves all of them, where AWS's rules name one.
    pub(super) home_region: Option<&'static str>,
}

pub(super) const AWS: Partition = Partition {
    name: "aws",
    dns_suffix: "amazonaws.com",
    dualstack_suffix: Some("api.aws"),
    region_prefixes: &[
        &["us"],
        &["eu"],
        &["ap"],
        &["sa"],
        &["ca"],
        &["me"],
        &["af"],
        &["il"],
        &["mx"],
    ],
    global_region: Some(GLOBAL_REGION),
    home_region: Some("us-east-1"),
};

const OTHER_PARTITIONS: &[Partition] = &[
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dualstack_suffix: Some("api.amazonwebservices.com.cn"),
        region_prefixes: &[&["cn"]],
        global_region: Some("aws-cn-global"),
        home_region: Some("cn-north-1"),
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dualstack_suffix: Some("api.amazonwebservices.eu"),
        region_prefixes: &[&["eusc", "de"]],
        global_region: None,
        home_region: None,
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dualstack_suffix: Some("api.aws.ic.gov"),
        region_prefixes: &[&["us", "iso"]],
        global_region: Some("aws-iso-global"),
        home_region: Some("us-iso-east-1"),
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dualstack_suffix: Some("api.aws.scloud"),
        region_prefixes: &[&["us", "isob"]],
        global_region: Some("aws-iso-b-global"),
        home_region: Some("us-isob-east-1"),
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dualstack_suffix: None,
        region_prefixes: &[&["eu", "isoe"]],
        global_region: Some("aws-iso-e-global"),
        home_region: None,
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dualstack_suffix: None,
        region_prefixes: &[&["us", "isof"]],
        global_region: Some("aws-iso-f-global"),
        home_region: None,
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dualstack_suffix: Some("api.aws"),
        region_prefixes: &[&["us", "gov"]],
        global_region: Some("aws-us-gov-global"),
        home_region: Some("us-gov-west-1"),
    },
];

impl Partition {
    pub(super) fn of(region_name: &str) -> &'static Self {
        OTHER_PARTITIONS.iter().find(|partition| partition.has(region_name)).unwrap_or(&AWS)
    }

    /// The partition as botocore's metadata has it: its older resolver does not know all
    /// pseudo-regions.
    pub(super) fn shown(region_name: &str) -> &'static Self {
        let partition = Self::of(region_name);
        let known = partition.home_region.is_some() || !partition.is_global(region_name);
        if known { partition } else { &AWS }
    }

    fn has(&self, region_name: &str) -> bool {
        self.is_global(region_name) || self.has_region(region_name)
    }

    /// Whether this is the partition's pseudo-region.
    pub(super) fn is_global(&self, region_name: &str) -> bool {
        self.global_region == Some(region_name)
    }

    /// The same without the pseudo-region.
    fn has_region(&self, region_name: &str) -> bool {
        self.region_prefixes.iter().any(|prefix| {
            let parts: Vec<_> = region_name.split('-').collect();
            matches!(
                parts.strip_prefix(*prefix),
                Some([word, number]) if !word.is_empty() && is_number(number)
            )
        })
    }

    /// The region that a call of a client in `region_name` is signed for, where nothing maps it to
    /// the partition's home.
    pub(super) fn signing_region<'a>(&'a self, region_name: &'a str) -> &'a str {
        self.home_region.filter(|_| self.is_global(region_name)).unwrap_or(region_name)
    }
}

/// The name of the partition that a region belongs to; `None` for a pseudo-region and for names
/// that no partition's regions have.
pub fn partition_for_region(region_name: &str) -> Option<&'static str> {
    let mut partitions = std::iter::once(&AWS).chain(OTHER_PARTITIONS);
    partitions.find(|partition| partition.has_region(region_name)).map(|partition| partition.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_belong_to_the_partition_of_their_first_words() {
        for (region_name, partition) in [
            ("us-east-1", "aws"),
            ("us-gov-east-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eusc-de-east-1", "aws-eusc"),
            ("cn-north-1", "aws-cn"),
            ("aws-cn-global", "aws-cn"),
            ("aws-eusc-global", "aws"),
            // A word and a number have to follow, and nothing else.
            ("cn-north", "aws"),
            ("cn-north-x", "aws"),
            ("cn-north-1-2", "aws"),
            ("cn--1", "aws"),
            ("", "aws"),
        ] {
            assert_eq!(Partition::of(region_name).name, partition, "{region_name}");
        }
    }

    #[test]
    fn pseudo_regions_that_the_older_resolver_does_not_know_are_shown_as_aws() {
        for (region_name, shown, signed_for) in [
            ("aws-iso-e-global", "aws", "aws-iso-e-global"),
            ("aws-cn-global", "aws-cn", "cn-north-1"),
            ("eu-isoe-west-1", "aws-iso-e", "eu-isoe-west-1"),
        ] {
            assert_eq!(Partition::shown(region_name).name, shown);
            assert_eq!(Partition::of(region_name).signing_region(region_name), signed_for);
        }
    }
}
