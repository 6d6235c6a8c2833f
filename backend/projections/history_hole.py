"""What a fold says when its row cannot have come to an event."""

from __future__ import annotations


class HistoryHole(Exception):
    """The row cannot have come to this event: an event before it is missing."""
