"""The same store over a SPARQL 1.1 engine elsewhere: queries, updates, and a snapshot's graphs brought to it."""

from graph.store.remote.client import Remote
from graph.store.remote.endpoints import Credentials, Endpoints
from graph.store.remote.exchange import Limits, RemoteError
from graph.store.remote.publishing import publish_remote

__all__ = ["Credentials", "Endpoints", "Limits", "Remote", "RemoteError", "publish_remote"]
