"""The pipeline as lines: the heads of its columns, the cards below them, a deal's whole card."""
