"""Small attachments into a set, and attachments of any size back out of a case."""

# mypy: disable-error-code="empty-body"
from __future__ import annotations

from . import ABSENT, operation

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..type_defs import (
        AddAttachmentsToSetResponseTypeDef,
        AttachmentUnionTypeDef,
        DescribeAttachmentResponseTypeDef,
        GetAttachmentDownloadLinkResponseTypeDef,
    )


class AttachmentOperations:
    """The operations on attachment sets and attachments."""

    @operation("AddAttachmentsToSet")
    def add_attachments_to_set(
        self,
        *,
        attachmentSetId: str = ABSENT,
        attachments: Sequence[AttachmentUnionTypeDef],
        dryRun: bool = ABSENT,
    ) -> AddAttachmentsToSetResponseTypeDef:
        """Add files to an attachment set, or make a new set of them.

        A set is then named in ``create_case`` or ``add_communication_to_case``. Files of more than
        5 MB go the way of ``get_attachment_upload_links``.

        Keyword Args:
            attachmentSetId (str): The set to add to; without it a new one is made.
            attachments (list[dict]): Required. Up to three files in a set, each a dict of

                * ``fileName`` (str): The name shown in the case.
                * ``data``: The content, at most 5 MB: raw bytes, which the client encodes. Any of
                  ``bytes``, ``bytearray``, ``str`` (sent as UTF-8), a C-contiguous buffer such as
                  ``memoryview`` or ``mmap``, an ``os.PathLike`` naming a file, or a file object
                  open in binary mode, which is read from its position. Files are streamed.

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

    @operation("DescribeAttachment")
    def describe_attachment(
        self, *, attachmentId: str, dryRun: bool = ABSENT
    ) -> DescribeAttachmentResponseTypeDef:
        """Fetch an attachment of at most 5 MB, with its content.

        Larger ones are refused with the code ``InvalidParameterValueException``:
        ``get_attachment_download_link`` serves any size.

        Keyword Args:
            attachmentId (str): Required. As listed in the communications of
                ``describe_communications`` and ``describe_cases``.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``attachment`` (a dict of ``fileName`` (str) and ``data`` (bytes, decoded)) and
            ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            AttachmentIdNotFound: There is no such attachment.
            DescribeAttachmentLimitExceeded: Too many attachments in a short time.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            attachment = client.describe_attachment(attachmentId="attachment-1")["attachment"]
            Path(attachment["fileName"]).name  # a name from elsewhere: not a path to write to
            print(len(attachment["data"]), "bytes")

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeAttachment.html
        """

    @operation("GetAttachmentDownloadLink")
    def get_attachment_download_link(
        self, *, attachmentId: str, dryRun: bool = ABSENT
    ) -> GetAttachmentDownloadLinkResponseTypeDef:
        """Ask for a URL from which an attachment of any size can be downloaded.

        The URL carries its own authorisation until it expires: keep it out of logs.

        Keyword Args:
            attachmentId (str): Required. As listed in the communications of
                ``describe_communications`` and ``describe_cases``.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``fileName`` (str), ``downloadUrl`` (a dict of ``url`` (str) and ``expiryDate``
            (str)) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            AttachmentIdNotFound: There is no such attachment.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            import shutil, urllib.request

            link = client.get_attachment_download_link(attachmentId="attachment-1")
            with urllib.request.urlopen(link["downloadUrl"]["url"]) as source:
                with open("attachment.bin", "wb") as target:
                    shutil.copyfileobj(source, target)

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_GetAttachmentDownloadLink.html
        """
