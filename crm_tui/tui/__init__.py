"""The workspace in the terminal: its driver, painting, widgets and panes."""
