"""Gateway to Research: its API and its overviews."""
