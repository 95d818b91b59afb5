"""All faults, by family, in the order of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import (
    attacks,
    bodies,
    breaks,
    framing,
    large,
    proxies,
    repairs,
    silence,
    statuses,
    tls,
    uploads,
)
from .fault import Fault

FAMILIES: Mapping[str, Sequence[Fault]] = {
    "Refusals of the service": statuses.FAULTS,
    "Connections that fail or break": breaks.FAULTS,
    "Repairs, and limits that are not hammered": repairs.FAULTS,
    "Silence": silence.FAULTS,
    "Uploads": uploads.FAULTS,
    "TLS": tls.FAULTS,
    "Proxies": proxies.FAULTS,
    "Answers without end": large.FAULTS,
    "Odd HTTP": framing.FAULTS,
    "Odd bodies": bodies.FAULTS,
    "Redirects and injection": attacks.FAULTS,
}

FAULTS = {fault.name: fault for faults in FAMILIES.values() for fault in faults}

if len(FAULTS) != sum(len(faults) for faults in FAMILIES.values()):
    raise ValueError("two faults have the same name")
