"""Presigned links, used as any HTTP client would."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

TIMEOUT = 30.0


@dataclass(frozen=True)
class Answer:
    """Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def refusal(self) -> tuple[int, str | None]:
        """Status and S3 error code."""
        return self.status, ElementTree.fromstring(self.body).findtext("Code")


def use(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Use a link exactly as it was given."""
    parts = urlsplit(url)
    assert parts.scheme == "http"
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body, dict(headers or {}))
        response = connection.getresponse()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, received, response.read())
    finally:
        connection.close()


def put_part(link: Mapping[str, Any], data: bytes) -> str:
    """Upload the part of `data`, the whole file in parts of 10 bytes, that `link` is for."""
    index = link["partIndex"]
    answer = use("PUT", link["url"], data[(index - 1) * 10 : index * 10])
    assert answer.status == 200
    return answer.headers["etag"]


def upload(client: Any, name: str, data: bytes) -> str:
    """Upload a file of at most 100 bytes to a server with parts of 10; returns the upload id."""
    answer = client.get_attachment_upload_links(fileName=name, fileSizeBytes=len(data))
    done = [
        {"partIndex": link["partIndex"], "eTag": put_part(link, data)}
        for link in answer["uploadUrls"]
    ]
    client.complete_attachment_upload(uploadId=answer["uploadId"], completedUploads=done)
    return str(answer["uploadId"])
