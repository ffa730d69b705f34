"""Buttons, forms, commands and shortcuts reach an unchanged Bolt app, and its answers the page."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.workspace import WorkspaceError

pytestmark = pytest.mark.loopback

BUTTONS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*4,218* claims"}},
    {
        "type": "actions",
        "block_id": "more",
        "elements": [
            {
                "type": "button",
                "action_id": "define",
                "text": {"type": "plain_text", "text": "Definition"},
                "value": "claims",
            },
            {
                "type": "static_select",
                "action_id": "split",
                "options": [
                    {"text": {"type": "plain_text", "text": "Region"}, "value": "region"},
                    {"text": {"type": "plain_text", "text": "Lot"}, "value": "lot"},
                ],
            },
        ],
    },
]
FORM = {
    "type": "modal",
    "callback_id": "feedback",
    "private_metadata": "answer-1",
    "title": {"type": "plain_text", "text": "What is wrong?"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


@pytest.fixture
def posted(client):
    return client.chat_postMessage(channel="C0ASK", text="4,218 claims", blocks=BUTTONS)["ts"]


def test_a_pressed_button_brings_the_stored_value_and_can_update_the_message(
    workspace, bolt, posted, eventually
):
    part = bolt(workspace)

    @part.app.action("define")
    def define(ack, body, client):
        ack()
        client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text=f"{body['actions'][0]['value']} for {body['user']['id']}",
        )

    part.connect()
    assert workspace.press("U0DANA", "C0ASK", posted, "define", "forged")
    changed = eventually(lambda: workspace.messages("C0ASK")[0].edited_ts)
    assert changed
    assert workspace.messages("C0ASK")[0].text == "claims for U0DANA"


def test_a_choice_comes_as_the_option_that_the_app_posted(workspace, bolt, posted, eventually):
    part = bolt(workspace)
    chosen = []
    part.app.action("split")(lambda ack, action: (ack(), chosen.append(action)))
    part.connect()
    assert workspace.press("U0DANA", "C0ASK", posted, "split", "lot")
    eventually(lambda: chosen)
    assert chosen[0]["selected_option"]["text"]["text"] == "Lot"
    with pytest.raises(WorkspaceError, match="'serial'"):
        workspace.press("U0DANA", "C0ASK", posted, "split", "serial")


def test_a_button_that_is_not_there_cannot_be_pressed(workspace, posted):
    with pytest.raises(WorkspaceError, match="'drop'"):
        workspace.press("U0DANA", "C0ASK", posted, "drop")


def test_a_button_for_others_cannot_be_pressed(workspace, client):
    button = {**BUTTONS[1]["elements"][0], "visible_to_user_ids": ["U0SAM"]}
    blocks = [{"type": "actions", "elements": [button]}]
    ts = client.chat_postMessage(channel="C0ASK", text="x", blocks=blocks)["ts"]
    with pytest.raises(WorkspaceError, match="does not see"):
        workspace.press("U0DANA", "C0ASK", ts, "define")


def test_a_button_without_an_app_is_not_acknowledged(workspace, posted, page):
    assert not workspace.press("U0DANA", "C0ASK", posted, "define")
    said = page.do("press", **{"as": "U0DANA"}, channel="C0ASK", ts=posted, block_id="more",
                   action_id="define")  # fmt: skip
    assert said["error"] == "The app is not connected. Start it, then try again."


def test_a_button_that_nobody_acknowledges_is_not_sent_again(serve, bolt):
    workspace = serve(ack_timeout_s=0.3)
    part = bolt(workspace)
    pressed = []
    part.app.action("define")(lambda: pressed.append(1))
    part.connect()
    ts = part.app.client.chat_postMessage(channel="C0ASK", text="x", blocks=BUTTONS)["ts"]
    assert not workspace.press("U0DANA", "C0ASK", ts, "define")
    assert pressed == [1]


def test_the_response_address_answers_replaces_and_ends(workspace, bolt, posted, eventually):
    part = bolt(workspace)
    addresses = []

    @part.app.action("define")
    def define(ack, respond, body):
        ack()
        respond(text="For you alone", replace_original=False)
        addresses.append(body["response_url"])

    part.connect()
    assert workspace.press("U0DANA", "C0ASK", posted, "define")
    eventually(lambda: addresses)
    private = workspace.messages("C0ASK")[-1]
    assert (private.text, private.only_for) == ("For you alone", "U0DANA")
    hook = WebhookClient(addresses[0])
    assert hook.send(text="Replaced", replace_original=True).status_code == 200
    assert workspace.messages("C0ASK")[0].text == "Replaced"
    assert hook.send(text="In public", response_type="in_channel").status_code == 200
    assert workspace.messages("C0ASK")[-1].only_for is None
    assert hook.send(blocks=[{"type": "nothing"}]).status_code == 400
    assert hook.send(delete_original=True).status_code == 200
    assert "used_url" in hook.send(text="a sixth time").body


def test_a_command_answers_its_person_alone_or_the_channel(workspace, bolt):
    part = bolt(workspace)

    @part.app.command("/risk")
    def risk(ack, command):
        public = command["text"].endswith("public")
        ack(text=f"Low: {command['text']}", response_type="in_channel" if public else "ephemeral")

    part.connect()
    assert workspace.run_command("U0DANA", "C0ASK", "/risk SN1 for @sam.whitfield")
    assert workspace.run_command("U0DANA", "C0ASK", "/risk SN1 public")
    private, public = workspace.messages("C0ASK")
    assert (private.text, private.only_for) == ("Low: SN1 for <@U0SAM>", "U0DANA")
    assert public.only_for is None
    with pytest.raises(WorkspaceError, match="/sing"):
        workspace.run_command("U0DANA", "C0ASK", "/sing")


def opening(part):
    """Make the app open its form when its button is pressed."""

    @part.app.action("define")
    def define(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)


def test_a_form_is_opened_checked_and_taken(workspace, bolt, posted, page, eventually):
    part = bolt(workspace)
    opening(part)
    taken = []

    @part.app.view("feedback")
    def feedback(ack, view):
        words = view["state"]["values"]["why"]["text"]["value"]
        if words == "rude":
            ack(response_action="errors", errors={"why": "Please be kind."})
        else:
            ack()
            taken.append((words, view["private_metadata"]))

    part.connect()
    workspace.press("U0DANA", "C0ASK", posted, "define")
    me = {"as": "U0DANA"}
    [view] = eventually(lambda: page.get("start", **me)["views"])
    assert page.get("start", **{"as": "U0SAM"})["views"] == []

    def submit(words):
        return page.do("submit", **me, view_id=view["id"], values={"why": {"text": words}})

    assert submit("") == {"errors": {"why": "Please complete this required field."}}
    assert submit("rude") == {"errors": {"why": "Please be kind."}}
    assert submit("wrong month") == {"errors": {}}
    assert page.get("start", **me)["views"] == []
    assert eventually(lambda: taken) == [("wrong month", "answer-1")]


def test_a_form_can_give_way_to_another(workspace, bolt, posted, page, eventually):
    part = bolt(workspace)
    opening(part)
    thanks = {k: v for k, v in FORM.items() if k != "submit"} | {"blocks": [{"type": "divider"}]}
    part.app.view("feedback")(lambda ack: ack(response_action="update", view=thanks))
    part.connect()
    workspace.press("U0DANA", "C0ASK", posted, "define")
    me = {"as": "U0DANA"}
    [view] = eventually(lambda: page.get("start", **me)["views"])
    page.do("submit", **me, view_id=view["id"], values={"why": {"text": "x"}})
    [now] = page.get("start", **me)["views"]
    assert (now["id"], now["blocks"][0]["type"]) == (view["id"], "divider")
    page.do("close", **me, view_id=view["id"])
    assert page.get("start", **me)["views"] == []


def test_a_trigger_opens_one_form_and_only_soon(serve, bolt, eventually):
    now = [1_000_000.0]
    workspace = serve(clock=lambda: now[0], trigger_ttl_s=3.0)
    part = bolt(workspace)
    triggers = []
    part.app.action("define")(lambda ack, body: (ack(), triggers.append(body["trigger_id"])))
    part.connect()
    ts = part.app.client.chat_postMessage(channel="C0ASK", text="x", blocks=BUTTONS)["ts"]
    for _ in range(2):
        workspace.press("U0DANA", "C0ASK", ts, "define")
    eventually(lambda: len(triggers) == 2)
    part.app.client.views_open(trigger_id=triggers[0], view=FORM)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        part.app.client.views_open(trigger_id=triggers[0], view=FORM)
    now[0] += 3.5
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        part.app.client.views_open(trigger_id=triggers[1], view=FORM)


def test_a_message_shortcut_brings_the_message(workspace, bolt, page, eventually):
    part = bolt(workspace)
    seen = []
    part.app.shortcut("answer")(lambda ack, body: (ack(), seen.append(body)))
    part.app.event("message")(lambda: None)
    part.connect()
    root = workspace.post_as("U0SAM", "C0ASK", "how many claims?")
    page.do("shortcut", **{"as": "U0DANA"}, callback_id="answer", channel="C0ASK", ts=root.ts)
    eventually(lambda: seen)
    assert seen[0]["type"] == "message_action"
    assert seen[0]["message"]["text"] == "how many claims?"
    assert seen[0]["user"]["id"] == "U0DANA"


def test_opening_the_direct_message_is_told_to_the_app(serve, bolt, page_of, eventually):
    workspace = serve(bot_events=frozenset({"app_home_opened"}))
    part = bolt(workspace)
    tabs = []
    part.app.event("app_home_opened")(lambda event: tabs.append((event["user"], event["tab"])))
    part.connect()
    page_of(workspace).do("open", **{"as": "U0DANA"}, tab="messages")
    assert eventually(lambda: tabs) == [("U0DANA", "messages")]
