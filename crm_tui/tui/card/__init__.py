"""The customer card: as lines for a view of any width, and as a form to fill in."""
