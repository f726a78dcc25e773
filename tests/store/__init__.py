"""What the store room promises."""
