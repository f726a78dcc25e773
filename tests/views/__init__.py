"""What the views room promises."""
