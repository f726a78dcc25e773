"""Files in and out: what they hold is found, shown, and only then taken over."""
