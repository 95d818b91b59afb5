"""Profiles of random settings: the known keys with values that fit, nearly fit, and do not.

A table of cases rather than hypothesis's, since each library is a child process for all of them.
What both refuse in different words is left out: sections where a text belongs (the keys of
`TEXTS`), and URLs without a scheme or of another one, which boto3 looks at when it sends. So is
client-side monitoring, which is boto3's alone.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as VARIABLES

from tests.examples import FACTOR

from .environments import CONFIG, CREDENTIALS, KEYS, Case, compare

CASES = 150 * max(FACTOR, 1)

SETTINGS = (
    *sorted(
        names[0]
        for names in VARIABLES.values()
        if isinstance(names[0], str) and not names[0].startswith("csm_")
    ),
    *("endpoint_url", "services", "signature_version", "output", "s3", "proxies", "cli_pager"),
    *("Retry_Mode", "REGION"),
)
VALUES = (
    *("", "true", "TRUE", "false", "yes", "1", "0", "-1", "+5", " 7 ", "1_0", "1.5", "1e3", "1 2"),
    *("99999999999999999999", "\u0661", "none", "None", "null", "nan", "inf", "%(x)s", "${HOME}"),
    *("standard", "legacy", "adaptive", "Standard", "auto", "when_required", "preferred", "sigv4"),
    *("us-east-1", "us-gov-west-1", "us_east_1", "fips-us-east-1", "a.b", "us-east-1 # home"),
    *("http://support.test:1", "https://support.test:2/a?b", "support.test/"),
    *("http://", "support.test", "http://[::1]", "~/x", "/dev/null", ".", "mine"),
    *("caf\u00e9", "a/b c", "\U0001f600", "x" * 60, "[]", "{", "'a'", '"a"', "a,b", "a=b", ";"),
    *("\n  endpoint_url = http://support.test:2", "\n  a = b", "\n  signature_version = v4"),
)
#: boto3 stumbles over the first, and we count to 2**32 - 1 at most.
LEFT_OUT = (("s3", ""), ("max_attempts", "99999999999999999999"))
TEXTS = ("region", "ca_bundle", "endpoint_url", "sdk_ua_app_id")
SERVICES = "[services mine]\nsupport =\n  endpoint_url = http://mine.test\n"


def value(chance: random.Random, setting: str) -> str:
    given = chance.choice(VALUES)
    is_left_out = (setting, given) in LEFT_OUT or ("\n" in given and setting.lower() in TEXTS)
    return "1" if is_left_out else given


def case(chance: random.Random, number: int) -> Case:
    chosen = chance.sample(SETTINGS, chance.randint(1, 4))
    section = ["[default]", *(f"{setting} = {value(chance, setting)}" for setting in chosen)]
    file = chance.choice((CONFIG, CONFIG, CREDENTIALS))
    files = {CONFIG: SERVICES, CREDENTIALS: ""}
    files[file] += "\n".join([*section, ""])
    client = {} if chance.random() < 0.3 else {"region_name": "us-east-1"}
    return Case(f"{number}: {section}", dict(KEYS), files, client=client)


def difference(reference: Any, subject: Any) -> Any:
    """What differs, without what does not."""
    if not (isinstance(reference, dict) and isinstance(subject, dict)):
        return reference, subject
    names = sorted({*reference, *subject})
    pairs = {name: (reference.get(name), subject.get(name)) for name in names}
    return {name: difference(*pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def test_same_as_boto3(tmp_path: Path) -> None:
    chance = random.Random() if FACTOR else random.Random(5)
    for start in range(0, CASES, 150):
        table = [case(chance, number) for number in range(start, start + 150)]
        directory = tmp_path / str(start)
        directory.mkdir()
        outcomes = compare(table, directory)
        differing = {
            name: difference(outcome.reference, outcome.subject)
            for name, outcome in outcomes.items()
            if outcome.subject != outcome.reference
        }
        assert not differing, "\n".join(f"{name}: {told}" for name, told in differing.items())
        ends = {"error" in outcome.reference for outcome in outcomes.values()}
        assert ends == {True, False}, "the settings come to only one kind of outcome"
