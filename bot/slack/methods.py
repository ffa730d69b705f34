"""The methods of the Web API that are called here, and the scopes that each needs.

``manifest.yml`` asks for these scopes and no others; a test compares the two, and this table
with the calls in the code. Source: docs.slack.dev, the page of each method, read 2026-11.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

METHOD_SCOPES: Final = MappingProxyType(
    {
        "apps.connections.open": frozenset[str](),  # with the app's token, connections:write
        "auth.test": frozenset[str](),
        "chat.postEphemeral": frozenset({"chat:write"}),
        "chat.postMessage": frozenset({"chat:write"}),
        # In channels it would need channels:history, which we do not ask for: there the answer
        # "missing_scope" counts as "may be posted".
        "conversations.replies": frozenset({"im:history"}),
        "usergroups.list": frozenset({"usergroups:read"}),
    }
)

EVENT_SCOPES: Final = MappingProxyType(
    {
        "app_mention": frozenset({"app_mentions:read"}),
        "message.im": frozenset({"im:history"}),
    }
)
