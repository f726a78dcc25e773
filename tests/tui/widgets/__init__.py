"""The widgets, each alone in a small app."""
