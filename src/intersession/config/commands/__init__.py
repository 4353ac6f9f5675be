"""One module per command; each has `run(arguments) -> int`, the status to end with."""
