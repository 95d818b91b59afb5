"""The methods of a client: signatures, documentation, what they pass on, and to whom."""

from __future__ import annotations

import base64
import inspect
import pydoc
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import botocore.session
import pytest

import awssupport
from awssupport.operations import ABSENT, OPERATION_NAMES, PAGEABLE
from awssupport.support import Support

from .processes import run_in_child

MODEL = botocore.session.Session().get_service_model("support")
METHODS = {
    method: MODEL.operation_model(operation) for method, operation in OPERATION_NAMES.items()
}
PACKAGE_ROOT = str(Path(awssupport.__file__).parents[1])

methods = pytest.mark.parametrize(("method", "model"), METHODS.items(), ids=METHODS)


@pytest.fixture
def client() -> Any:
    """A client that is never used to send anything."""
    return awssupport.client(
        "support", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )


@pytest.fixture
def calls(client: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What ``_make_api_call`` was given, instead of being called."""
    made: list[tuple[str, dict[str, Any]]] = []

    def record(operation_name: str, api_params: dict[str, Any]) -> dict[str, Any]:
        made.append((operation_name, api_params))
        return {"n": len(made)}

    monkeypatch.setattr(client, "_make_api_call", record)
    return made


# Calls --------------------------------------------------------------------------------------


@methods
def test_every_method_goes_through_make_api_call(
    client: Any, calls: list[Any], method: str, model: Any
) -> None:
    assert getattr(client, method)(z=1, a=None, _=b"") == {"n": 1}
    assert calls == [(model.name, {"z": 1, "a": None, "_": b""})]
    assert list(calls[0][1]) == ["z", "a", "_"]


@methods
def test_replaced_for_all_clients(client: Any, method: str, model: Any) -> None:
    """The way in which tests of programs replace it."""
    with mock.patch("awssupport.support.Support._make_api_call", return_value={}) as replaced:
        getattr(client, method)(x=1)
    replaced.assert_called_once_with(model.name, {"x": 1})


@methods
def test_positional_arguments(client: Any, calls: list[Any], method: str, model: Any) -> None:
    for arguments in (("x",), (None,), ({"a": 1}, 2)):
        with pytest.raises(TypeError) as caught:
            getattr(client, method)(*arguments)
        assert str(caught.value) == f"{method}() only accepts keyword arguments."
    assert calls == []


@methods
def test_unknown_keywords_and_none_are_validated(client: Any, method: str, model: Any) -> None:
    member = next(iter(model.input_shape.members))
    with pytest.raises(awssupport.exceptions.ParamValidationError) as caught:
        getattr(client, method)(**{"noSuchMember": 1, member: None})
    report = caught.value.kwargs["report"]
    allowed = ", ".join(model.input_shape.members)
    assert f'Unknown parameter in input: "noSuchMember", must be one of: {allowed}' in report
    assert f"Invalid type for parameter {member}, value: None" in report


def test_subclass_may_replace_make_api_call() -> None:
    class Recording(Support):
        def _make_api_call(self, operation_name: str, api_params: Any) -> Any:
            return operation_name, api_params

    answer: Any = Recording(mock.Mock()).resolve_case(caseId="c")
    assert answer == ("ResolveCase", {"caseId": "c"})


def test_warning_points_at_the_caller(make_client: Callable[..., Any]) -> None:
    client = make_client()
    encoded = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(60))
    with pytest.warns(awssupport.DoubleBase64Warning) as caught:
        client.add_attachments_to_set(attachments=[{"data": encoded}])
    assert [warning.filename for warning in caught] == [__file__]
    source = Path(__file__).read_text().splitlines()[caught[0].lineno - 1]
    assert source.strip() == 'client.add_attachments_to_set(attachments=[{"data": encoded}])'


# Names, signatures, documentation -----------------------------------------------------------


@methods
def test_names(client: Any, method: str, model: Any) -> None:
    bound = getattr(client, method)
    assert bound.__name__ == method
    assert bound.__qualname__.endswith(f"Operations.{method}")
    assert bound.__module__.startswith("awssupport.operations.")
    assert bound.__self__ is client


@methods
def test_signature(client: Any, method: str, model: Any) -> None:
    parameters = inspect.signature(getattr(client, method)).parameters
    assert list(parameters) == list(model.input_shape.members)
    for name, parameter in parameters.items():
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        required = name in model.input_shape.required_members
        assert parameter.default is (inspect.Parameter.empty if required else ABSENT)
    assert "Absent" not in str(inspect.signature(getattr(client, method)))


def section(text: str, title: str) -> str:
    """A section of a docstring, without its indentation."""
    match = re.search(rf"^{title}:\n(.*?)(?=^\S|\Z)", text, re.DOTALL | re.MULTILINE)
    assert match is not None, f"no {title}"
    return textwrap.dedent(match[1])


@methods
def test_documentation(client: Any, method: str, model: Any) -> None:
    text = inspect.getdoc(getattr(client, method))
    assert text is not None
    assert re.match(r"[A-Z][^\n]*[.,]", text), "no summary"
    arguments = section(text, "Keyword Args")
    described = dict(re.findall(r"^(\w+) \([^)]*\): (.*)$", arguments, re.MULTILINE))
    assert list(described) == list(model.input_shape.members)
    required = [name for name, words in described.items() if words.startswith("Required. ")]
    assert required == [name for name in described if name in model.input_shape.required_members]
    for shape in structures(model.input_shape):
        for name, member in shape.members.items():
            assert f"``{name}``" in arguments or shape is model.input_shape
            for limit in ("min", "max"):
                value = member.metadata.get(limit, 0)
                if value > 1 and (member.type_name != "string" or limit == "max"):
                    assert str(value) in arguments, f"{name}: {limit} {value}"
    answer = section(text, "Returns")
    for shape in structures(model.output_shape):
        for name in shape.members:
            # Structures that two operations have in common are told once.
            assert f"``{name}``" in answer or "as in ``" in answer, name
    errors = re.findall(r"^(\w+): \S", section(text, "Raises"), re.MULTILINE)
    expected = {shape.name for shape in model.error_shapes} | {"ParamValidationError"}
    assert set(errors) - {"OSError"} == expected | {"ClientError"}
    assert f"client.{method}(" in text or f'"{method}"' in text, "no example of a call"
    assert text.endswith(f"/awssupport/latest/APIReference/API_{model.name}.html")


def structures(shape: Any) -> list[Any]:
    """The structures in a shape, itself included."""
    if shape.type_name == "list":
        return structures(shape.member)
    if shape.type_name != "structure":
        return []
    return [shape, *(inner for member in shape.members.values() for inner in structures(member))]


@methods
def test_examples_are_python(client: Any, method: str, model: Any) -> None:
    text = inspect.getdoc(getattr(client, method))
    assert text is not None
    compile(section(text, "Example:"), method, "exec")


@methods
def test_documentation_is_our_own(client: Any, method: str, model: Any) -> None:
    """No run of eight words from AWS's text."""
    theirs = words(re.sub(r"<[^>]+>", " ", model.documentation))
    for shape in structures(model.input_shape) + structures(model.output_shape):
        for member in shape.members.values():
            theirs += [".", *words(re.sub(r"<[^>]+>", " ", member.documentation))]
    runs = {tuple(theirs[n : n + 8]) for n in range(len(theirs))}
    ours = words(getattr(client, method).__doc__)
    assert [ours[n : n + 8] for n in range(len(ours) - 7) if tuple(ours[n : n + 8]) in runs] == []


def words(text: str) -> list[str]:
    """Lower case, without punctuation."""
    return re.findall(r"\w+", text.lower())


def test_help(client: Any) -> None:
    shown = pydoc.plain(pydoc.render_doc(client.resolve_case))
    unquoted = shown.replace("'", "")  # Python 3.13 and older show annotations in quotes
    assert "resolve_case(*, caseId: str = ..., dryRun: bool = ...)" in unquoted
    assert "    Mark a case as resolved.\n" in shown


@pytest.mark.parametrize("name", PAGEABLE)
def test_signature_of_paginate(client: Any, name: str) -> None:
    method = MODEL.operation_model(name)
    paginator = client.get_paginator("describe_" + name.removeprefix("Describe").lower())
    parameters = list(inspect.signature(paginator.paginate).parameters)
    members = [key for key in method.input_shape.members if key not in ("nextToken", "maxResults")]
    assert parameters == [*members, "PaginationConfig"]
    assert "``MaxItems``" in paginator.paginate.__doc__


def test_autospecced_mock(client: Any) -> None:
    """A mock made after the client checks keywords and asks for no more than the service does."""
    double = mock.create_autospec(client, instance=True)
    double.describe_cases()
    double.create_case(communicationBody="b", subject="s")
    with pytest.raises(TypeError):
        double.create_case(subject="s", communicationBody="b", Language="en")


# Import -------------------------------------------------------------------------------------


def imported(root: str) -> list[str]:
    """The modules that a client needs beyond those of the bare interpreter."""
    import sys

    sys.path.insert(0, root)
    before = set(sys.modules)
    import awssupport

    client = awssupport.client(
        "support", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    assert client.can_paginate("describe_cases")
    return sorted(set(sys.modules) - before)


def test_few_modules_are_imported() -> None:
    modules = run_in_child(imported, PACKAGE_ROOT)
    assert len(modules) <= 15
    ours = [name for name in modules if name.startswith("awssupport")]
    assert set(modules) - set(ours) <= {"__future__"}
    assert not {"awssupport.paginate", "awssupport.pages", "awssupport.type_defs"} & set(ours)


def paginated(root: str) -> list[str]:
    """The modules that paginators need further."""
    import sys

    sys.path.insert(0, root)
    import awssupport

    client = awssupport.client(
        "support", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    before = set(sys.modules)
    pages = client.get_paginator("describe_cases").paginate()
    pages.resume_token = {"nextToken": "t"}
    return sorted(set(sys.modules) - before)


def test_paginators_do_not_import_typing() -> None:
    assert "typing" not in run_in_child(paginated, PACKAGE_ROOT)


def search_without_jmespath(root: str) -> list[str]:
    """What ``search`` says where the package is not installed."""
    import sys

    sys.path.insert(0, root)
    sys.modules["jmespath"] = None  # type: ignore[assignment]
    import awssupport

    client = awssupport.client(
        "support", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    try:
        next(client.get_paginator("describe_cases").paginate().search("cases"))
    except ImportError as error:
        return [type(error).__name__, str(error), str(error.name)]
    return []


def test_search_names_the_package_it_needs() -> None:
    assert run_in_child(search_without_jmespath, PACKAGE_ROOT) == [
        "ModuleNotFoundError",
        "search() needs the package jmespath, which is not installed: pip install jmespath",
        "jmespath",
    ]
