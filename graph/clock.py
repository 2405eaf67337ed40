"""The one clock. ``SOURCE_DATE_EPOCH`` fixes it, so that a build can be repeated byte for byte."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def fixed() -> datetime | None:
    """The instant that ``SOURCE_DATE_EPOCH`` (seconds since 1970) fixes, if it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else None


def now() -> str:
    """The present instant as ISO 8601 in UTC, to the second."""
    return instant(fixed() or datetime.now(UTC))


def instant(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def normal(text: str) -> str:
    """An ISO 8601 instant as :func:`now` writes it; without an offset it is UTC. Raises ``ValueError``."""
    moment = datetime.fromisoformat(text)
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
