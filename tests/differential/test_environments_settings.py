"""Region, endpoint and settings under many environments: both libraries, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from .environments import CONFIG, CREDENTIALS, KEYS, UNSIGNED, Case, Outcome, compare, names

PLAIN = {"region_name": "us-east-1"}


def env(name: str, environ: Mapping[str, str], **options: Any) -> Case:
    return Case(name, {**KEYS, **environ}, **options)


def profile(name: str, section: str, environ: Mapping[str, str] | None = None, **more: Any) -> Case:
    """`section` in the default profile of the configuration file."""
    files = {CONFIG: f"[default]\n{section}\n", **more.pop("files", {})}
    return Case(name, {**KEYS, **(environ or {})}, files=files, **more)


def configured(
    name: str, options: dict[str, Any], environ: Mapping[str, str] | None = None
) -> Case:
    return Case(name, {**KEYS, **(environ or {})}, client=PLAIN, config=options)


EUROPE, ASIA = {"AWS_DEFAULT_REGION": "eu-west-1"}, {"AWS_REGION": "ap-south-1"}
TWO_PROFILES = "[default]\nregion = us-west-1\n[profile a]\nregion = eu-west-2\n"
URL, OTHER_URL = "http://support.test:1", "http://other.test"
SERVICES = (
    "[default]\nregion = us-east-1\nservices = mine\nendpoint_url = http://global.test\n"
    "[services mine]\nsupport =\n  endpoint_url = http://section.test\n"
    "[services other]\nec2 =\n  endpoint_url = http://ec2.test\n"
)

REGIONS = [
    env("no region", {}),
    env("region from the environment", EUROPE),
    env("AWS_REGION does not count", ASIA),
    env("both regions", {**EUROPE, **ASIA}),
    env("empty region", {"AWS_DEFAULT_REGION": ""}),
    env("invalid region", {"AWS_DEFAULT_REGION": "us_east_1"}),
    env("fips region", {"AWS_DEFAULT_REGION": "fips-us-gov-west-1"}),
    env("region argument", EUROPE, client={"region_name": "us-west-2"}),
    env("region of the Config", EUROPE, config={"region_name": "us-west-2"}),
    env("argument over Config", {}, client=PLAIN, config={"region_name": "us-west-2"}),
    env("region of the Session", EUROPE, session={"region_name": "sa-east-1"}),
    env("Config over Session", {}, session=PLAIN, config={"region_name": "us-west-2"}),
    env("empty region of the Session", EUROPE, session={"region_name": ""}),
    env("invalid region argument", {}, client={"region_name": "a b"}),
    profile("region of the profile", "region = eu-central-1"),
    profile("environment over profile", "region = eu-central-1", EUROPE),
    profile("empty region of the profile", "region ="),
    env(
        "region of the credentials file", {}, files={CREDENTIALS: "[default]\nregion = us-west-1\n"}
    ),
    profile(
        "region of both files",
        "region = eu-central-1",
        files={CREDENTIALS: "[default]\nregion = us-west-1\n"},
    ),
]

PROFILES = [
    env("AWS_PROFILE", {"AWS_PROFILE": "a"}, files={CONFIG: TWO_PROFILES}),
    env("AWS_DEFAULT_PROFILE", {"AWS_DEFAULT_PROFILE": "a"}, files={CONFIG: TWO_PROFILES}),
    env(
        "both profile variables",
        {"AWS_DEFAULT_PROFILE": "default", "AWS_PROFILE": "a"},
        files={CONFIG: TWO_PROFILES},
    ),
    env("no such profile in the environment", {"AWS_PROFILE": "b"}, files={CONFIG: TWO_PROFILES}),
    env("no such profile and no file", {"AWS_PROFILE": "b"}),
    env("empty AWS_PROFILE", {"AWS_PROFILE": ""}, files={CONFIG: TWO_PROFILES}),
    env(
        "profile_name",
        {"AWS_PROFILE": "b"},
        session={"profile_name": "a"},
        files={CONFIG: TWO_PROFILES},
    ),
    env("no such profile_name", {}, session={"profile_name": "b"}, files={CONFIG: TWO_PROFILES}),
    env("empty profile_name", {}, session={"profile_name": ""}, files={CONFIG: TWO_PROFILES}),
    env("profile_name default without files", {}, session={"profile_name": "default"}),
    env("AWS_PROFILE default without files", {"AWS_PROFILE": "default"}),
    env(
        "a profile of the credentials file alone",
        {"AWS_PROFILE": "c"},
        files={CONFIG: TWO_PROFILES, CREDENTIALS: "[c]\nregion = us-east-2\n"},
    ),
    env("broken config file", {}, client=PLAIN, files={CONFIG: "oops"}),
    env("broken credentials file", {}, client=PLAIN, files={CREDENTIALS: "[a]\n[a]\n"}),
    env("no such profile in a broken file", {"AWS_PROFILE": "b"}, files={CONFIG: "oops"}),
    env("another config file", {"AWS_CONFIG_FILE": "~/mine"}, files={"mine": TWO_PROFILES}),
    env(
        "a config file that is not there", {"AWS_CONFIG_FILE": "~/no"}, files={CONFIG: TWO_PROFILES}
    ),
    env("empty AWS_CONFIG_FILE", {"AWS_CONFIG_FILE": ""}, files={CONFIG: TWO_PROFILES}),
    env("lone account id", {}, session={"aws_account_id": "123456789012"}),
    env(
        "lone account id and no such profile",
        {},
        session={"aws_account_id": "1", "profile_name": "b"},
    ),
]

ENDPOINTS = [
    env("AWS_ENDPOINT_URL", {"AWS_ENDPOINT_URL": URL, **EUROPE}),
    env(
        "AWS_ENDPOINT_URL_SUPPORT",
        {"AWS_ENDPOINT_URL": URL, "AWS_ENDPOINT_URL_SUPPORT": OTHER_URL, **EUROPE},
    ),
    env(
        "empty AWS_ENDPOINT_URL_SUPPORT",
        {"AWS_ENDPOINT_URL": URL, "AWS_ENDPOINT_URL_SUPPORT": "", **EUROPE},
    ),
    env("endpoint without region", {"AWS_ENDPOINT_URL": URL}),
    env(
        "endpoint argument", {"AWS_ENDPOINT_URL": URL}, client={"endpoint_url": OTHER_URL, **PLAIN}
    ),
    env("empty endpoint argument", {"AWS_ENDPOINT_URL": URL}, client={"endpoint_url": "", **PLAIN}),
    env("invalid AWS_ENDPOINT_URL", {"AWS_ENDPOINT_URL": "nowhere", **EUROPE}),
    env(
        "ignored",
        {"AWS_ENDPOINT_URL": URL, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"},
        client=PLAIN,
    ),
    env(
        "not ignored",
        {"AWS_ENDPOINT_URL": URL, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "1"},
        client=PLAIN,
    ),
    env(
        "ignored but for the argument",
        {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        client={"endpoint_url": URL, **PLAIN},
    ),
    configured(
        "ignored by the Config",
        {"ignore_configured_endpoint_urls": True},
        {"AWS_ENDPOINT_URL": URL},
    ),
    configured(
        "heeded by the Config",
        {"ignore_configured_endpoint_urls": False},
        {"AWS_ENDPOINT_URL": URL, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    ),
    env("services section", {}, files={CONFIG: SERVICES}),
    env("environment over services section", {"AWS_ENDPOINT_URL": URL}, files={CONFIG: SERVICES}),
    env(
        "services section of other services",
        {},
        files={CONFIG: SERVICES.replace("= mine", "= other")},
    ),
    env("no such services section", {}, files={CONFIG: SERVICES.replace("= mine", "= none")}),
    env(
        "empty services section",
        {},
        files={CONFIG: SERVICES.replace("= mine", "= e") + "[services e]\n"},
    ),
    env(
        "no such services section, environment first",
        {"AWS_ENDPOINT_URL": URL},
        files={CONFIG: SERVICES.replace("= mine", "= none")},
    ),
    profile("endpoint of the profile", f"region = us-east-1\nendpoint_url = {URL}"),
    profile("empty endpoint of the profile", "region = us-east-1\nendpoint_url ="),
    profile(
        "ignored by the profile",
        f"region = us-east-1\nendpoint_url = {URL}\nignore_configured_endpoint_urls = true",
    ),
    env("fips", {"AWS_USE_FIPS_ENDPOINT": "TRUE", **EUROPE}),
    env("fips is not 1", {"AWS_USE_FIPS_ENDPOINT": "1", **EUROPE}),
    env("dual stack", {"AWS_USE_DUALSTACK_ENDPOINT": "true", **EUROPE}),
    env(
        "dual stack where there is none",
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
        client={"region_name": "us-isof-east-1"},
    ),
    profile(
        "both of the profile", "use_fips_endpoint = true\nuse_dualstack_endpoint = true", EUROPE
    ),
    profile(
        "environment over the profile's",
        "use_fips_endpoint = true",
        {"AWS_USE_FIPS_ENDPOINT": "false", **EUROPE},
    ),
    configured("fips by the Config", {"use_fips_endpoint": True}),
    configured(
        "no fips by the Config", {"use_fips_endpoint": False}, {"AWS_USE_FIPS_ENDPOINT": "true"}
    ),
    env("plain", EUROPE, client={"use_ssl": False}),
    env("fips with a URL", {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_ENDPOINT_URL": URL, **EUROPE}),
]

RETRIES = [
    env("mode", {"AWS_RETRY_MODE": "legacy"}, client=PLAIN),
    env("adaptive", {"AWS_RETRY_MODE": "adaptive"}, client=PLAIN),
    env("mode in capitals", {"AWS_RETRY_MODE": "Legacy"}, client=PLAIN),
    env("empty mode", {"AWS_RETRY_MODE": ""}, client=PLAIN),
    env("attempts", {"AWS_MAX_ATTEMPTS": " 7 "}, client=PLAIN),
    env("attempts and mode", {"AWS_MAX_ATTEMPTS": "7", "AWS_RETRY_MODE": "legacy"}, client=PLAIN),
    env("no attempts", {"AWS_MAX_ATTEMPTS": "0"}, client=PLAIN),
    env("attempts that are no number", {"AWS_MAX_ATTEMPTS": "abc"}, client=PLAIN),
    env("empty attempts", {"AWS_MAX_ATTEMPTS": ""}, client=PLAIN),
    profile("of the profile", "retry_mode = adaptive\nmax_attempts = 2", client=PLAIN),
    profile(
        "environment over the profile's retries",
        "retry_mode = x\nmax_attempts = y",
        {"AWS_RETRY_MODE": "legacy", "AWS_MAX_ATTEMPTS": "4"},
        client=PLAIN,
    ),
    profile("invalid of the profile", "retry_mode = x", client=PLAIN),
    configured(
        "Config over all",
        {"retries": {"mode": "standard", "total_max_attempts": 9}},
        {"AWS_RETRY_MODE": "x", "AWS_MAX_ATTEMPTS": "y"},
    ),
    configured(
        "attempts of the environment with a mode of the Config",
        {"retries": {"mode": "legacy"}},
        {"AWS_MAX_ATTEMPTS": "4"},
    ),
    configured(
        "mode of the environment with attempts of the Config",
        {"retries": {"max_attempts": 1}},
        {"AWS_RETRY_MODE": "legacy"},
    ),
    configured("both numbers", {"retries": {"max_attempts": 1, "total_max_attempts": 8}}),
    configured("empty retries", {"retries": {}}),
    configured("no retries", {"retries": {"max_attempts": 0}}),
    configured("invalid retries", {"retries": {"max_attempts": -1}}),
    configured("unknown retries", {"retries": {"attempts": 1}}),
    configured("attempts as text", {"retries": {"max_attempts": "1"}}),
]

MODES = [
    env("defaults mode", {"AWS_DEFAULTS_MODE": "standard"}, client=PLAIN),
    env("defaults mode in capitals", {"AWS_DEFAULTS_MODE": "Mobile"}, client=PLAIN),
    env("invalid defaults mode", {"AWS_DEFAULTS_MODE": "fast"}, client=PLAIN),
    env("empty defaults mode", {"AWS_DEFAULTS_MODE": ""}, client=PLAIN),
    profile("defaults mode of the profile", "defaults_mode = in-region", client=PLAIN),
    env("defaults mode with a Config", {"AWS_DEFAULTS_MODE": "standard"}, client=PLAIN, config={}),
    configured("defaults mode of the Config", {"defaults_mode": "cross-region"}),
    configured(
        "Config over AWS_DEFAULTS_MODE",
        {"defaults_mode": "legacy"},
        {"AWS_DEFAULTS_MODE": "mobile"},
    ),
    configured(
        "connect timeout over the mode's", {"defaults_mode": "mobile", "connect_timeout": 5}
    ),
    configured("no defaults mode", {"defaults_mode": None}),
    configured("invalid defaults mode of the Config", {"defaults_mode": "fast"}),
    configured(
        "automatic, in region",
        {"defaults_mode": "auto"},
        {"AWS_EXECUTION_ENV": "x", "AWS_REGION": "us-east-1"},
    ),
    configured(
        "automatic, across regions",
        {"defaults_mode": "auto"},
        {"AWS_EXECUTION_ENV": "x", "AWS_REGION": "us-west-1", **EUROPE},
    ),
    configured(
        "automatic by AWS_DEFAULT_REGION",
        {"defaults_mode": "auto"},
        {"AWS_EXECUTION_ENV": "x", "AWS_DEFAULT_REGION": "us-east-1"},
    ),
    configured("automatic, nowhere", {"defaults_mode": "auto"}),
    configured("timeouts", {"connect_timeout": 1.5, "read_timeout": None}),
    configured("timeout of zero", {"connect_timeout": 0}),
    configured("timeout as text", {"read_timeout": "1"}),
    configured("timeout as boolean", {"read_timeout": True}),
]

OTHERS = [
    env("application id", {"AWS_SDK_UA_APP_ID": "my app/1#x"}, client=PLAIN),
    profile("application id of the profile", "sdk_ua_app_id = mine", client=PLAIN),
    configured(
        "application id of the Config", {"user_agent_appid": "c"}, {"AWS_SDK_UA_APP_ID": "e"}
    ),
    env("execution environment", {"AWS_EXECUTION_ENV": "a b"}, client=PLAIN),
    env("keep-alive", {"BOTOCORE_TCP_KEEPALIVE": "true"}, client=PLAIN),
    configured("keep-alive of the Config", {"tcp_keepalive": True}),
    env(
        "checksums",
        {
            "AWS_REQUEST_CHECKSUM_CALCULATION": "WHEN_REQUIRED",
            "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
        },
        client=PLAIN,
    ),
    env("invalid checksums", {"AWS_REQUEST_CHECKSUM_CALCULATION": "Never"}, client=PLAIN),
    profile(
        "invalid checksums of the profile", "response_checksum_validation = never", client=PLAIN
    ),
    configured(
        "checksums of the Config",
        {"request_checksum_calculation": "When_Required"},
        {"AWS_REQUEST_CHECKSUM_CALCULATION": "never"},
    ),
    profile(
        "checksums that are a section", "response_checksum_validation =\n  a = b", client=PLAIN
    ),
    configured("checksums that are a number", {"request_checksum_calculation": 5}),
    env("account id endpoint mode", {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "Required"}, client=PLAIN),
    env("invalid account id endpoint mode", {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "X"}, client=PLAIN),
    env(
        "compression",
        {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "1", "AWS_DISABLE_REQUEST_COMPRESSION": "TRUE"},
        client=PLAIN,
    ),
    env("invalid compression", {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "x"}, client=PLAIN),
    env(
        "compression out of range",
        {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "1048577"},
        client=PLAIN,
    ),
    configured(
        "compression of the Config",
        {"request_min_compression_size_bytes": [], "disable_request_compression": "true"},
    ),
    configured("no compression of the Config", {"disable_request_compression": "true"}),
    env("schemes", {"AWS_AUTH_SCHEME_PREFERENCE": " sigv4 ,, \tsigv4a"}, client=PLAIN),
    configured("schemes that are a number", {"auth_scheme_preference": 5}),
    configured("signing regions", {"sigv4a_signing_region_set": "a,b"}),
    env("signing regions of the environment", {"AWS_SIGV4A_SIGNING_REGION_SET": "*"}, client=PLAIN),
    env("host prefixes", {"AWS_DISABLE_HOST_PREFIX_INJECTION": "true"}, client=PLAIN),
    configured(
        "host prefixes of the Config",
        {"inject_host_prefix": True},
        {"AWS_DISABLE_HOST_PREFIX_INJECTION": "true"},
    ),
    env("STS", {"AWS_STS_REGIONAL_ENDPOINTS": "global"}, client=PLAIN),
    env("STS, empty", {"AWS_STS_REGIONAL_ENDPOINTS": ""}, client=PLAIN),
    env("S3", {"AWS_S3_DISABLE_EXPRESS_SESSION_AUTH": "maybe"}, client=PLAIN),
    env("S3 in us-east-1", {"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "regional"}, client=PLAIN),
    env("S3 in us-east-1, invalid", {"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "x"}, client=PLAIN),
    env("S3's resource names", {"AWS_S3_USE_ARN_REGION": "TRUE"}, client=PLAIN),
    env("S3's access points", {"AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS": ""}, client=PLAIN),
    profile(
        "S3 of the profile",
        "s3_use_arn_region = true\ns3_us_east_1_regional_endpoint = legacy\n"
        "s3 =\n  use_arn_region = x\n  addressing_style = path\n  x = y",
        {"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "regional"},
        client=PLAIN,
        config={"s3": {"addressing_style": "virtual"}},
    ),
    profile(
        "S3 of the profile, invalid",
        "s3 =\n  us_east_1_regional_endpoint = x",
        client=PLAIN,
        config={"s3": {}},
    ),
    profile("S3 of the profile, a text", "s3 = x", {"AWS_S3_USE_ARN_REGION": "true"}, client=PLAIN),
    configured("S3 in us-east-1 of the Config", {"s3": {"us_east_1_regional_endpoint": "x"}}),
    configured(
        "S3 in us-east-1 of the defaults mode",
        {"defaults_mode": "mobile"},
        {"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "legacy"},
    ),
    configured("S3 of the Config", {"s3": {"addressing_style": "path"}}),
    env("metadata timeout", {"AWS_METADATA_SERVICE_TIMEOUT": "x"}, client=PLAIN),
    env("blank CA bundle", {"AWS_CA_BUNDLE": " "}, client=PLAIN),
    env("empty CA bundle", {"REQUESTS_CA_BUNDLE": ""}, client=PLAIN),
    profile("blank CA bundle of the profile", "ca_bundle =", client=PLAIN),
    env("verify over a blank CA bundle", {"AWS_CA_BUNDLE": ""}, client={"verify": False, **PLAIN}),
    profile("API version of the profile", "api_versions =\n  support = 2011-01-01", client=PLAIN),
    env("API version", {}, client={"api_version": "2011-01-01", **PLAIN}),
    profile(
        "API version over the profile's",
        "api_versions =\n  support = x",
        client={"api_version": "2013-04-15", **PLAIN},
    ),
    profile("broken sso_session", "sso_session = s", client=PLAIN),
    profile(
        "broken sso_session with explicit keys",
        "sso_session = s\n[sso-session s]\nsso_region = us-east-1",
        client={"aws_access_key_id": "A", "aws_secret_access_key": "s", **PLAIN},
    ),
    configured("unsigned", {"signature_version": UNSIGNED}),
    configured("another signature", {"signature_version": "s3v4"}),
    profile("signature of the profile", "support =\n  signature_version = s3v4", client=PLAIN),
    profile("unknown signature of the profile", "support =\n  signature_version = x", client=PLAIN),
    profile(
        "signature of the profile with a URL",
        "support =\n  signature_version = s3v4",
        {"AWS_ENDPOINT_URL": URL},
        client=PLAIN,
    ),
    profile(
        "unknown signature of the profile with a URL",
        "support =\n  signature_version = x",
        {"AWS_ENDPOINT_URL": URL},
        client=PLAIN,
    ),
    profile("no validation", "parameter_validation = false", client=PLAIN),
    configured("S3 of nowhere", {"s3": {"addressing_style": "x"}}),
    configured(
        "proxies", {"proxies": {"https": "http://p:1"}, "proxies_config": {"proxy_ca_bundle": "x"}}
    ),
    configured(
        "everything shown",
        {
            "max_pool_connections": 3,
            "user_agent_extra": "e",
            "client_cert": "c",
            "client_context_params": {"a": 1},
        },
    ),
]

KEYS_GIVEN = [
    Case(
        "keys of the Session",
        KEYS,
        session={"aws_access_key_id": "A", "aws_secret_access_key": "s", "aws_session_token": "t"},
        client=PLAIN,
    ),
    Case(
        "keys of the client",
        KEYS,
        client={"aws_access_key_id": "A", "aws_secret_access_key": "s", **PLAIN},
    ),
    Case("half a pair", KEYS, client={"aws_access_key_id": "A", **PLAIN}),
    Case("the other half", KEYS, client={"aws_secret_access_key": "s", **PLAIN}),
    Case("a lone token", KEYS, client={"aws_session_token": "t", **PLAIN}),
    Case("half a pair in the environment", {"AWS_ACCESS_KEY_ID": "A"}, client=PLAIN),
    Case("no keys", {}, client=PLAIN),
    Case("half a pair of the Session", {}, session={"aws_access_key_id": "A"}, client=PLAIN),
    Case("the other half of the Session", {}, session={"aws_secret_access_key": "s"}, client=PLAIN),
    Case("a lone token of the Session", KEYS, session={"aws_session_token": "t"}, client=PLAIN),
    Case(
        "account of the Session",
        {},
        session={"aws_access_key_id": "A", "aws_secret_access_key": "s", "aws_account_id": "1"},
        client=PLAIN,
    ),
]

ORDER = [
    Case("region before keys", {"AWS_DEFAULT_REGION": "a b"}, client={"aws_access_key_id": "A"}),
    Case("keys before the version", {}, client={"aws_access_key_id": "A", "api_version": "x"}),
    Case("mode before the version", {"AWS_DEFAULTS_MODE": "x"}, client={"api_version": "x"}),
    Case("version before settings", {"AWS_RETRY_MODE": "x"}, client={"api_version": "x"}),
    Case(
        "attempts before checksums",
        {"AWS_MAX_ATTEMPTS": "x", "AWS_REQUEST_CHECKSUM_CALCULATION": "x"},
    ),
    Case(
        "checksums before the retry mode",
        {"AWS_RETRY_MODE": "x", "AWS_REQUEST_CHECKSUM_CALCULATION": "x"},
    ),
    Case("retry mode before the URL", {"AWS_RETRY_MODE": "x", "AWS_ENDPOINT_URL": "x"}),
    Case("URL before the CA bundle", {"AWS_CA_BUNDLE": "", "AWS_ENDPOINT_URL": "x"}),
    Case("URL before timeouts", {"AWS_ENDPOINT_URL": "x"}, config={"read_timeout": 0}),
    Case("CA bundle before timeouts", {"AWS_CA_BUNDLE": ""}, config={"read_timeout": "x"}),
    Case("timeouts before STS", {"AWS_STS_REGIONAL_ENDPOINTS": "x"}, config={"read_timeout": 0}),
    Case(
        "services section before checksums",
        {"AWS_REQUEST_CHECKSUM_CALCULATION": "x"},
        files={CONFIG: SERVICES.replace("= mine", "= none")},
    ),
]

TABLE = [*REGIONS, *PROFILES, *ENDPOINTS, *RETRIES, *MODES, *OTHERS, *KEYS_GIVEN, *ORDER]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    return compare(TABLE, tmp_path_factory.mktemp("homes"))


@pytest.mark.parametrize("name", names(TABLE))
def test_same_as_boto3(outcomes: dict[str, Outcome], name: str) -> None:
    outcomes[name].assert_same()


def test_the_table_has_every_end(outcomes: dict[str, Outcome]) -> None:
    """What the comparison is worth: many environments, calls that are sent, and each error."""
    assert len(TABLE) >= 150
    errors = {outcome.error[0] for outcome in outcomes.values() if outcome.error}
    assert errors >= {
        *("ConfigParseError", "DataNotFoundError", "EndpointVariantError", "InvalidConfigError"),
        *("InvalidChecksumConfigError", "InvalidDefaultsMode", "InvalidMaxRetryAttemptsError"),
        *("InvalidRegionError", "InvalidRetryConfigurationError", "InvalidRetryModeError"),
        *("InvalidSTSRegionalEndpointsConfigError", "NoCredentialsError", "NoRegionError"),
        *("PartialCredentialsError", "ProfileNotFound", "ValueError", "TypeError"),
    }
    assert sum("request" in outcome.reference for outcome in outcomes.values()) > 80
