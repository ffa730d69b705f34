"""All listeners, one module for each of Slack's surfaces.

To add one: write its module with ``register(app, intake)``, name it in :func:`register`, and
declare its event in ``manifest.yml``; a test compares the two.
"""

from __future__ import annotations

import re

from slack_bolt import Ack, App

from bot.slack import actions, direct_message, mention
from bot.slack.intake import Intake


def register(app: App, intake: Intake) -> None:
    """Tell the app what to listen to; in this order, the first that fits hears it."""
    mention.register(app, intake)
    direct_message.register(app, intake)
    actions.register(app, intake)
    _let_the_rest_pass(app)


def _let_the_rest_pass(app: App) -> None:
    """Acknowledge what nobody listens to: Slack would send it four times, and then complain."""

    def ignore() -> None:
        pass

    def acknowledge(ack: Ack) -> None:
        ack()

    app.event(re.compile(".+"))(ignore)
    app.action(re.compile(".*"))(acknowledge)
