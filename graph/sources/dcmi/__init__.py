"""Dublin Core: the values of its elements."""
