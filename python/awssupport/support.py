"""The client: ``awssupport.client("support")`` gives an instance of :class:`Support`."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Any, ClassVar

    from typing_extensions import Self

    from ._awssupport import NativeClient
    from .client_meta import ClientMeta
    from .config import Config
    from .exceptions import SupportExceptions
    from .model import ServiceModel


class _MethodNames:
    """The class attribute that names the operations by method, made when first asked for."""

    def __get__(self, client: Support | None, owner: type[Support]) -> dict[str, str]:
        from .client_meta import method_to_api_mapping

        return method_to_api_mapping()


class Support:
    """A client of the AWS Support API, version 2013-04-15.

    Made by :func:`awssupport.client`. Any number of threads may share one. Answers are dicts with
    the operation's members and ``ResponseMetadata``; refusals are subclasses of
    :class:`awssupport.exceptions.ClientError`, also found under :attr:`exceptions`.

    As a context manager it closes its connections at the end. A copy is a client of the same
    configuration with connections of its own. A pickle holds the arguments the client was made
    with, keys among them if they were arguments, and nothing of what was found elsewhere: where it
    is unpickled, region, endpoint and credentials are looked up anew as far as no argument says
    them.
    """

    if TYPE_CHECKING:
        _PY_TO_OP_NAME: ClassVar[dict[str, str]]
    else:
        _PY_TO_OP_NAME = _MethodNames()

    def __init__(
        self,
        native: NativeClient,
        config: Config | None = None,
        arguments: Callable[[], dict[str, Any]] | None = None,
    ) -> None:
        self._native = native
        self._config = config
        # A function, since what it gives may hold keys: nothing that prints attributes shows them.
        self._arguments = arguments
        self._exceptions: SupportExceptions | None = None
        self._meta: ClientMeta | None = None

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
        return self._native.call(operation_name, api_params, 3)

    @property
    def exceptions(self) -> SupportExceptions:
        """The modelled errors by name, and ``ClientError``."""
        if self._exceptions is None:
            from .exceptions import SupportExceptions

            self._exceptions = SupportExceptions()
        return self._exceptions

    @property
    def meta(self) -> ClientMeta:
        """What the client was resolved to, and the service's model."""
        if self._meta is None:
            from .client_meta import ClientMeta

            self._meta = ClientMeta(self._native, self._config)
        return self._meta

    @property
    def _service_model(self) -> ServiceModel:
        return self.meta.service_model

    def generate_presigned_url(
        self,
        ClientMethod: str,
        Params: Mapping[str, Any] | None = None,
        ExpiresIn: int | None = 3600,
        HttpMethod: str | None = None,
    ) -> str:
        """A URL that carries its own signature; nothing is sent.

        It is here because boto3 has it. AWS Support reads requests from their bodies, so it does
        not answer to such a URL, and whoever sends it must add the headers ``X-Amz-Target`` and
        ``Content-Type``, which are signed.

        Args:
            ClientMethod: The name of one of the client's methods, e.g. ``"describe_cases"``.
            Params: The method's arguments; they become the URL's query.
            ExpiresIn: How long the URL is good for, in whole seconds.
            HttpMethod: ``"POST"`` unless told otherwise.

        Raises:
            UnknownClientMethodError: There is no such method.
            ParamValidationError: ``Params`` break the model.
            ValueError: ``ExpiresIn`` is not a whole number of seconds.
            NoCredentialsError: There is nothing to sign with.
            BotoCoreError: The URL would be longer than 64 KiB.
        """
        from .presign import presigned_url

        return presigned_url(self._native, ClientMethod, Params, ExpiresIn, HttpMethod)

    def close(self) -> None:
        """Close idle connections. The client stays usable."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_class: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __copy__(self) -> Self:
        return type(self)(self._native.copy(), self._config, self._arguments)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.__copy__()

    def __reduce__(self) -> tuple[Callable[..., Support], tuple[dict[str, Any]]]:
        if self._arguments is None:
            raise TypeError(f"cannot pickle {type(self).__name__!r} object without its arguments")
        return _client_of, (self._arguments(),)


def _client_of(arguments: dict[str, Any]) -> Support:
    """What a pickle of a client calls."""
    from .session import create_client

    return create_client(**arguments)
