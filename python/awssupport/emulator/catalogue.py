"""What a case can be about: services, categories, severities, languages, contact options.

A small believable selection. The codes are the service's, the rest is in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import invalid_value

DEFAULT_SERVICE = "general-info"
DEFAULT_CATEGORY = "other"
DEFAULT_SEVERITY = "low"
DEFAULT_LANGUAGE = "en"
DEFAULT_ISSUE_TYPE = "technical"
ISSUE_TYPES = ("customer-service", "technical")

LANGUAGES: Mapping[str, tuple[str, str]] = {
    "en": ("ENGLISH", "English"),
    "ja": ("JAPANESE", "日本語"),
    "zh": ("CHINESE", "中文"),
    "ko": ("KOREAN", "한국어"),
    "es": ("SPANISH", "Español"),
    "pt": ("PORTUGUESE", "Português"),
    "fr": ("FRENCH", "Français"),
    "tr": ("TURKISH", "Türkçe"),
}
"""ISO 639-1 code -> name in English capitals, name in itself."""

SEVERITY_NAMES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "low": "Low",
        "normal": "Normal",
        "high": "High",
        "urgent": "Urgent",
        "critical": "Critical",
    },
    "ja": {"low": "低", "normal": "標準", "high": "高", "urgent": "緊急", "critical": "最重要"},
    "zh": {"low": "低", "normal": "一般", "high": "高", "urgent": "紧急", "critical": "严重"},
    "ko": {"low": "낮음", "normal": "보통", "high": "높음", "urgent": "긴급", "critical": "심각"},
}
"""Language -> severity code -> name; other languages see the English names."""

_COMMON = {"general-guidance": "General Guidance", "other": "Other"}

SERVICES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "general-info": (
        "General Info and Getting Started",
        {"using-aws": "Using AWS", "how-to": "How To", **_COMMON},
    ),
    "customer-account": (
        "Account",
        {"activation": "Activation", "security": "Security", "other-account-issues": "Other"},
    ),
    "billing": ("Billing", {"charge-inquiry": "Charge Inquiry", "refund": "Refund", **_COMMON}),
    "service-limit-increase": ("Service Limit Increase", {"ec2-instances": "EC2", **_COMMON}),
    "amazon-elastic-compute-cloud-linux": (
        "Elastic Compute Cloud (EC2 - Linux)",
        {"instance-issue": "Instance Issue", "network": "Network", **_COMMON},
    ),
    "amazon-elastic-compute-cloud-windows": (
        "Elastic Compute Cloud (EC2 - Windows)",
        {"instance-issue": "Instance Issue", "remote-desktop": "Remote Desktop", **_COMMON},
    ),
    "amazon-simple-storage-service": (
        "Simple Storage Service (S3)",
        {"performance": "Performance", "permissions": "Permissions", **_COMMON},
    ),
    "amazon-relational-database-service-aurora": (
        "Relational Database Service (Aurora)",
        {"performance": "Performance", "connectivity": "Connectivity", **_COMMON},
    ),
    "amazon-dynamodb": ("DynamoDB", {"throttling": "Throttling", **_COMMON}),
    "amazon-cloudfront": ("CloudFront", {"distribution-issue": "Distribution", **_COMMON}),
    "amazon-virtual-private-cloud": ("Virtual Private Cloud", {"routing": "Routing", **_COMMON}),
    "aws-lambda": ("Lambda", {"invocation": "Invocation", "deployment": "Deployment", **_COMMON}),
    "aws-identity-and-access-management": (
        "Identity and Access Management",
        {"access-denied": "Access Denied", **_COMMON},
    ),
}
"""Service code -> name, categories by code."""

_AROUND_THE_CLOCK = ("00:00:00.000", "23:59:59.999")
_BUSINESS_HOURS = ("09:00:00.000", "18:00:00.000")
_BEST_EFFORT = frozenset({"tr", "fr", "pt", "es"})


@dataclass(frozen=True)
class CaseOptions:
    """How a case of some kind can be raised; `hours` are (start, end) by communication type."""

    availability: str
    hours: Mapping[str, tuple[str, str]]


class Catalogue:
    """The services of the account. Not locked: its owner, the state, is."""

    def __init__(self) -> None:
        self._services = {
            code: (name, dict(categories)) for code, (name, categories) in SERVICES.items()
        }

    def add_service(self, code: str, name: str, categories: Mapping[str, str]) -> None:
        """Add or replace a service; `categories` maps codes to names."""
        self._services[code] = (name, dict(categories))

    def services(self, codes: list[str] | None) -> dict[str, tuple[str, dict[str, str]]]:
        """Those services of `codes` that exist, or all when that is empty or None."""
        return {code: entry for code, entry in self._services.items() if not codes or code in codes}

    def check_codes(self, service: str | None, category: str | None) -> None:
        """Raise InvalidParameterValueException for an unknown service or category.

        A category without a service is one of the default service.
        """
        known = self._services.get(DEFAULT_SERVICE if service is None else service)
        if known is None:
            raise invalid_value(f"The service code {service!r} is not valid.")
        if category is not None and category not in known[1]:
            raise invalid_value(f"The category code {category!r} is not valid for the service.")


def check_severity(code: str | None) -> None:
    """Raise InvalidParameterValueException for a severity that does not exist."""
    if code is not None and code not in SEVERITY_NAMES[DEFAULT_LANGUAGE]:
        raise invalid_value(f"The severity code {code!r} is not valid.")


def check_language(code: str | None) -> None:
    """Raise InvalidParameterValueException for a language that Support does not speak."""
    if code is not None and code not in LANGUAGES:
        raise invalid_value(f"The language {code!r} is not supported.")


def check_issue_type(issue_type: str | None) -> None:
    """Raise InvalidParameterValueException unless it is customer-service or technical."""
    if issue_type is not None and issue_type not in ISSUE_TYPES:
        raise invalid_value(f"The issue type {issue_type!r} is not valid.")


def severity_names(language: str | None) -> Mapping[str, str]:
    """Severity code -> name in `language`, least severe first."""
    return SEVERITY_NAMES.get(language or DEFAULT_LANGUAGE, SEVERITY_NAMES[DEFAULT_LANGUAGE])


def case_options(issue_type: str, language: str) -> CaseOptions:
    """English is served by chat, phone and web around the clock; some languages by web alone."""
    if language in _BEST_EFFORT:
        return CaseOptions("best_effort", {"web": _AROUND_THE_CLOCK})
    if language == DEFAULT_LANGUAGE:
        return CaseOptions("available", dict.fromkeys(("chat", "call", "web"), _AROUND_THE_CLOCK))
    spoken = _AROUND_THE_CLOCK if issue_type == DEFAULT_ISSUE_TYPE else _BUSINESS_HOURS
    return CaseOptions("available", {"call": spoken, "web": _AROUND_THE_CLOCK})
