"""Large attachments: links to upload parts to, and the bookkeeping of an upload."""

# mypy: disable-error-code="empty-body"
from __future__ import annotations

from . import ABSENT, operation

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..type_defs import (
        CompleteAttachmentUploadResponseTypeDef,
        CompletedUploadTypeDef,
        DescribeAttachmentUploadStatusResponseTypeDef,
        GetAttachmentUploadLinksResponseTypeDef,
        UploadRangeTypeDef,
    )


class UploadOperations:
    """The operations on uploads of up to 150 MB."""

    @operation("GetAttachmentUploadLinks")
    def get_attachment_upload_links(
        self,
        *,
        fileName: str,
        fileSizeBytes: int = ABSENT,
        uploadId: str = ABSENT,
        uploadRange: UploadRangeTypeDef = ABSENT,
        dryRun: bool = ABSENT,
    ) -> GetAttachmentUploadLinksResponseTypeDef:
        """Begin the upload of a file of up to 150 MB, or ask for more links of one begun.

        Each part is sent to its link with HTTP PUT; the answer's ``ETag`` header goes to
        ``complete_attachment_upload``. An answer has ten links at most.

        Keyword Args:
            fileName (str): Required. The name shown in the case, with its extension.
            fileSizeBytes (int): The file's size in bytes, from 1 to 157286400; needed to begin an
                upload.
            uploadId (str): An upload that was begun, 1 to 2048 characters; without it a new one
                begins.
            uploadRange (dict): The parts to get links for, ten at most; the service chooses if it
                is not given.

                * ``startIndex`` (int): Required. The first part, counted from 1.
                * ``endIndex`` (int): The part after the last, 2 or more.

            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``uploadId`` (str), ``partSizeBytes`` (int: the size of every part but the last,
            up to 104857600), ``totalParts`` (int), ``nextIndex`` (int: where the next range
            starts; absent when no part is left), ``uploadUrls`` (a list of dicts of ``url`` (str),
            ``partIndex`` (int) and ``expiryDate`` (str)) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            UploadIdNotFound: There is no such upload.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            upload = client.get_attachment_upload_links(
                fileName="heap.dump", fileSizeBytes=120_000_000
            )
            for link in upload["uploadUrls"]:
                print(link["partIndex"], "of", upload["totalParts"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_GetAttachmentUploadLinks.html
        """

    @operation("CompleteAttachmentUpload")
    def complete_attachment_upload(
        self,
        *,
        uploadId: str,
        completedUploads: Sequence[CompletedUploadTypeDef],
        dryRun: bool = ABSENT,
    ) -> CompleteAttachmentUploadResponseTypeDef:
        """Report uploaded parts: one a call, or several.

        Once every part is reported the service puts the file together, which takes a while:
        ``describe_attachment_upload_status`` says when ``uploadId`` may be named in
        ``create_case`` or ``add_communication_to_case``.

        Keyword Args:
            uploadId (str): Required. The upload, 1 to 2048 characters.
            completedUploads (list[dict]): Required. The parts, each a dict of

                * ``partIndex`` (int): Required. As in the link's entry.
                * ``eTag`` (str): Required. The ``ETag`` header with which the part's upload was
                  answered, 1 to 256 characters.

            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``uploadStatus`` (str: ``attachment-ready``, ``attachment-not-ready`` or
            ``failed``) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            UploadIdNotFound: There is no such upload.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            client.complete_attachment_upload(
                uploadId=upload["uploadId"],
                completedUploads=[{"partIndex": 1, "eTag": headers["ETag"]}],
            )

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_CompleteAttachmentUpload.html
        """

    @operation("DescribeAttachmentUploadStatus")
    def describe_attachment_upload_status(
        self, *, uploadId: str, dryRun: bool = ABSENT
    ) -> DescribeAttachmentUploadStatusResponseTypeDef:
        """Say how far an upload is, and whether its attachment can be used.

        Keyword Args:
            uploadId (str): Required. The upload, 1 to 2048 characters.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``uploadStatus`` (str: ``attachment-ready``, ``attachment-not-ready`` or
            ``failed``), ``fileName`` (str), ``uploadProgress`` (a dict of ``totalParts`` (int) and
            ``completedPartsCount`` (int)) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            UploadIdNotFound: There is no such upload.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            status = client.describe_attachment_upload_status(uploadId=upload["uploadId"])
            if status["uploadStatus"] == "attachment-ready":
                client.add_communication_to_case(
                    caseId=case_id,
                    communicationBody="The dump is attached.",
                    uploadIds=[upload["uploadId"]],
                )

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeAttachmentUploadStatus.html
        """
