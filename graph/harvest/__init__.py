"""Getting documents: from files and URLs that are named, and from the sources that ``harvest.toml`` lists."""

from graph.harvest.files import SourceError, count, gather

__all__ = ["SourceError", "count", "gather"]
