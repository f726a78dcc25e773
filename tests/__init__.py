"""What the program promises, room by room."""
