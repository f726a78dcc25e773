"""How tickets are drawn."""
