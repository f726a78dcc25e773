"""The settings on screen: of the firm, its places, pick lists and stages, and one's own."""
