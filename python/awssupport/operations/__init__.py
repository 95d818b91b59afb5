"""The service's operations as methods, by area; ``support.py`` composes them into the client.

An operation is declared once, with its real signature and its documentation, and no body::

    @operation("ResolveCase")
    def resolve_case(self, *, caseId: str = ABSENT, dryRun: bool = ABSENT) -> ...:
        '''What it does.'''

Type checkers, editors, ``help`` and ``inspect.signature`` see the declaration. What runs is the
method that :func:`operation` puts in its place, which takes keyword arguments as they come: their
order is the order in the request's body, and what is wrong with them is for validation to say.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    _F = TypeVar("_F", bound=Callable[..., Any])


if TYPE_CHECKING:
    ABSENT: Any
else:

    class _Absent:
        """Stands for "not given" in signatures. An argument that is not given has no value at
        all: ``None`` is a value, and a wrong one."""

        __slots__ = ()

        def __repr__(self) -> str:
            return "..."

    ABSENT = _Absent()

#: The operation of each method, filled by :func:`operation`.
OPERATION_NAMES: dict[str, str] = {}

#: The operations whose answers come in pages.
PAGEABLE = ("DescribeCases", "DescribeCommunications")


def operation(name: str) -> Callable[[_F], _F]:
    """Make the method of the operation ``name`` from its declaration."""

    def decorate(declaration: _F) -> _F:
        method_name = declaration.__name__

        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            if args:
                raise TypeError(f"{method_name}() only accepts keyword arguments.")
            return self._make_api_call(name, kwargs)

        OPERATION_NAMES[method_name] = name
        return declared_as(declaration, method)

    return decorate


def declared_as(declaration: _F, function: Callable[..., Any]) -> _F:
    """Give a function that takes ``**kwargs`` the name, documentation and signature of its
    declaration. ``inspect`` finds the signature by itself: nothing is computed here."""
    function.__module__ = declaration.__module__
    function.__name__ = declaration.__name__
    function.__qualname__ = declaration.__qualname__
    function.__doc__ = declaration.__doc__
    function.__wrapped__ = declaration  # type: ignore[attr-defined]
    return function  # type: ignore[return-value]
