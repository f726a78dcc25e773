"""The database as a thing: opening, change sets, undo, search, the change feed, backups."""
