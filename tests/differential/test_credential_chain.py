"""Where credentials are found, in which order, and what is wrong with those that are not: boto3 and
awssupport in the same prepared environments. What sources over the network do is in
the files beside this one."""

from __future__ import annotations

import pytest

from .cloud import FAR, CloudServer
from .credential_cases import CONFIG, CREDENTIALS, Case, Workers

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "env-secret"}


def keys(name: str) -> str:
    return f"aws_access_key_id = AKID{name}\naws_secret_access_key = {name}-secret\n"


def prints(text: str) -> str:
    """A credential process that prints this, with double quotes for single ones."""
    return f"credential_process = printf '%s' '{text}'\n"


PROCESS = '{"Version": 1, "AccessKeyId": "AKIDPROC", "SecretAccessKey": "s3"}'

CASES: dict[str, Case] = {
    "nothing": Case(),
    "environment": Case(KEYS),
    "environment, one token": Case({**KEYS, "AWS_SESSION_TOKEN": "t"}),
    "environment, both tokens": Case(
        {**KEYS, "AWS_SESSION_TOKEN": "t", "AWS_SECURITY_TOKEN": "old"}
    ),
    "environment, older token empty": Case(
        {**KEYS, "AWS_SESSION_TOKEN": "t", "AWS_SECURITY_TOKEN": ""}
    ),
    "environment, account": Case({**KEYS, "AWS_ACCOUNT_ID": "123456789012"}),
    "environment, blanks stay": Case({**KEYS, "AWS_ACCESS_KEY_ID": " AKID "}),
    "environment without secret": Case({"AWS_ACCESS_KEY_ID": "AKIDENV"}),
    "environment with empty secret": Case({**KEYS, "AWS_SECRET_ACCESS_KEY": ""}),
    "environment with empty key": Case({**KEYS, "AWS_ACCESS_KEY_ID": ""}),
    "environment, secret alone": Case({"AWS_SECRET_ACCESS_KEY": "s"}),
    "environment, token alone": Case({"AWS_SESSION_TOKEN": "s"}),
    "environment that expires": Case({**KEYS, "AWS_CREDENTIAL_EXPIRATION": FAR}, uses=2),
    "environment that has expired": Case(
        {**KEYS, "AWS_CREDENTIAL_EXPIRATION": "2020-01-02T03:04:05Z"}
    ),
    "environment with an odd expiration": Case({**KEYS, "AWS_CREDENTIAL_EXPIRATION": "sometime"}),
    "environment before credentials file": Case(KEYS, {CREDENTIALS: f"[default]\n{keys('FILE')}"}),
    "environment before a profile of the environment": Case(
        {**KEYS, "AWS_PROFILE": "a"}, {CREDENTIALS: f"[a]\n{keys('A')}"}
    ),
    "a chosen profile before the environment": Case(
        KEYS, {CREDENTIALS: f"[a]\n{keys('A')}"}, profile="a"
    ),
    "a chosen profile without keys, and the environment": Case(
        KEYS, {CREDENTIALS: "[a]\nregion = x\n"}, profile="a"
    ),
    "credentials file": Case({}, {CREDENTIALS: f"[default]\n{keys('FILE')}"}),
    "credentials file, token and account": Case(
        {},
        {
            CREDENTIALS: f"[default]\n{keys('FILE')}aws_session_token = t\n"
            "aws_security_token = old\naws_account_id = 123456789012\n"
        },
    ),
    "credentials file, one token": Case(
        {}, {CREDENTIALS: f"[default]\n{keys('FILE')}aws_session_token = t\n"}
    ),
    "credentials file, half": Case({}, {CREDENTIALS: "[default]\naws_access_key_id = A\n"}),
    "credentials file, other half": Case(
        {}, {CREDENTIALS: "[default]\naws_secret_access_key = A\n"}
    ),
    "credentials file, empty values": Case(
        {}, {CREDENTIALS: "[default]\naws_access_key_id =\naws_secret_access_key =\n"}
    ),
    "credentials file by variable": Case(
        {"AWS_SHARED_CREDENTIALS_FILE": "~/other"}, {"other": f"[default]\n{keys('OTHER')}"}
    ),
    "profile by variable": Case(
        {"AWS_PROFILE": "a"}, {CREDENTIALS: f"[default]\n{keys('D')}[a]\n{keys('A')}"}
    ),
    "profile by older variable": Case(
        {"AWS_PROFILE": "default", "AWS_DEFAULT_PROFILE": "a"},
        {CREDENTIALS: f"[default]\n{keys('D')}[a]\n{keys('A')}"},
    ),
    "config file": Case({}, {CONFIG: f"[default]\n{keys('CONFIG')}"}),
    "config file, half": Case({}, {CONFIG: "[default]\naws_access_key_id = A\n"}),
    "config file, tokens": Case(
        {},
        {CONFIG: f"[default]\n{keys('C')}aws_session_token = t\naws_security_token = old\n"},
    ),
    "config file, named": Case({"AWS_PROFILE": "a"}, {CONFIG: f"[profile a]\n{keys('A')}"}),
    "profile that is half a name": Case(
        {"AWS_PROFILE": "a b"}, {CONFIG: f"[profile 'a b']\n{keys('A')}"}
    ),
    "credentials file before config file": Case(
        {}, {CONFIG: f"[default]\n{keys('C')}", CREDENTIALS: f"[default]\n{keys('FILE')}"}
    ),
    "half in each file": Case(
        {},
        {
            CONFIG: "[default]\naws_secret_access_key = C\n",
            CREDENTIALS: "[default]\naws_access_key_id = FILE\n",
        },
    ),
    "default section of the credentials file": Case(
        {"AWS_PROFILE": "a"}, {CREDENTIALS: f"[DEFAULT]\n{keys('BASE')}[a]\nregion = x\n"}
    ),
    "process": Case({}, {CONFIG: "[default]\n" + prints(PROCESS)}),
    "process before config file": Case({}, {CONFIG: "[default]\n" + prints(PROCESS) + keys("C")}),
    "credentials file before process": Case(
        {},
        {CONFIG: "[default]\n" + prints(PROCESS), CREDENTIALS: f"[default]\n{keys('FILE')}"},
    ),
    "process in the credentials file": Case({}, {CREDENTIALS: "[default]\n" + prints(PROCESS)}),
    "process with token and account": Case(
        {},
        {
            CONFIG: "[default]\n"
            + prints(PROCESS[:-1] + ', "SessionToken": "t", "AccountId": "123456789012"}')
        },
    ),
    "process, account of the profile": Case(
        {}, {CONFIG: "[default]\naws_account_id = 999999999999\n" + prints(PROCESS)}
    ),
    "process that expires": Case(
        {}, {CONFIG: "[default]\n" + prints(PROCESS[:-1] + f', "Expiration": "{FAR}"}}')}, uses=2
    ),
    "process that expires without zone": Case(
        {},
        {CONFIG: "[default]\n" + prints(PROCESS[:-1] + ', "Expiration": "2099-01-02T03:04:05"}')},
    ),
    "process with an odd expiry": Case(
        {}, {CONFIG: "[default]\n" + prints(PROCESS[:-1] + ', "Expiration": "soon"}')}
    ),
    "process with an empty expiry": Case(
        {}, {CONFIG: "[default]\n" + prints(PROCESS[:-1] + ', "Expiration": ""}')}
    ),
    "process of a version that is true": Case(
        {}, {CONFIG: "[default]\n" + prints(PROCESS.replace("1", "true", 1))}
    ),
    "process of a version that is text": Case(
        {}, {CONFIG: "[default]\n" + prints(PROCESS.replace("1", '"1"', 1))}
    ),
    "process that prints no UTF-8": Case(
        {}, {CONFIG: "[default]\ncredential_process = printf '\\377'\n"}
    ),
    "process with an expiry that is a number": Case(
        {}, {CONFIG: "[default]\n" + prints(PROCESS[:-1] + ', "Expiration": 4071006245}')}
    ),
    "process that has expired": Case(
        {},
        {CONFIG: "[default]\n" + prints(PROCESS[:-1] + ', "Expiration": "2020-01-02T03:04:05Z"}')},
    ),
    "process, other version": Case(
        {}, {CONFIG: "[default]\n" + prints(PROCESS.replace("1", "2", 1))}
    ),
    "process, no version": Case({}, {CONFIG: "[default]\n" + prints("{}")}),
    "process, no key": Case({}, {CONFIG: "[default]\n" + prints('{"Version": 1}')}),
    "process, no secret": Case(
        {}, {CONFIG: "[default]\n" + prints('{"Version": 1, "AccessKeyId": "A"}')}
    ),
    "process, a list": Case({}, {CONFIG: "[default]\n" + prints("[1]")}),
    "process, no JSON": Case({}, {CONFIG: "[default]\n" + prints("what")}),
    "process that fails": Case(
        {}, {CONFIG: "[default]\ncredential_process = sh -c 'echo no luck >&2; exit 3'\n"}
    ),
    "process that is not there": Case(
        {}, {CONFIG: "[default]\ncredential_process = /nonexistent/program a b\n"}
    ),
    "process with an open quote": Case({}, {CONFIG: "[default]\ncredential_process = printf 'x\n"}),
    "process, empty": Case({}, {CONFIG: "[default]\ncredential_process =\n"}),
    "credential file of EC2's tools": Case(
        {"AWS_CREDENTIAL_FILE": "~/ec2"},
        {"ec2": "# x\n AWSAccessKeyId = AKIDEC2\nAWSSecretKey= ec2=secret \n"},
    ),
    "credential file of EC2's tools, half": Case(
        {"AWS_CREDENTIAL_FILE": "~/ec2"}, {"ec2": "AWSAccessKeyId=AKIDEC2\n"}
    ),
    "credential file of EC2's tools, missing": Case({"AWS_CREDENTIAL_FILE": "~/nowhere"}),
    "credential file of EC2's tools, empty": Case(
        {"AWS_CREDENTIAL_FILE": "~/ec2"}, {"ec2": "", ".boto": f"[Credentials]\n{keys('B')}"}
    ),
    "boto 2": Case({}, {".boto": f"[Credentials]\n{keys('BOTO')}"}),
    "boto 2 by variable": Case(
        {"BOTO_CONFIG": "$HOME/b.cfg"}, {"b.cfg": f"[Credentials]\n{keys('BOTO')}"}
    ),
    "boto 2, half": Case({}, {".boto": "[Credentials]\naws_access_key_id = x\n"}),
    "boto 2, another section": Case({}, {".boto": f"[Other]\n{keys('BOTO')}"}),
    "boto 2, broken": Case({"BOTO_CONFIG": "~/b.cfg"}, {"b.cfg": "no section\n"}),
    "boto 2 after the config file": Case(
        {}, {".boto": f"[Credentials]\n{keys('B')}", CONFIG: f"[default]\n{keys('C')}"}
    ),
    "metadata mode that is none": Case({**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv5"}),
    "metadata mode of the profile that is none": Case(
        KEYS, {CONFIG: "[default]\nec2_metadata_service_endpoint_mode = IPv5\n"}
    ),
    "metadata mode in capitals": Case({**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"}),
    "metadata endpoint that is none": Case(
        {**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "nonsense"}
    ),
    "metadata endpoint with an odd host": Case(
        {**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://a_b"}
    ),
    "metadata endpoint with a control character": Case(
        {**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://a\tb"}
    ),
    "metadata endpoint of IPv6": Case(
        {**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://[::1]:80/"}
    ),
    "metadata timeout that is none": Case({**KEYS, "AWS_METADATA_SERVICE_TIMEOUT": "soon"}),
    "metadata attempts that are none": Case({**KEYS, "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1.5"}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_same_is_found(case: Case, workers: Workers, cloud: CloudServer) -> None:
    workers.compare(case, cloud)
