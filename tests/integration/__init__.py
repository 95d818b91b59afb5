"""One suite for every client implementation, against the emulator."""
