"""How many examples a random test tries: a few in the suite, the same ones each time; many more,
and others each time, in ``make fuzz``."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

#: How many times as many as usual. What failed is kept in ``.hypothesis`` and tried first then.
FACTOR = int(os.environ.get("AWSSUPPORT_FUZZ_FACTOR", "0"))


def examples(number: int, *suppressed: HealthCheck) -> settings:
    """Settings for so many examples; ``suppressed`` are the health checks that do not apply."""
    if FACTOR:
        return settings(
            deadline=None,
            max_examples=number * FACTOR,
            print_blob=True,
            suppress_health_check=[*suppressed, HealthCheck.too_slow],
        )
    return settings(
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=number,
        suppress_health_check=suppressed,
    )
