"""The one door to the data."""

from __future__ import annotations

from metrics.warehouse.publish import publish, resolve

__all__ = ["publish", "resolve"]
