"""The emulator's own tests. Signatures come from botocore, which shares no code with it."""
