"""Strings of which there are only so many, as types; named as in ``mypy-boto3-support``."""

from typing import Literal, TypeAlias

DescribeCasesPaginatorName: TypeAlias = Literal["describe_cases"]
DescribeCommunicationsPaginatorName: TypeAlias = Literal["describe_communications"]
PaginatorName: TypeAlias = Literal["describe_cases", "describe_communications"]
ServiceName: TypeAlias = Literal["support"]
SupportServiceName: TypeAlias = Literal["support"]
UploadStatusType: TypeAlias = Literal["attachment-not-ready", "attachment-ready", "failed"]
