"""The pipeline as lines."""
