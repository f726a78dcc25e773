"""What the models room promises."""
