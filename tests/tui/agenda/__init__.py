"""How the agenda is drawn."""
