"""URLs that configuration gives."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import urlsplit

_HOST = re.compile(r"((?!-)[A-Z\d-]{1,63}(?<!-)\.)*((?!-)[A-Z\d-]{1,63}(?<!-))", re.IGNORECASE)
_LONGEST_HOST = 255
# urlsplit() drops these, so that a URL with them would pass for another.
_DROPPED = frozenset("\t\r\n")


def is_valid_url(url: str) -> bool:
    """Whether a URL has a host that could be one, by name or by address.

    Raises:
        ValueError: Its brackets do not match.
    """
    if _DROPPED.intersection(url):
        return False
    host = urlsplit(url).hostname
    if host is None:
        return False
    return _is_host_name(host) or _is_ipv6_address(host)


def _is_host_name(host: str) -> bool:
    return len(host) <= _LONGEST_HOST and _HOST.fullmatch(host.removesuffix(".")) is not None


def _is_ipv6_address(host: str) -> bool:
    try:
        IPv6Address(host.partition("%")[0])
    except ValueError:
        return False
    return True
