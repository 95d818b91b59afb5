"""A local AWS Support service to test against, in standard-library Python.

    with awssupport.emulator.serve() as server:
        client = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )

Any client of the service will do. The emulator has all 20 operations and keeps what they change;
it serves its presigned links itself, checks every signature, enforces the documented limits and
misbehaves only when told to (`Server.script`).
"""

from .advisor_types import Check, CheckResult, FlaggedResource
from .attachment_sets import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS_PER_SET, Attachment
from .cases import Case, Communication
from .clock import ManualClock
from .command import run
from .faults import Fault
from .files import AttachmentDetails
from .journal import ReceivedRequest
from .server import Server, serve
from .sigv4 import Credentials
from .uploads import Upload

__all__ = [
    "MAX_ATTACHMENTS_PER_SET",
    "MAX_ATTACHMENT_BYTES",
    "Attachment",
    "AttachmentDetails",
    "Case",
    "Check",
    "CheckResult",
    "Communication",
    "Credentials",
    "Fault",
    "FlaggedResource",
    "ManualClock",
    "ReceivedRequest",
    "Server",
    "Upload",
    "run",
    "serve",
]
