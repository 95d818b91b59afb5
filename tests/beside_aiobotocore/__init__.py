"""What aiobotocore's and awssupport's asyncio clients do as coroutines, and what they look like.

Run by ``make test-aiobotocore`` in an environment of its own, since aiobotocore pins botocore. So
is a part of ``tests/differential``, which has what calls come to.
"""
