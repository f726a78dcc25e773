"""Guided import: a file is chosen, looked at, tried and taken in."""
