"""What the emulated account holds. Knows nothing of HTTP, JSON or signatures."""

from __future__ import annotations

import threading

from .attachment_sets import AttachmentSetStore
from .clock import Clock


class SupportState:
    """The account's data behind one lock.

    A handler takes `lock` for as long as it reads or changes anything, so every operation is
    atomic; slow work such as base64 decoding belongs before it.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        subscription: bool = True,
        max_sets_per_hour: int | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self.subscription = subscription
        self.attachment_sets = AttachmentSetStore(clock, max_sets_per_hour)
