"""Strings of which there are only so many, as types; named as in ``mypy-boto3-support``.

Each is a union of single strings, so that ``stubtest`` can compare it with what is there at run
time; type checkers take ``Literal["a", "b"]`` for the same.
"""

from typing import Literal, TypeAlias

PaginatorName: TypeAlias = Literal["describe_cases"] | Literal["describe_communications"]  # noqa: PYI030

UploadStatusType: TypeAlias = (
    Literal["attachment-not-ready"] | Literal["attachment-ready"] | Literal["failed"]  # noqa: PYI030
)
