"""Strings of which there are only so many, as types; named as in ``mypy-boto3-support``.

Each is written as a union, since that is what ``stubtest`` can compare with what is there at run
time: of single strings, and where there is but one, of it and the type that has no values. Type
checkers take ``Literal["a", "b"]`` for the first, and ``Literal["a"]`` for the second.
"""

# ruff: noqa: PYI030, RUF020 - unions that could be written shorter, for the reason above

from typing import Literal, NoReturn, TypeAlias

DescribeCasesPaginatorName: TypeAlias = Literal["describe_cases"] | NoReturn

DescribeCommunicationsPaginatorName: TypeAlias = Literal["describe_communications"] | NoReturn

PaginatorName: TypeAlias = Literal["describe_cases"] | Literal["describe_communications"]

ServiceName: TypeAlias = Literal["support"] | NoReturn

SupportServiceName: TypeAlias = Literal["support"] | NoReturn

UploadStatusType: TypeAlias = (
    Literal["attachment-not-ready"] | Literal["attachment-ready"] | Literal["failed"]
)
