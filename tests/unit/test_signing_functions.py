"""Signatures for the package's own requests: of Signature Version 4, and of `aws login`'s keys."""

from __future__ import annotations

import base64
import hashlib

import pytest

from awssupport._awssupport import es256_public_key, sign_es256, sign_request
from awssupport.exceptions import HTTPClientError

#: The example key of RFC 7515, appendix A.3.
D = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"

#: NIST P-256.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=")


def number(digits: bytes) -> int:
    return int.from_bytes(digits, "big")


def sec1() -> bytes:
    point = b"\x04" + decoded(X) + decoded(Y)
    curve = bytes.fromhex("a00a06082a8648ce3d030107")
    return (
        bytes.fromhex("30770201010420") + decoded(D) + curve + bytes.fromhex("a144034200") + point
    )


def pem() -> bytes:
    text = base64.encodebytes(sec1()).replace(b"\n", b"")
    lines = b"\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return b"-----BEGIN EC PRIVATE KEY-----\n" + lines + b"\n-----END EC PRIVATE KEY-----\n"


def added(p: tuple[int, int] | None, q: tuple[int, int] | None) -> tuple[int, int] | None:
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    if p == q:
        slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def multiplied(k: int, point: tuple[int, int]) -> tuple[int, int] | None:
    total, addend = None, point
    while k:
        if k & 1:
            total = added(total, addend)
        addend = added(addend, addend) or addend
        k >>= 1
    return total


def is_signature(message: bytes, signature: bytes) -> bool:
    """ECDSA's verification, straight from its definition."""
    r, s = number(signature[:32]), number(signature[32:])
    digest = number(hashlib.sha256(message).digest())
    public = number(decoded(X)), number(decoded(Y))
    inverse = pow(s, -1, N)
    point = added(multiplied(digest * inverse % N, G), multiplied(r * inverse % N, public))
    return point is not None and point[0] % N == r


@pytest.mark.parametrize("key", [pem(), sec1()], ids=["PEM", "DER"])
def test_es256(key: bytes) -> None:
    signature = sign_es256(key, b"header.payload")
    assert len(signature) == 64
    assert is_signature(b"header.payload", signature)
    assert not is_signature(b"header.Payload", signature)
    assert es256_public_key(key) == (decoded(X), decoded(Y))


@pytest.mark.parametrize("key", [b"", b"no key", pem()[:60], sec1()[:-1]])
def test_es256_keys_that_are_none(key: bytes) -> None:
    for use in (lambda: sign_es256(key, b"x"), lambda: es256_public_key(key)):
        with pytest.raises(ValueError, match="the private key is n") as caught:
            use()
        assert "MHcCAQ" not in str(caught.value)


def test_a_signed_request_names_the_time_and_the_token() -> None:
    keys = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    arguments = ("https://sts.amazonaws.com/", [("Content-Type", "text/plain")], b"body")
    plain = dict(sign_request(*arguments, (*keys, None), "us-east-1", "sts", 1767323045))
    assert list(plain) == ["X-Amz-Date", "Authorization"]
    assert plain["X-Amz-Date"] == "20260102T030405Z"
    assert "/20260102/us-east-1/sts/aws4_request" in plain["Authorization"]
    assert "SignedHeaders=content-type;host;x-amz-date," in plain["Authorization"]
    assert dict(sign_request(*arguments, (*keys, ""), "us-east-1", "sts", 1767323045)) == plain
    token = dict(sign_request(*arguments, (*keys, "t"), "us-east-1", "sts", 1767323045))
    assert list(token) == ["X-Amz-Date", "X-Amz-Security-Token", "Authorization"]
    now = dict(sign_request(*arguments, (*keys, None), "us-east-1", "sts"))
    assert now["X-Amz-Date"] != plain["X-Amz-Date"]


def test_requests_that_cannot_be_signed() -> None:
    with pytest.raises(HTTPClientError) as caught:
        sign_request("http://h/", [("X-A", "1\n2")], b"", ("A", "secret", None), "r", "s", 0)
    assert "secret" not in str(caught.value)
    with pytest.raises(ValueError, match="URL"):
        sign_request("none", [], b"", ("A", "s", None), "r", "s", 0)
    with pytest.raises(ValueError, match="too far"):
        sign_request("http://h/", [], b"", ("A", "s", None), "r", "s", 2**64 - 1)
