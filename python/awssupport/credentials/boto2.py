"""The credential files of EC2's first command line tools and of boto 2."""

from __future__ import annotations

from ..settings import expand_path
from ..shared_config import parse_file
from . import Credentials
from .static_profile import ACCESS_KEY, SECRET_KEY, secret_of

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

EC2_METHOD = "ec2-credentials-file"
BOTO2_METHOD = "boto-config"
FEATURE_IDS = ("x",)


def load(environ: Mapping[str, str]) -> Credentials | None:
    """The keys of either file; ``None`` if neither has any.

    Raises:
        ConfigNotFound: `AWS_CREDENTIAL_FILE` names a file that cannot be read.
        ConfigParseError: boto 2's file cannot be read as one.
        PartialCredentialsError: boto 2's file has half of the keys.
        KeyError: EC2's file has half of the keys.
    """
    if "AWS_CREDENTIAL_FILE" in environ:
        found = _load_ec2(environ["AWS_CREDENTIAL_FILE"])
        if found is not None:
            return found
    return _load_boto2(environ)


def _load_ec2(path: str) -> Credentials | None:
    import os

    path = os.path.expanduser(path)  # noqa: PTH111 - leaves `~` where there is no home
    try:
        # The locale's encoding is botocore's choice.
        with open(path) as file:  # noqa: PTH123
            lines = file.read().splitlines()
    except OSError:
        from ..exceptions import ConfigNotFound

        raise ConfigNotFound(path=path) from None
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    keys = {name.strip(): value.strip() for name, value in pairs}
    if "AWSAccessKeyId" not in keys:
        return None
    return Credentials(keys["AWSAccessKeyId"], keys["AWSSecretKey"], method=EC2_METHOD)


def _load_boto2(environ: Mapping[str, str]) -> Credentials | None:
    paths = [environ["BOTO_CONFIG"]] if "BOTO_CONFIG" in environ else ["/etc/boto.cfg", "~/.boto"]
    for path in paths:
        keys = (parse_file(expand_path(path)) or {}).get("Credentials", {})
        if ACCESS_KEY in keys:
            secret_key = secret_of(keys, SECRET_KEY, BOTO2_METHOD)
            return Credentials(
                str(keys[ACCESS_KEY]), secret_key, method=BOTO2_METHOD, feature_ids=FEATURE_IDS
            )
    return None
