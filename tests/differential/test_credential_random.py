"""Profiles put together at random: boto3 and awssupport choose the same source, or refuse for the
same reason, whatever contradicts what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples

from .cloud import ROLE_ARN, CloudServer, as_json, metadata_keys
from .credential_cases import CONFIG, CREDENTIALS, Case, Workers

PROFILES = ("default", "a", "b")
PROCESS = 'printf \'%s\' \'{"Version": 1, "AccessKeyId": "AKIDP", "SecretAccessKey": "s"}\''

KEYS: dict[str, st.SearchStrategy[str]] = {
    "aws_access_key_id": st.sampled_from(["AKID1", "AKID2", ""]),
    "aws_secret_access_key": st.sampled_from(["s1", "s2", ""]),
    "aws_session_token": st.just("t1"),
    "aws_security_token": st.just("t2"),
}
SETTINGS: dict[str, st.SearchStrategy[str]] = {
    **KEYS,
    "role_arn": st.sampled_from([ROLE_ARN, ""]),
    "source_profile": st.sampled_from([*PROFILES, "nowhere", ""]),
    "credential_source": st.sampled_from(
        ["Environment", "EcsContainer", "Ec2InstanceMetadata", "ecscontainer", ""]
    ),
    "mfa_serial": st.just("arn:aws:iam::1:mfa/me"),
    "web_identity_token_file": st.sampled_from(["{home}/token", ""]),
    "sso_account_id": st.just("1"),
    "sso_role_name": st.just("r"),
    "sso_start_url": st.sampled_from(["https://x", "https://y"]),
    "sso_region": st.sampled_from(["eu-west-1", "us-east-1"]),
    "sso_session": st.sampled_from(["whole", "half", "none", ""]),
    "login_session": st.just("me"),
    "credential_process": st.sampled_from([PROCESS, "false", ""]),
}
VARIABLES: dict[str, st.SearchStrategy[str]] = {
    "AWS_ACCESS_KEY_ID": st.sampled_from(["AKIDENV", ""]),
    "AWS_SECRET_ACCESS_KEY": st.sampled_from(["env", ""]),
    "AWS_SESSION_TOKEN": st.sampled_from(["t", ""]),
    "AWS_SECURITY_TOKEN": st.sampled_from(["u", ""]),
    "AWS_PROFILE": st.sampled_from(PROFILES),
    "AWS_DEFAULT_PROFILE": st.sampled_from(PROFILES),
    "AWS_WEB_IDENTITY_TOKEN_FILE": st.sampled_from(["{home}/token", ""]),
    "AWS_ROLE_ARN": st.sampled_from([ROLE_ARN, ""]),
    "AWS_ROLE_SESSION_NAME": st.sampled_from(["me", ""]),
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": st.just("{url}/ecs"),
}
SESSIONS = (
    "[sso-session whole]\nsso_start_url = https://x\nsso_region = eu-west-1\n"
    "[sso-session half]\nsso_start_url = https://x\n"
)


#: What belongs together.
WHOLE = (
    ("aws_access_key_id", "aws_secret_access_key"),
    ("role_arn", "source_profile"),
    ("role_arn", "credential_source"),
    ("role_arn", "web_identity_token_file"),
    ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region"),
    ("sso_account_id", "sso_role_name", "sso_session"),
)
WHOLE_VARIABLES = (
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"),
)


def some(
    choices: dict[str, st.SearchStrategy[str]], whole: Sequence[tuple[str, ...]], most: int
) -> st.SearchStrategy[Any]:
    """Some of these, each with one of its values: what belongs together, and anything else."""
    together = st.lists(st.sampled_from([(), *whole]), max_size=2)
    alone = st.lists(st.sampled_from(sorted(choices)), max_size=most)
    names = st.builds(lambda a, b: {*(name for part in a for name in part), *b}, together, alone)
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries({name: choices[name] for name in sorted(chosen)})
    )


def file(header: str, sections: dict[str, dict[str, str]]) -> str:
    return "".join(
        f"[{header if name != 'default' else ''}{name}]\n"
        + "".join(f"{key} = {value}\n" for key, value in section.items())
        for name, section in sections.items()
    )


ENVIRONMENTS = st.builds(
    lambda variables, config, credentials, profile: Case(
        variables,
        {
            CONFIG: file("profile ", config) + SESSIONS,
            CREDENTIALS: file("", credentials),
            "token": "the token",
        },
        {"GET /ecs": as_json(metadata_keys("ASIAECS"))},
        profile=profile,
        uses=0,
    ),
    some(VARIABLES, WHOLE_VARIABLES, 1),
    st.dictionaries(st.sampled_from(PROFILES), some(SETTINGS, WHOLE, 2), min_size=1),
    st.dictionaries(st.sampled_from(PROFILES), some(KEYS, WHOLE[:1], 1), max_size=2),
    st.none() | st.sampled_from(PROFILES),
)


@given(case=ENVIRONMENTS)
@examples(250, HealthCheck.too_slow)
def test_the_same_source_is_chosen(workers: Workers, cloud: CloudServer, case: Case) -> None:
    workers.compare(case, cloud)
