"""The key and the page of a CKAN package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from graph import identifiers

_UUID = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_KEY = re.compile(r"^[\w-]{1,100}$", re.ASCII)


def key(package: Mapping[str, Any], url: str | None) -> str | None:
    """The package's id, which stays when its name changes; one that is no UUID holds in its own catalogue only."""
    for name in ("id", "name"):
        value = package.get(name)
        if isinstance(value, str) and _UUID.match(value):
            return value.lower()
        if isinstance(value, str) and _KEY.match(value):
            host = urlsplit(url or "").hostname
            return f"{identifiers.slug(host)}-{value.lower()}" if host else value.lower()
    return None


def page(package: Mapping[str, Any], base: str | None) -> str | None:
    """The page of a package in its catalogue: beside the API that it came from."""
    name = package.get("name")
    if not base or not isinstance(name, str) or not _KEY.match(name):
        return None
    before, api, _ = base.partition("/api/")
    return identifiers.parse_url(f"{before}/dataset/{name}") if api else None
