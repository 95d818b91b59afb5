"""One call of an operation, as its handler sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .errors import ServiceError
from .parameters import Parameters, optional_boolean
from .state import SupportState

Document = dict[str, object]


@dataclass(frozen=True)
class Call:
    """The account, the request's parameters (of the right shape) and how the caller reached us.

    `base_url` is scheme and host as the caller knows them, `http://127.0.0.1:4321`: links that
    start with it work for whoever made the call, through a forwarded port too.
    """

    state: SupportState
    parameters: Parameters
    base_url: str

    def end_dry_run(self) -> None:
        """Raise DryRunOperationException if that is asked for.

        Handlers call it when all that could be wrong has been checked and nothing has changed.
        """
        if optional_boolean(self.parameters, "dryRun"):
            raise ServiceError("DryRunOperationException")


Handler = Callable[[Call], Document]
"""Returns the response document or raises ServiceError. Locks the state while it uses it."""


def without_absent(document: Mapping[str, object]) -> Document:
    """The members that are not None: the service leaves absent ones out."""
    return {name: value for name, value in document.items() if value is not None}
