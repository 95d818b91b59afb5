"""``python -m awssupport``: the same program as ``awssupport``."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
