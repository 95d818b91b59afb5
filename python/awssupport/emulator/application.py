"""One request in, one reply out: record it, misbehave if told to, check it, perform it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from . import sigv4, transfers
from .clock import Clock
from .errors import ServiceError
from .faults import Fault, FaultScript
from .http1 import Answer, Headers, HttpError, HttpRequest
from .journal import Journal
from .parameters import Parameters
from .replies import Ending, RawReply, Reply, error_answer, json_answer
from .service import operation_name, perform, read_parameters
from .state import SupportState

HEALTH_TEXT = b"awssupport emulator\n"

logger = logging.getLogger(__name__)


class Application:
    """Everything behind the sockets. `handle` may be called from several threads at once."""

    def __init__(
        self,
        state: SupportState,
        credentials: Mapping[str, sigv4.Credentials],
        signing_clock: Clock,
        scheme: str = "http",
    ) -> None:
        self.state = state
        self.script = FaultScript()
        self.journal = Journal()
        self.transfer_script = FaultScript()
        self.transfer_journal = Journal()
        self.closing = threading.Event()
        self._credentials = credentials
        self._signing_clock = signing_clock
        self._scheme = scheme
        self._arrival = threading.Lock()

    def handle(self, request: HttpRequest) -> Reply:
        """Answer a request of any kind. A POST, to whatever path, is a service request."""
        if request.method == "POST":
            return self._handle_service_request(request)
        if transfers.is_transfer(request):
            return self._handle_transfer(request)
        if request.method in ("GET", "HEAD") and request.target == "/":
            return Answer(200, (("content-type", "text/plain"),), HEALTH_TEXT)
        return self.refuse(HttpError(405, "The service takes POST requests only."))

    def refuse(self, error: HttpError) -> Answer:
        """The answer to a request that is wrong as HTTP, in the form of a service error."""
        code = "RequestEntityTooLarge" if error.status == 413 else "BadRequest"
        return error_answer(ServiceError(code, error.message, error.status), self._signing_clock())

    def _handle_service_request(self, request: HttpRequest) -> Reply:
        operation = operation_name(request.header("x-amz-target"))
        parsed = read_parameters(request.body)
        shown = None if isinstance(parsed, ServiceError) else parsed
        return self._recorded(
            (self.journal, self.script),
            (operation, shown, request.headers),
            lambda: self._serve(request, operation, parsed),
        )

    def _handle_transfer(self, request: HttpRequest) -> Reply:
        return self._recorded(
            (self.transfer_journal, self.transfer_script),
            (transfers.METHODS[request.method], transfers.describe(request), request.headers),
            lambda: transfers.perform(self.state, request, self._signing_clock()),
        )

    def _recorded(
        self,
        books: tuple[Journal, FaultScript],
        arrived: tuple[str | None, Parameters | None, Headers],
        serve: Callable[[], Answer],
    ) -> Reply:
        """Note what arrived, misbehave or serve, and note what is answered."""
        journal, script = books
        # One lock around both: the script is consumed in the order the journal shows.
        with self._arrival:
            number = journal.arrived(*arrived)
            fault = script.take()
        reply = self._misbehave(fault) if fault else None
        if reply is None:
            reply = serve()
        # Before the answer goes out: whoever has it finds the status in the journal.
        journal.answered(number, reply.status if isinstance(reply, Answer) else None)
        return reply

    def _misbehave(self, fault: Fault) -> Reply | None:
        fault.wait(self.closing)
        if self.closing.is_set():
            return RawReply(b"", Ending.FIN)
        return fault.reply(self._signing_clock())

    def _serve(
        self,
        request: HttpRequest,
        operation: str | None,
        parameters: Parameters | ServiceError,
    ) -> Answer:
        now = self._signing_clock()
        try:
            sigv4.verify(request, self._credentials, now=now)
            base_url = f"{self._scheme}://{request.header('host')}"
            return json_answer(200, perform(self.state, operation, parameters, base_url), now)
        except sigv4.SignatureError as error:
            return error_answer(ServiceError(error.code, error.message), now)
        except ServiceError as error:
            return error_answer(error, now)
        except Exception:
            # A bug of the emulator must reach the user as an answer and a log, not as a hang.
            logger.exception("the emulator failed to perform %s", operation)
            return error_answer(ServiceError("InternalServerError"), now)
