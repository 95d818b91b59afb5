"""A local AWS Support service to test against, in standard-library Python.

    with awssupport.emulator.serve() as server:
        client = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )

Any client of the service will do. The emulator checks every signature, enforces the documented
limits and misbehaves only when told to (`Server.script`). So far it has AddAttachmentsToSet.
"""

from .attachment_sets import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS_PER_SET, Attachment
from .clock import ManualClock
from .command import run
from .faults import Fault
from .journal import ReceivedRequest
from .server import Server, serve
from .sigv4 import Credentials

__all__ = [
    "MAX_ATTACHMENTS_PER_SET",
    "MAX_ATTACHMENT_BYTES",
    "Attachment",
    "Credentials",
    "Fault",
    "ManualClock",
    "ReceivedRequest",
    "Server",
    "run",
    "serve",
]
