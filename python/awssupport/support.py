"""The client: ``awssupport.client("support")`` gives an instance of :class:`Support`."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from typing import Any

    from ._awssupport import NativeClient
    from .config import Config
    from .events import EventEmitter
    from .exceptions import SupportExceptions


class Support:
    """A client of the AWS Support API, version 2013-04-15.

    Made by :func:`awssupport.client`. Any number of threads may share one. Answers are dicts with
    the operation's members and ``ResponseMetadata``; refusals are subclasses of
    :class:`awssupport.exceptions.ClientError`, also found under :attr:`exceptions`.
    """

    _events: EventEmitter | None = None  # made when it is asked for

    def __init__(self, native: NativeClient, config: Config | None = None) -> None:
        self._native = native
        self._config = config
        self._exceptions: SupportExceptions | None = None
        if "botocore.handlers" in sys.modules:
            self._register_foreign_handlers()

    def add_attachments_to_set(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add files to an attachment set, or make a new set of them.

        A set is then named in ``create_case`` or ``add_communication_to_case``.

        Keyword Args:
            attachments (list[dict]): Required. Up to three files in a set, each a dict of

                * ``fileName`` (str): The name shown in the case.
                * ``data``: The content, at most 5 MB: raw bytes, which the client encodes. Any of
                  ``bytes``, ``bytearray``, ``str`` (sent as UTF-8), a C-contiguous buffer such as
                  ``memoryview`` or ``mmap``, an ``os.PathLike`` naming a file, or a file object
                  open in binary mode, which is read from its position. Files are streamed.

            attachmentSetId (str): The set to add to; without it a new one is made.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``attachmentSetId`` (str), ``expiryTime`` (str such as
            ``2020-05-14T17:04:40.790+0000``: an hour after the set was made) and
            ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            AttachmentSetIdNotFound: There is no such set.
            AttachmentSetExpired: The set is older than an hour.
            AttachmentSetSizeLimitExceeded: More than three files, or one of more than 5 MB.
            AttachmentLimitExceeded: Too many sets in a short time.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal, e.g. ``SubscriptionRequiredException``.
            OSError: A file could not be read.

        Warns:
            DoubleBase64Warning: ``data`` looks like a file that is base64-encoded already.

        Example::

            from pathlib import Path

            answer = client.add_attachments_to_set(
                attachments=[{"fileName": "app.log", "data": Path("/var/log/app.log")}]
            )
            client.add_attachments_to_set(
                attachmentSetId=answer["attachmentSetId"],
                attachments=[{"fileName": "note.txt", "data": b"It began at noon."}],
            )

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_AddAttachmentsToSet.html
        """
        if args:
            raise TypeError("add_attachments_to_set() only accepts keyword arguments.")
        return self._make_api_call("AddAttachmentsToSet", kwargs)

    def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> dict[str, Any]:
        # Every method comes through here: programs' tests replace it. A warning points at the
        # caller of the method.
        if self._events is None or not self._events.in_use:
            return self._native.call(operation_name, api_params, 3)
        from .evented_call import run_call

        return run_call(self, operation_name, api_params)

    def _register_foreign_handlers(self) -> None:
        """Let moto answer: what it has registered for every client of botocore's."""
        from .events import foreign_handlers

        for event_name, handler in foreign_handlers():
            self.meta.events.register(event_name, handler)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Ask the handlers of ``getattr.support.<name>`` for what is not here."""
            if self._events is not None and self._events.in_use:
                event_name = f"getattr.support.{name}"
                _, answer = self._events.emit_until_response(event_name, client=self)
                if answer is not None:
                    return answer
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)

    @property
    def exceptions(self) -> SupportExceptions:
        """The modelled errors by name, and ``ClientError``."""
        if self._exceptions is None:
            from .exceptions import SupportExceptions

            self._exceptions = SupportExceptions()
        return self._exceptions

    @property
    def meta(self) -> ClientMeta:
        """What the client was resolved to."""
        return ClientMeta(self._native, self._config, self)

    def close(self) -> None:
        """Close idle connections. The client stays usable."""
        self._native.close()


class ClientMeta:
    """What a client was resolved to, read-only."""

    def __init__(self, native: NativeClient, config: Config | None, client: Support) -> None:
        self._native = native
        self._config = config
        self._client = client

    @property
    def events(self) -> EventEmitter:
        """Where handlers of the client's events are registered: see :mod:`awssupport.events`."""
        if self._client._events is not None:
            return self._client._events
        from .client_events import client_events

        # Of several threads that come first, one has its way.
        made = client_events(self._native, self._config)
        events: EventEmitter = vars(self._client).setdefault("_events", made)
        return events

    @property
    def region_name(self) -> str | None:
        """The client's region: ``aws-global`` where none was given, ``None`` where none was given
        and an endpoint URL was."""
        return self._native.region_name

    @property
    def endpoint_url(self) -> str:
        """The endpoint as botocore shows it: by the client's region, although every commercial
        region's requests go to us-east-1."""
        return self._native.endpoint_url

    @property
    def partition(self) -> str:
        """The partition of the client's region, e.g. ``aws`` or ``aws-cn``."""
        return self._native.partition
