"""What the emulated account holds. Knows nothing of HTTP, JSON or signatures."""

from __future__ import annotations

import threading

from .advisor import TrustedAdvisor
from .attachment_sets import AttachmentSetStore
from .cases import DEFAULT_MAX_CASES_PER_HOUR, CaseStore
from .catalogue import Catalogue
from .clock import Clock
from .files import AttachmentStore
from .links import DEFAULT_LIFETIME_SECONDS, LinkSigner
from .pagination import Pager
from .uploads import DEFAULT_PART_BYTES, UploadStore


class SupportState:
    """The account's data behind one lock.

    A handler takes `lock` for as long as it reads or changes anything, so every operation is
    atomic; slow work such as base64 decoding belongs before it. Arguments as for `serve`.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        subscription: bool = True,
        max_sets_per_hour: int | None = None,
        max_cases_per_hour: int | None = DEFAULT_MAX_CASES_PER_HOUR,
        max_described_per_hour: int | None = None,
        part_size_bytes: int = DEFAULT_PART_BYTES,
        link_lifetime: float = DEFAULT_LIFETIME_SECONDS,
    ) -> None:
        self.lock = threading.RLock()
        self.subscription = subscription
        self.attachment_sets = AttachmentSetStore(clock, max_sets_per_hour)
        self.attachments = AttachmentStore(clock, max_described_per_hour)
        self.uploads = UploadStore(part_size_bytes)
        self.cases = CaseStore(clock, max_cases_per_hour)
        self.catalogue = Catalogue()
        self.advisor = TrustedAdvisor(clock)
        self.links = LinkSigner(clock, link_lifetime)
        self.pager = Pager()
