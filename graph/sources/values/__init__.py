"""Single values that every kind of source has: names, keys, languages, addresses, prose."""
