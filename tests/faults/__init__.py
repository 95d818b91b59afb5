"""The fault matrix: every fault in every retry mode, by boto3, awssupport and awssupport.aio.

Faults are data, a file for each family; ``runner.py`` lets a client meet one, ``compare.py`` says
what must be the same, ``document.py`` makes ``docs/faults.md`` of what came out.
"""

import pytest

pytest.register_assert_rewrite("tests.faults.compare")
