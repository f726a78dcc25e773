"""Full screens that are opened from the workspace and left again."""
