"""TLS contexts of servers with certificates made for a test."""

from __future__ import annotations

import ssl

import trustme


def context_for(authority: trustme.CA, *names: str, asks: bool = False) -> ssl.SSLContext:
    """A server of these names; with ``asks`` only for clients whom the authority certifies."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    if asks:
        context.verify_mode = ssl.CERT_REQUIRED
        authority.configure_trust(context)
    return context
