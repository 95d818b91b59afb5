from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools import check_dependencies as tool

CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"


def package(
    name: str, version: str = "1.0.0", licence: str | None = "MIT", source: str | None = CRATES_IO
) -> dict[str, Any]:
    return {
        "id": f"{name}@{version}",
        "name": name,
        "version": version,
        "license": licence,
        "source": source,
    }


def metadata(*packages: dict[str, Any], dev: tuple[str, ...] = ()) -> dict[str, Any]:
    """A `cargo metadata` answer whose root depends on each package; `dev`: for its tests only."""
    root = package("awssupport", source=None)
    nodes = [{"id": one["id"], "deps": []} for one in packages]
    deps = [
        {"pkg": one["id"], "dep_kinds": [{"kind": "dev" if one["name"] in dev else None}]}
        for one in packages
    ]
    return {
        "packages": [root, *packages],
        "resolve": {"root": root["id"], "nodes": [{"id": root["id"], "deps": deps}, *nodes]},
    }


def cargo_double(answer: dict[str, Any], tree: str = "awssupport v1.0.0\n") -> Callable[..., str]:
    def ask(command: str, *_: str) -> str:
        return tree if command == "tree" else json.dumps(answer)

    return ask


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("GPL-3.0", False),
        ("MIT OR GPL-3.0", True),
        ("GPL-3.0 OR MIT", True),
        ("GPL-3.0 OR LGPL-2.1", False),
        ("MIT AND GPL-3.0", False),
        ("MIT AND Apache-2.0", True),
        ("MIT/GPL-3.0", True),
        ("GPL-2.0 / GPL-3.0", False),
        ("(MIT OR GPL-3.0) AND Unicode-3.0", True),
        ("(MIT OR Apache-2.0) AND GPL-3.0", False),
        # AND binds tighter than OR, on either side.
        ("MIT OR Apache-2.0 AND GPL-3.0", True),
        ("GPL-3.0 AND MIT OR Apache-2.0", True),
        ("GPL-3.0 AND (MIT OR Apache-2.0)", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", True),
        ("GPL-2.0 WITH Classpath-exception-2.0", False),
        ("Apache-2.0 AND ISC AND (BSD-3-Clause OR OpenSSL)", True),
        ("  MIT ", True),
    ],
)
def test_licence_expression(expression: str, expected: bool) -> None:
    assert tool.licence_allowed(expression) is expected


def test_exception_can_be_what_makes_a_licence_allowed() -> None:
    allowed = {"GPL-2.0 WITH Classpath-exception-2.0"}
    assert tool.licence_allowed("GPL-2.0 WITH Classpath-exception-2.0", allowed)
    assert not tool.licence_allowed("GPL-2.0", allowed)


@pytest.mark.parametrize(
    "expression",
    ["", "MIT OR", "OR MIT", "MIT MIT", "(MIT", "MIT)", "MIT WITH", "MIT, ISC", "AND", "()", "/"],
)
def test_malformed_licence_is_an_error(expression: str) -> None:
    with pytest.raises(tool.LicenceError):
        tool.licence_allowed(expression)


def test_licences_of_foreign_crates_are_checked() -> None:
    found = tool.crates(
        metadata(
            package("good"),
            package("bad", licence="GPL-3.0"),
            package("none", licence=None),
            package("odd", licence="MIT,"),
        )
    )
    assert list(tool.licence_violations(found)) == [
        "bad 1.0.0: licence 'GPL-3.0' is not allowed",
        "none 1.0.0: names no SPDX licence",
        "odd 1.0.0: cannot read licence 'MIT,'",
    ]


def test_own_crate_needs_no_licence_check() -> None:
    assert list(tool.licence_violations(tool.crates(metadata()))) == []


def test_only_the_registry_is_a_source() -> None:
    answer = metadata(
        package("good"),
        package("forked", source="git+https://example.com/forked#0123"),
        package("local", source=None),
        package("mirror", source="registry+https://example.com/index"),
    )
    assert list(tool.source_violations(tool.crates(answer), answer["resolve"]["root"])) == [
        "forked 1.0.0: source git+https://example.com/forked#0123 is not allowed",
        "local 1.0.0: source a local path is not allowed",
        "mirror 1.0.0: source registry+https://example.com/index is not allowed",
    ]


@pytest.mark.parametrize("name", sorted(tool.DENIED_CRATES))
def test_denied_crate(name: str) -> None:
    [violation] = tool.denied_violations(tool.crates(metadata(package("good"), package(name))))
    assert violation.startswith(f"{name} 1.0.0: denied: ")


def test_duplicate_needs_a_reason() -> None:
    twice = package("twice", "1.0.0"), package("twice", "2.0.0")
    found = tool.crates(metadata(*twice, package("once")))
    assert list(tool.duplicate_violations(found, {})) == [
        "twice: 2 versions (1.0.0, 2.0.0) and no reason for them"
    ]
    assert list(tool.duplicate_violations(found, {"twice": "because"})) == []


def test_reason_without_duplicate_must_go() -> None:
    [violation] = tool.duplicate_violations(tool.crates(metadata(package("once"))), {"once": "old"})
    assert violation.startswith("once: an allowed duplicate")


def test_shipped_leaves_out_what_only_tests_need() -> None:
    answer = metadata(package("wanted"), package("proptest"), dev=("proptest",))
    assert [crate.name for crate in tool.shipped(answer)] == ["awssupport", "wanted"]


def test_shipped_follows_dependencies_of_dependencies() -> None:
    answer = metadata(package("direct"))
    answer["packages"] += [package("built"), package("deep"), package("unrelated")]
    answer["resolve"]["nodes"][1]["deps"] = [
        {"pkg": "built@1.0.0", "dep_kinds": [{"kind": "build"}]},
        {"pkg": "deep@1.0.0", "dep_kinds": [{"kind": "dev"}, {"kind": None}]},
    ]
    answer["resolve"]["nodes"] += [
        {"id": f"{name}@1.0.0", "deps": []} for name in ("built", "deep", "unrelated")
    ]
    names = [crate.name for crate in tool.shipped(answer)]
    assert names == ["awssupport", "built", "deep", "direct"]


def test_binding_is_not_in_the_core() -> None:
    assert list(tool.core_violations(["bytes", "pyo3-like"])) == []
    [violation] = tool.core_violations(["bytes", "pyo3", "pyo3"])
    assert violation.startswith("pyo3: in the core")


def test_what_is_fuzzed_is_what_is_shipped() -> None:
    locked = tool.crates(metadata(package("same"), package("other", "1.2.0")))
    fuzzed = metadata(
        package("same"),
        package("other", "1.3.0"),
        package("libfuzzer-sys", licence="MIT AND NCSA"),
        package("openssl-sys", source="git+https://example.com/x"),
        package("strange", licence="GPL-3.0-only"),
    )
    assert list(tool.fuzz_violations(locked, tool.crates(fuzzed))) == [
        "other 1.3.0: in fuzz/Cargo.lock, and not the version of Cargo.lock",
        "strange 1.0.0: licence 'GPL-3.0-only' is not allowed",
        "openssl-sys 1.0.0: source git+https://example.com/x is not allowed",
        "openssl-sys 1.0.0: denied: a wheel must not need the system's OpenSSL",
    ]


def test_compiled_requirements_are_pinned_and_hashed() -> None:
    text = (
        "# made by a tool\n"
        "good==1.0 ; python_full_version < '3.11' \\\n"
        "    --hash=sha256:00 \\\n"
        "    --hash=sha256:01\n"
        "extra[all]==1.0 --hash=sha256:00  # why\n"
        "loose>=1.0 --hash=sha256:00\n"
        "wild==1.* --hash=sha256:00\n"
        "bare\n"
        "unhashed==1.0\n"
    )
    assert list(tool.requirement_violations("x.txt", text)) == [
        "x.txt: 'loose>=1.0' is not pinned with ==",
        "x.txt: 'wild==1.*' is not pinned with ==",
        "x.txt: 'bare' is not pinned with ==",
        "x.txt: 'unhashed==1.0' has no hash",
    ]


def test_direct_requirements_are_pinned_and_give_a_reason() -> None:
    text = "# heading\n-r other.in\n\ngood==1.0  # because\nloose  # because\nsilent==1.0\n"
    assert list(tool.direct_violations("x.in", text)) == [
        "x.in: 'loose' is not pinned with ==",
        "x.in: 'silent==1.0' gives no reason",
    ]


def test_everything_together(tmp_path: Path) -> None:
    (tmp_path / "dev.txt").write_text("loose\n", encoding="utf-8")
    (tmp_path / "dev.in").write_text("silent==1.0\n", encoding="utf-8")
    answer = metadata(package("twice", "1.0.0"), package("twice", "2.0.0"), package("openssl-sys"))
    found = list(tool.violations(cargo_double(answer, "awssupport v1\npyo3 v1\n"), tmp_path))
    assert [violation.split(":")[0] for violation in found] == [
        "openssl-sys 1.0.0",
        "twice",
        *tool.ALLOWED_DUPLICATES,
        "pyo3",
        "dev.txt",
        "dev.in",
    ]


def test_summary_names_what_is_twice_elsewhere() -> None:
    everywhere = metadata(package("twice", "1.0.0"), package("twice", "2.0.0"))
    here = metadata(package("twice", "1.0.0"))

    def ask(*arguments: str) -> str:
        return json.dumps(here if "--filter-platform" in arguments else everywhere)

    assert "twice on other platforms only: twice" in tool.summary(ask)
    assert "3 crates in the lock file, 2 behind a wheel" in tool.summary(ask)


def test_clean_policy_has_a_reason_for_each_exception() -> None:
    assert all(tool.DENIED_CRATES.values())
    assert all(tool.ALLOWED_DUPLICATES.values())


def test_requirements_of_this_repository() -> None:
    for path in sorted((tool.ROOT / "requirements").glob("*.txt")):
        assert list(tool.requirement_violations(path.name, path.read_text(encoding="utf-8"))) == []


def test_cargo_refusal_is_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tool.main() == 2
    assert "cannot run cargo" in capsys.readouterr().err
