"""Erasing what a person or a publisher asks to be erased: from archive, journal, snapshots and feeds, for good."""
