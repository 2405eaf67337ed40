"""The people in prose, what they do in the project and where they work."""
