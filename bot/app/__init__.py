"""The one place where parts are put together, and the only one below the commands with a clock.

Owns: the desk (one question in a process), the service (Slack or the local workspace), the watch
over definitions and data, stopping in good order. May import: all of ``bot`` and ``metrics``.
Start reading at ``desk.open_desk``, then ``serving.serve``.
"""

from __future__ import annotations

from bot.app.desk import Desk, open_desk
from bot.app.parts import ensure_sample, open_layer, present

__all__ = ["Desk", "ensure_sample", "open_desk", "open_layer", "present"]
