"""The same call through boto3 and through awssupport, on one loopback server.

``AWSSUPPORT_DIFFERENTIAL_SELF=1 python -m pytest tests/differential`` compares boto3 with itself:
a test that fails then says something about the tests, not about awssupport.
"""
