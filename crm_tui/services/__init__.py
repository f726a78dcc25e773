"""What the CRM does: a function is a use case and writes one change set."""
