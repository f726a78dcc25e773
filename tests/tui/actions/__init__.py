"""What the keys do, verb by verb."""
