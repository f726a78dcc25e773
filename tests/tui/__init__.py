"""The workspace in a terminal, its widgets and its driver."""
