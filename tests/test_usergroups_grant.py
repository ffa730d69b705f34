"""Somebody who is in no group of the directory is granted what their Slack user group is."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answering import Answering
from bot.app.local import workspace_config
from bot.blocks import render
from bot.slack import SlackAccess, SlackService, create_app
from bot.store import Store
from bot.workspace import Usergroup, serve_workspace

pytestmark = pytest.mark.loopback

GUEST = "U0GUEST"


@pytest.fixture
def ask(layer, tmp_path):
    """A function that asks as the guest, in a workspace with some user groups."""

    def answer(question, *, members, fails=False):
        config = workspace_config(layer.catalog, port=0, clock=time.time)
        groups = (Usergroup("S0FINANCE", "finance", "finance", members),)
        config = replace(config, usergroups=groups)
        with (
            Store.open(f"sqlite:///{tmp_path}/state.db") as store,
            serve_workspace(config) as workspace,
        ):
            access = SlackAccess(
                workspace.bot_token, workspace.app_token, api_url=workspace.api_url
            )
            service = SlackService(
                create_app(access),
                store,
                Answering(layer, store),
                render=render,
                clock=lambda: datetime.now(UTC),
            )
            service.start()
            service.connect(workspace.app_token)
            assert workspace.wait_for_app(10)
            if fails:
                workspace.fail_next("usergroups.list", "internal_error")
            asked = workspace.post_as(GUEST, GUEST, question)
            reply = workspace.wait_for_reply(GUEST, asked.ts)
            service.stop()
        return reply.text

    return answer


def test_a_member_of_a_granted_user_group_gets_the_number(ask):
    assert "$" in ask("claim cost in September 2026", members=(GUEST,))


def test_somebody_in_no_group_gets_none(ask):
    assert "$" not in ask("claim cost in September 2026", members=("U0DANA",))


def test_when_user_groups_cannot_be_read_nobody_is_granted_anything_by_them(ask):
    assert "$" not in ask("claim cost in September 2026", members=(GUEST,), fails=True)
