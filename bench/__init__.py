"""The benchmark: boto3 beside awssupport beside a floor. Start: ``python bench/run.py``."""
