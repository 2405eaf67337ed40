"""CKAN: a package, and what its portal adds to it."""
