"""The things that schema.org describes, as records."""
