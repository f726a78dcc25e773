"""Text made safe, folded, fitted and read: pure functions on the standard library."""
