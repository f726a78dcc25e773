"""Keys: one table of actions, and all that is made of it."""
