"""The proxies that the environment names, as :mod:`urllib.request` reads them.

That module is imported only where the operating system has proxies of its own: importing it takes
longer than all the rest of a client.
"""

from __future__ import annotations

import os
import sys

_SUFFIX = "_proxy"
_SYSTEMS_WITH_PROXIES = frozenset({"darwin", "win32"})


def environment_proxies(url: str) -> dict[str, str]:
    """The proxies by scheme for requests to ``url``; none if ``NO_PROXY`` exempts its host.

    Variables in small letters come before those in capitals; ``HTTP_PROXY`` in capitals does not
    count in a CGI program, where a request could set it.
    """
    if not any(name[-6:].lower() == _SUFFIX for name in os.environ):
        return _system_proxies(url)
    proxies = _proxies_of_variables()
    if not proxies:
        return _system_proxies(url)
    return {} if _is_exempt(_network_location(url), proxies) else proxies


def _proxies_of_variables() -> dict[str, str]:
    """By scheme, ``no`` among them. An empty variable in small letters takes back the other."""
    variables = [
        (name[:-6].lower(), name, value)
        for name, value in os.environ.items()
        if name[-6:].lower() == _SUFFIX and len(name) > len(_SUFFIX)
    ]
    proxies = {scheme: value for scheme, _, value in variables if value}
    if "REQUEST_METHOD" in os.environ:
        proxies.pop("http", None)
    for scheme, name, value in variables:
        if name[-6:] == _SUFFIX:
            if value:
                proxies[scheme] = value
            else:
                proxies.pop(scheme, None)
    return proxies


def _network_location(url: str) -> str:
    """What stands between ``//`` and the path."""
    location = url.partition("//")[2]
    for end in "/?#":
        location = location.partition(end)[0]
    return location


def _is_exempt(location: str, proxies: dict[str, str]) -> bool:
    """Whether a suffix in ``NO_PROXY`` matches the host, with or without its port."""
    exemptions = proxies.get("no", "")
    if exemptions == "*":
        return True
    location = location.lower()
    host, colon, port = location.rpartition(":")
    host = host if colon and not port.strip("0123456789") else location
    for exemption in filter(None, map(str.strip, exemptions.split(","))):
        name = exemption.lstrip(".").lower()
        if any(text == name or text.endswith(f".{name}") for text in (host, location)):
            return True
    return False


def _system_proxies(url: str) -> dict[str, str]:
    if sys.platform not in _SYSTEMS_WITH_PROXIES:
        return {}
    from urllib.request import getproxies, proxy_bypass

    return {} if proxy_bypass(_network_location(url)) else getproxies()
