#!/usr/bin/env python3
"""Check the licences, sources and duplicates of everything the lock files name.

Works offline: it asks `cargo metadata` and `cargo tree` about crates that are already fetched, and
reads requirements/. The policy is the data at the top of this file. Exit status: 0 if all is well,
1 when the policy is broken (each violation on a line), 2 when cargo cannot answer.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

# --- policy ---------------------------------------------------------------------------------------

# What a wheel under Apache-2.0 may link: permissive licences, and those on data tables.
ALLOWED_LICENCES = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CDLA-Permissive-2.0",  # the root certificates of webpki-roots
        "ISC",
        "MIT",
        "MIT-0",
        "Unicode-3.0",  # the Unicode tables behind internationalised host names
        "Unlicense",
        "Zlib",
    }
)

# What no wheel holds may have besides: libFuzzer's own licence, permissive too.
ALLOWED_FOR_FUZZING = ALLOWED_LICENCES | {"NCSA"}

ALLOWED_SOURCES = frozenset({"registry+https://github.com/rust-lang/crates.io-index"})

DENIED_CRATES: Mapping[str, str] = {
    "aws-lc-rs": "its first HTTPS call costs tens of milliseconds: ring is the provider",
    "aws-lc-sys": "see aws-lc-rs",
    "native-tls": "TLS is rustls's, the same on every platform",
    "openssl-sys": "a wheel must not need the system's OpenSSL",
}

# Only these may not be in the core: what `--no-default-features` builds knows nothing of Python.
DENIED_IN_CORE = frozenset({"pyo3", "pyo3-ffi", "pyo3-async-runtimes"})

# Two versions of one crate in a wheel cost size and build time: only for a reason given here.
ALLOWED_DUPLICATES: Mapping[str, str] = {
    "syn": "runs in the compiler only: the macros of tracing and of the AWS crates still use syn 2",
}

# The platform whose duplicates count; those of the others are printed and allowed.
PLATFORM = "x86_64-unknown-linux-gnu"

# --- licence expressions --------------------------------------------------------------------------

_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z0-9.+\-]+)|(?P<sign>[()/]))")


class LicenceError(ValueError):
    """A licence expression that cannot be read."""


def _tokens(expression: str) -> Iterator[str]:
    position = 0
    text = expression.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise LicenceError(f"cannot read licence {expression!r}")
        # Cargo's old way of saying OR.
        yield "OR" if match["sign"] == "/" else match["word"] or match["sign"]
        position = match.end()


def licence_allowed(expression: str, allowed: Iterable[str] = ALLOWED_LICENCES) -> bool:
    """Tell whether an SPDX expression can be satisfied with allowed licences alone.

    `OR` (and its old form `/`) needs one side, `AND` both; `AND` binds tighter. `A WITH B` is
    allowed when it is listed as such or when plain `A` is: an exception only ever grants more.

    Raises:
        LicenceError: the expression is empty or malformed.
    """
    permitted = frozenset(allowed)
    tokens = list(_tokens(expression))

    def take(*expected: str) -> bool:
        if tokens and tokens[0] in expected:
            del tokens[0]
            return True
        return False

    def word() -> str:
        if not tokens or tokens[0] in {"(", ")", "AND", "OR", "WITH"}:
            raise LicenceError(f"cannot read licence {expression!r}")
        return tokens.pop(0)

    def alternatives() -> bool:
        result = conjunction()
        while take("OR"):
            # Not `result or ...`: the right side must be read in any case.
            result |= conjunction()
        return result

    def conjunction() -> bool:
        result = licence()
        while take("AND"):
            result &= licence()
        return result

    def licence() -> bool:
        if take("("):
            result = alternatives()
            if not take(")"):
                raise LicenceError(f"unclosed parenthesis in licence {expression!r}")
            return result
        name = word()
        if take("WITH"):
            exception = word()
            return name in permitted or f"{name} WITH {exception}" in permitted
        return name in permitted

    result = alternatives()
    if tokens:
        raise LicenceError(f"cannot read licence {expression!r} from {tokens[0]!r}")
    return result


# --- crates ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crate:
    """One package of the lock file, as `cargo metadata` tells it."""

    id: str
    name: str
    version: str
    licence: str | None
    source: str | None
    """Where it comes from; None for this repository's own crate."""

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def crates(metadata: Mapping[str, Any]) -> list[Crate]:
    """Read the packages of `cargo metadata`'s answer, in order of name and version."""
    found = [
        Crate(
            id=package["id"],
            name=package["name"],
            version=package["version"],
            licence=package["license"],
            source=package["source"],
        )
        for package in metadata["packages"]
    ]
    return sorted(found, key=lambda crate: (crate.name, crate.version))


def shipped(metadata: Mapping[str, Any]) -> list[Crate]:
    """Keep the crates that the root reaches without dev-dependencies: what is behind a wheel."""
    resolve = metadata["resolve"]
    nodes = {node["id"]: node for node in resolve["nodes"]}
    reached: set[str] = set()
    pending: list[str] = [resolve["root"]]
    while pending:
        current = pending.pop()
        if current in reached:
            continue
        reached.add(current)
        pending.extend(
            dependency["pkg"]
            for dependency in nodes[current]["deps"]
            if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"])
        )
    return [crate for crate in crates(metadata) if crate.id in reached]


def licence_violations(
    found: Iterable[Crate], allowed: Iterable[str] = ALLOWED_LICENCES
) -> Iterator[str]:
    """Name each foreign crate whose licence is missing, unreadable or not allowed."""
    for crate in found:
        if crate.source is None:
            continue
        if crate.licence is None:
            yield f"{crate}: names no SPDX licence"
            continue
        try:
            if not licence_allowed(crate.licence, allowed):
                yield f"{crate}: licence {crate.licence!r} is not allowed"
        except LicenceError as error:
            yield f"{crate}: {error}"


def source_violations(found: Iterable[Crate], root: str) -> Iterator[str]:
    """Name each crate from anywhere but the registry; `root` is the id of this repository's own."""
    for crate in found:
        if crate.id != root and crate.source not in ALLOWED_SOURCES:
            yield f"{crate}: source {crate.source or 'a local path'} is not allowed"


def denied_violations(found: Iterable[Crate]) -> Iterator[str]:
    """Name each crate that must not be there at all."""
    for crate in found:
        if crate.name in DENIED_CRATES:
            yield f"{crate}: denied: {DENIED_CRATES[crate.name]}"


def duplicates(found: Iterable[Crate]) -> dict[str, list[str]]:
    """Map each crate that is there in several versions to these versions."""
    versions: defaultdict[str, list[str]] = defaultdict(list)
    for crate in found:
        versions[crate.name].append(crate.version)
    return {name: listed for name, listed in sorted(versions.items()) if len(listed) > 1}


def duplicate_violations(
    found: Iterable[Crate], allowed: Mapping[str, str] = ALLOWED_DUPLICATES
) -> Iterator[str]:
    """Name each duplicate without a reason, and each reason without a duplicate."""
    present = duplicates(found)
    for name, versions in present.items():
        if name not in allowed:
            yield f"{name}: {len(versions)} versions ({', '.join(versions)}) and no reason for them"
    for name in allowed:
        if name not in present:
            yield f"{name}: an allowed duplicate of which there is one version: remove the entry"


def core_violations(names: Iterable[str]) -> Iterator[str]:
    """Name each crate of the binding among the crates of the core."""
    for name in sorted(set(names) & DENIED_IN_CORE):
        yield f"{name}: in the core (--no-default-features), which must not know Python"


def fuzz_violations(shipped_lock: Iterable[Crate], fuzz_lock: Iterable[Crate]) -> Iterator[str]:
    """Check fuzz/Cargo.lock against Cargo.lock: what is fuzzed must be what is shipped."""
    locked = list(shipped_lock)
    names = {crate.name for crate in locked}
    known = {(crate.name, crate.version) for crate in locked}
    foreign = [crate for crate in fuzz_lock if crate.source is not None]
    for crate in foreign:
        if crate.name in names and (crate.name, crate.version) not in known:
            yield f"{crate}: in fuzz/Cargo.lock, and not the version of Cargo.lock"
    new = [crate for crate in foreign if crate.name not in names]
    yield from licence_violations(new, ALLOWED_FOR_FUZZING)
    yield from source_violations(new, root="")
    yield from denied_violations(new)


# --- requirements ---------------------------------------------------------------------------------

_PINNED = re.compile(r"[A-Za-z0-9._\-]+(\[[A-Za-z0-9,._\-]+\])?==[^\s;*]+(\s*;.*)?")


def requirement_violations(name: str, text: str) -> Iterator[str]:
    """Name each line of a compiled requirements file that lacks an exact version or its hashes."""
    for line in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = re.split(r"\s--hash=", line.split(" #")[0].strip())
        requirement = requirement.strip()
        if not requirement or requirement.startswith("#"):
            continue
        if not _PINNED.fullmatch(requirement):
            yield f"{name}: {requirement!r} is not pinned with =="
        elif not hashes:
            yield f"{name}: {requirement!r} has no hash"


def direct_violations(name: str, text: str) -> Iterator[str]:
    """Name each line of a requirements source (.in) that is not pinned or gives no reason."""
    for line in text.splitlines():
        requirement, _, reason = (part.strip() for part in line.partition("#"))
        if not requirement or requirement.startswith("-r "):
            continue
        if not _PINNED.fullmatch(requirement):
            yield f"{name}: {requirement!r} is not pinned with =="
        if not reason:
            yield f"{name}: {requirement!r} gives no reason"


# --- the check ------------------------------------------------------------------------------------


class CargoError(RuntimeError):
    """Cargo could not answer."""


def cargo(*arguments: str) -> str:
    """Run cargo on this repository, offline and as locked, and return what it printed.

    Raises:
        CargoError: cargo is missing or refused; the message is its own.
    """
    command = ["cargo", *arguments, "--locked", "--offline"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CargoError(f"cannot run cargo: {error}") from error
    if done.returncode != 0:
        raise CargoError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def violations(
    ask: Callable[..., str] = cargo, requirements: Path = ROOT / "requirements"
) -> Iterator[str]:
    """Check everything and name each violation.

    Raises:
        CargoError: cargo could not answer.
    """
    metadata = json.loads(ask("metadata", "--format-version", "1"))
    everything = crates(metadata)
    yield from licence_violations(everything)
    yield from source_violations(everything, metadata["resolve"]["root"])
    yield from denied_violations(everything)

    here = json.loads(ask("metadata", "--format-version", "1", "--filter-platform", PLATFORM))
    yield from duplicate_violations(shipped(here))

    tree = ask(
        "tree", "--no-default-features", "--edges", "normal", "--target", "all", "--prefix", "none"
    )
    yield from core_violations(line.split(" ")[0] for line in tree.splitlines() if line)

    fuzz = ask("metadata", "--format-version", "1", "--manifest-path", "fuzz/Cargo.toml")
    yield from fuzz_violations(everything, crates(json.loads(fuzz)))

    for path in sorted(requirements.glob("*.txt")):
        yield from requirement_violations(path.name, path.read_text(encoding="utf-8"))
    for path in sorted(requirements.glob("*.in")):
        yield from direct_violations(path.name, path.read_text(encoding="utf-8"))


def summary(ask: Callable[..., str] = cargo) -> str:
    """Say in one line what was checked, duplicates on the other platforms included."""
    metadata = json.loads(ask("metadata", "--format-version", "1"))
    here = json.loads(ask("metadata", "--format-version", "1", "--filter-platform", PLATFORM))
    elsewhere = duplicates(shipped(metadata)).keys() - duplicates(shipped(here)).keys()
    return (
        f"{len(crates(metadata))} crates in the lock file, {len(shipped(here))} behind a wheel for "
        f"{PLATFORM}: licences, sources and versions as the policy wants them "
        f"(twice on other platforms only: {', '.join(sorted(elsewhere)) or 'none'})"
    )


def main() -> int:
    """Print each violation, or one line when there is none; return the exit status."""
    try:
        found = list(violations())
        if not found:
            print(f"check_dependencies: {summary()}")
    except CargoError as error:
        print(f"check_dependencies: {error}", file=sys.stderr)
        return 2
    for violation in found:
        print(f"check_dependencies: {violation}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
