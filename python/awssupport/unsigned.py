"""``UNSIGNED``: what a Config, or a ``choose-signer`` handler, says of requests without a
signature."""

from __future__ import annotations

import sys


class _Unsigned:
    """The class of :data:`UNSIGNED`, of which there is one object."""

    def __copy__(self) -> _Unsigned:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> _Unsigned:
        return self

    def __reduce__(self) -> str:
        return "UNSIGNED"

    def __repr__(self) -> str:
        return "UNSIGNED"


#: Asks for requests without a signature; botocore's object of this name means the same.
UNSIGNED = _Unsigned()


def is_unsigned(signature_version: object) -> bool:
    """Whether a signature version says not to sign: ours or ``botocore.UNSIGNED``."""
    if signature_version is None or isinstance(signature_version, str):
        return False
    return signature_version is UNSIGNED or signature_version is _botocore_unsigned()


def unsigned() -> object:
    """What tells handlers that a request is not signed: botocore's, which they may compare with,
    if it is there."""
    return _botocore_unsigned() or UNSIGNED


def _botocore_unsigned() -> object:
    return getattr(sys.modules.get("botocore"), "UNSIGNED", None)
