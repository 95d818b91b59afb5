"""Reading what the services that give credentials answer, errors above all, as botocore does."""

from __future__ import annotations

import json

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any
    from xml.etree.ElementTree import Element

    from ._http import Response
    from .services import Service


def read_error(service: Service, response: Response) -> dict[str, Any]:
    """A refusal: `Error` with `Code` and `Message`, `ResponseMetadata`, and modelled members."""
    body = response.body.strip()
    if response.status >= 500 and (not body or body.startswith(b"<html>")):
        from http.client import responses

        message = responses.get(response.status, "")
        error: dict[str, Any] = {
            "Error": {"Code": str(response.status), "Message": message},
            "ResponseMetadata": {},
        }
    else:
        error = _xml_error(response) if service.is_xml else _json_error(service, response)
    metadata = error.setdefault("ResponseMetadata", {})
    metadata["HTTPStatusCode"] = response.status
    metadata["HTTPHeaders"] = response.headers
    return error


def read_xml(body: bytes) -> Element:
    """An XML document.

    Raises:
        ResponseParserError: It is none. Its text stays out of the message, for it may hold keys.
    """
    from xml.etree.ElementTree import ParseError, XMLParser

    # Documents of AWS's services have no entities of their own to expand.
    parser = XMLParser(encoding="utf-8")  # noqa: S314
    try:
        parser.feed(body)
        return parser.close()
    except ParseError as error:
        from ..exceptions import ResponseParserError

        raise ResponseParserError(
            f"Unable to parse response ({error}), invalid XML received."
        ) from None


def children(element: Element | None) -> dict[str, Element]:
    """An element's children by their names without namespace."""
    return {} if element is None else {child.tag.rpartition("}")[2]: child for child in element}


def texts(element: Element | None) -> dict[str, str]:
    """The texts of an element's children."""
    return {name: child.text or "" for name, child in children(element).items()}


def _xml_error(response: Response) -> dict[str, Any]:
    root = children(read_xml(response.body))
    if "Errors" in root:
        root.update(children(root.pop("Errors")))
    error: dict[str, Any] = {}
    for name, element in root.items():
        if name == "RequestId":
            error["ResponseMetadata"] = {"RequestId": element.text or ""}
        else:
            error[name] = _value(element)
    return error


def _value(element: Element) -> Any:
    """An element's text, or its children by name."""
    if not len(element):
        return element.text or ""
    return {name: _value(child) for name, child in children(element).items()}


def _json_error(service: Service, response: Response) -> dict[str, Any]:
    document = read_json(response.body)
    code = document.get("__type", str(response.status))
    if "x-amzn-errortype" in response.headers:
        code = response.headers["x-amzn-errortype"]
    elif "code" in document or "Code" in document:
        code = document.get("code", document.get("Code", ""))
    if isinstance(code, str):
        code = code.partition(":")[0].rpartition("#")[2]
    error: dict[str, Any] = {
        "Error": {"Message": document.get("message", document.get("Message", "")), "Code": code},
        "ResponseMetadata": {},
    }
    if "x-amzn-requestid" in response.headers:
        error["ResponseMetadata"]["RequestId"] = response.headers["x-amzn-requestid"]
    if code in service.modeled:
        members = ("error", "reason", "error_description", "message")
        error.update({name: document[name] for name in members if document.get(name) is not None})
    return error


def read_json(body: bytes) -> dict[str, Any]:
    """A JSON document; text that is none becomes a message, as in botocore."""
    if not body:
        return {}
    text = body.decode("utf-8")
    try:
        document: dict[str, Any] = json.loads(text)
    except ValueError:
        return {"message": text}
    return document


def members(document: dict[str, Any]) -> dict[str, Any]:
    """What a structure says; a member that is null is not there."""
    return {name: value for name, value in document.items() if value is not None}
