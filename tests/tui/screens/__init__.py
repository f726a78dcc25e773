"""Help, palette and the list of changes."""
