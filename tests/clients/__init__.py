"""Clients that nobody here wrote, at a real server: what they understand is what the endpoint says."""
