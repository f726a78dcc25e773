"""The panes of the workspace: list, card, agenda. They do not import each other."""
