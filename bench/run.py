"""Runs the benchmark: ``python bench/run.py [--quick] [--json]``. See ``main.py``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from bench.main import main

    main()
