"""The command line: exit codes, streams, and what the service received."""
