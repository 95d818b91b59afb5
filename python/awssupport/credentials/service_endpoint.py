"""Where the services that give credentials are: AWS's endpoint rules for them, and the settings
that overrule these."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..settings import ensure_boolean
from .services import SIGNIN, STS

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import NoReturn

    from .context import CredentialContext
    from .services import Service


class Endpoint(NamedTuple):
    """A service's URL and the region its requests are signed for."""

    url: str
    signing_region: str | None


class _Partition(NamedTuple):
    name: str
    #: Its regions' names, as a pattern; `NAME-global` is one more.
    regions: str
    dns_suffix: str
    dualstack_suffix: str
    signin_domain: str
    #: botocore's older resolver, which is asked too, knows no such endpoints of some.
    has_dualstack: bool = True


_AWS = _Partition("aws", "", "amazonaws.com", "api.aws", "signin.aws.amazon.com")
_OTHER_PARTITIONS = (
    _Partition(
        "aws-cn",
        r"cn-\w+-\d+",
        "amazonaws.com.cn",
        "api.amazonwebservices.com.cn",
        "signin.amazonaws.cn",
    ),
    _Partition(
        "aws-eusc",
        r"eusc-de-\w+-\d+",
        "amazonaws.eu",
        "api.amazonwebservices.eu",
        "signin.amazonaws-eusc.eu",
    ),
    _Partition(
        "aws-iso", r"us-iso-\w+-\d+", "c2s.ic.gov", "api.aws.ic.gov", "signin.c2shome.ic.gov"
    ),
    _Partition(
        "aws-iso-b",
        r"us-isob-\w+-\d+",
        "sc2s.sgov.gov",
        "api.aws.scloud",
        "signin.sc2shome.sgov.gov",
    ),
    _Partition(
        "aws-iso-e",
        r"eu-isoe-\w+-\d+",
        "cloud.adc-e.uk",
        "api.cloud-aws.adc-e.uk",
        "signin.csphome.adc-e.uk",
        has_dualstack=False,
    ),
    _Partition(
        "aws-iso-f",
        r"us-isof-\w+-\d+",
        "csp.hci.ic.gov",
        "api.aws.hci.ic.gov",
        "signin.csphome.hci.ic.gov",
        has_dualstack=False,
    ),
    _Partition(
        "aws-us-gov", r"us-gov-\w+-\d+", "amazonaws.com", "api.aws", "signin.amazonaws-us-gov.com"
    ),
)

_GLOBAL_REGION = "aws-global"
_GLOBAL = Endpoint("https://sts.amazonaws.com", "us-east-1")

#: Regions that `sts_regional_endpoints = legacy` sends to the global endpoint: those there were
#: before endpoints were regional.
_LEGACY_REGIONS = frozenset(
    {
        *("ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", _GLOBAL_REGION),
        *("ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"),
        *("sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"),
    }
)


def resolve_endpoint(
    service: Service, region_name: str | None, context: CredentialContext
) -> Endpoint:
    """Find a service's endpoint for a region; only STS can do without one.

    Raises:
        InvalidSTSRegionalEndpointsConfigError: That setting has neither of its two values.
        InvalidConfigError: The profile's `services` section is not there.
        EndpointVariantError: The partition has no dual-stack endpoints.
        NoRegionError: There is no region.
    """
    use_fips = ensure_boolean(context.setting("use_fips_endpoint"))
    if region_name is not None and "fips" in region_name:
        plain = region_name.replace("fips-", "").replace("-fips", "")
        use_fips, region_name = use_fips or plain != region_name, plain
    legacy = service is STS and _is_legacy(context)
    url = configured_url(service, context)
    if region_name is None and service is not STS:
        _no_region()
    if url is not None:
        return Endpoint(url, region_name)
    region_name = region_name or _GLOBAL_REGION
    signing_region = "us-east-1" if region_name == _GLOBAL_REGION else region_name
    use_dualstack = ensure_boolean(context.setting("use_dualstack_endpoint"))
    is_global = region_name == _GLOBAL_REGION or (legacy and region_name in _LEGACY_REGIONS)
    if service is STS and is_global and not use_fips and not use_dualstack:
        return _GLOBAL
    host = _host(service, region_name, use_fips=use_fips, use_dualstack=use_dualstack)
    return Endpoint(f"https://{host}", signing_region)


def _host(service: Service, region_name: str, *, use_fips: bool, use_dualstack: bool) -> str:
    partition = _partition_of(region_name)
    if use_dualstack:
        if not partition.has_dualstack and region_name != f"{partition.name}-global":
            _no_dualstack(service, region_name, use_fips=use_fips)
        suffix = partition.dualstack_suffix
    elif service is SIGNIN:
        return _signin_host(partition, region_name, use_fips=use_fips)
    else:
        suffix = partition.dns_suffix
    # The host of GovCloud is FIPS already.
    is_plain = not use_fips or (partition.name == "aws-us-gov" and not use_dualstack)
    return f"{service.prefix}{'' if is_plain else '-fips'}.{region_name}.{suffix}"


def _partition_of(region_name: str) -> _Partition:
    for partition in _OTHER_PARTITIONS:
        is_global = region_name == f"{partition.name}-global"
        if is_global or re.fullmatch(partition.regions, region_name):
            return partition
    return _AWS


def _signin_host(partition: _Partition, region_name: str, *, use_fips: bool) -> str:
    if not use_fips:
        return f"{region_name}.{partition.signin_domain}"
    if region_name == "us-gov-west-1":
        return "signin-fips.amazonaws-us-gov.com"
    if partition.name == "aws-us-gov":
        return f"{region_name}.signin-fips.amazonaws-us-gov.com"
    return f"signin-fips.{region_name}.{partition.dns_suffix}"


def configured_url(service: Service, context: CredentialContext) -> str | None:
    """The URL that environment or profile give for a service, or for all."""
    if ensure_boolean(context.setting("ignore_configured_endpoint_urls")):
        return None
    environ, profile = context.environ, context.scoped_config
    for variable in (f"AWS_ENDPOINT_URL_{service.name.upper()}", "AWS_ENDPOINT_URL"):
        if environ.get(variable):
            return environ[variable]
    own = _services_section(context).get(service.name, {}).get("endpoint_url")
    return own or profile.get("endpoint_url") or None


def _services_section(context: CredentialContext) -> dict[str, dict[str, str]]:
    name = context.scoped_config.get("services")
    if name is None:
        return {}
    section = context.shared_config.services.get(name)
    if not section:
        from ..exceptions import InvalidConfigError

        raise InvalidConfigError(
            error_msg="The profile is configured to use the services section "
            f'but the "{name}" services configuration does not exist.'
        )
    return dict(section)


def _is_legacy(context: CredentialContext) -> bool:
    value = context.setting("sts_regional_endpoints") or "regional"
    if value not in {"regional", "legacy"}:
        from ..exceptions import InvalidSTSRegionalEndpointsConfigError

        raise InvalidSTSRegionalEndpointsConfigError(sts_regional_endpoints_config=value)
    return bool(value == "legacy")


def _no_dualstack(service: Service, region_name: str, *, use_fips: bool) -> NoReturn:
    from ..exceptions import EndpointVariantError

    raise EndpointVariantError(
        tags=["dualstack", *(["fips"] if use_fips else [])],
        error_msg=f"Endpoint does not exist for {service.prefix} in region {region_name}",
    )


def _no_region() -> NoReturn:
    from ..exceptions import NoRegionError

    raise NoRegionError
