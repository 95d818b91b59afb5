"""What is awssupport's own: kinds of data, signals, forks, memory, secrecy, the package itself."""
