"""The card as lines and as a form."""
