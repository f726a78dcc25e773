"""What is read: frozen rows for lists, cards and look-ups, a query or a fixed few each."""
