"""The widgets the screens are built of; they know rows, lines and keys, nothing of the CRM."""
