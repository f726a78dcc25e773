"""What goes wrong around the program: each fault has its sentence, and nothing is lost."""
