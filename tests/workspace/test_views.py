"""Modals stack, change and close as Slack's do; the agent's status and prompts reach the page."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

pytestmark = pytest.mark.loopback

ME = {"as": "U0DANA"}
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
OPTIONS = [
    {"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("A", "B")
]


def words(text):
    return {"type": "plain_text", "text": text}


def view(title="Form", *blocks, **more):
    return {"type": "modal", "title": words(title), "blocks": list(blocks), **more}


def field(block_id, element, **more):
    element = {"action_id": "it", **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id),
        "element": element,
        **more,
    }


@pytest.fixture
def trigger(workspace, bolt, eventually):
    """An app whose button gives a fresh trigger id each time it is pressed."""
    part = bolt(workspace)
    triggers = []
    part.app.action("go")(lambda ack, body: (ack(), triggers.append(body["trigger_id"])))
    part.connect()
    blocks = [{"type": "actions", "elements": [BUTTON]}]
    ts = part.app.client.chat_postMessage(channel="C0ASK", text="x", blocks=blocks)["ts"]

    def press():
        workspace.press("U0DANA", "C0ASK", ts, "go")
        eventually(lambda: triggers)
        return triggers.pop()

    press.app = part.app
    return press


def test_three_modals_stack_and_a_fourth_is_refused(trigger, client, page):
    client.views_open(trigger_id=trigger(), view=view("One"))
    client.views_push(trigger_id=trigger(), view=view("Two"))
    top = client.views_push(trigger_id=trigger(), view=view("Three"))["view"]
    titles = [each["title"]["text"] for each in page.get("start", **ME)["views"]]
    assert titles == ["One", "Two", "Three"]
    assert top["root_view_id"] != top["previous_view_id"]
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        client.views_push(trigger_id=trigger(), view=view("Four"))


def test_a_modal_is_pushed_only_onto_another(trigger, client):
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_push(trigger_id=trigger(), view=view())


def test_a_modal_is_changed_by_its_id_unless_somebody_was_faster(trigger, client, page):
    opened = client.views_open(trigger_id=trigger(), view=view("One", external_id="mine"))["view"]
    client.views_update(view_id=opened["id"], hash=opened["hash"], view=view("Two"))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=opened["id"], hash=opened["hash"], view=view("Three"))
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id="V404", view=view("Four"))
    assert [each["title"]["text"] for each in page.get("start", **ME)["views"]] == ["Two"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (view("x" * 25), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (view(private_metadata="x" * 3_001), "must be less than 3001 characters"),
        (view("T", {"type": "table", "rows": []}), "unsupported type: table"),
        (view("T", field("f", {"type": "plain_text_input"})), "submit is required"),
        ({"type": "drawer"}, "unsupported type: drawer"),
        ({"type": "home", "blocks": []}, "type must be modal"),
    ],
)
def test_a_modal_that_slack_refuses_is_refused(trigger, client, wrong, said):
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=trigger(), view=wrong)
    assert said in caught.value.response["response_metadata"]["messages"][0]


def test_every_kind_of_field_comes_as_slack_writes_it(trigger, client, page, eventually):
    submitted = []
    options = {"options": OPTIONS}
    first, second = OPTIONS
    fields = {
        "note": ({"type": "plain_text_input"}, "hello", {"value": "hello"}),
        "one": ({"type": "static_select", **options}, "b", {"selected_option": second}),
        "many": ({"type": "checkboxes", **options}, ["a"], {"selected_options": [first]}),
        "pick": ({"type": "radio_buttons", **options}, "a", {"selected_option": first}),
        "who": ({"type": "users_select"}, "U0SAM", {"selected_user": "U0SAM"}),
        "all": ({"type": "multi_users_select"}, ["U0SAM"], {"selected_users": ["U0SAM"]}),
        "day": ({"type": "datepicker"}, "2026-11-24", {"selected_date": "2026-11-24"}),
        "none": ({"type": "static_select", **options}, "", {"selected_option": None}),
    }
    blocks = [
        field(name, element, optional=name == "none") for name, (element, _, _) in fields.items()
    ]
    trigger.app.view("all")(lambda ack, body: (ack(), submitted.append(body["view"]["state"])))
    form = view("Form", *blocks, callback_id="all", submit=words("Send"))
    opened = client.views_open(trigger_id=trigger(), view=form)["view"]
    values = {name: {"it": given} for name, (_, given, _) in fields.items()}
    assert page.do("submit", **ME, view_id=opened["id"], values=values) == {"errors": {}}
    eventually(lambda: submitted)
    read = {name: dict(block["it"]) for name, block in submitted[0]["values"].items()}
    for name, (element, _, expected) in fields.items():
        assert read[name] == {"type": element["type"], **expected}


def test_a_button_in_a_modal_brings_what_is_filled_in(trigger, client, page, eventually):
    pressed = []
    trigger.app.action("inside")(lambda ack, body: (ack(), pressed.append(body["view"]["state"])))
    inside = {"type": "actions", "block_id": "b", "elements": [{**BUTTON, "action_id": "inside"}]}
    form = view("Form", field("note", {"type": "plain_text_input"}), inside, submit=words("Send"))
    opened = client.views_open(trigger_id=trigger(), view=form)["view"]
    values = {"note": {"it": "so far"}}
    press = {"view_id": opened["id"], "block_id": "b", "action_id": "inside", "values": values}
    assert page.do("press", **ME, **press) == {}
    eventually(lambda: pressed)
    assert pressed[0]["values"]["note"]["it"]["value"] == "so far"
    assert page.do("press", **{"as": "U0SAM"}, **press)["status"] == 400


def test_a_form_can_push_another_and_clear_them_all(trigger, client, page):
    send = {"submit": words("Send"), "callback_id": "first"}
    trigger.app.view("first")(
        lambda ack: ack(response_action="push", view=view("Two", **{**send, "callback_id": "two"}))
    )
    trigger.app.view("two")(lambda ack: ack(response_action="clear"))
    opened = client.views_open(trigger_id=trigger(), view=view("One", **send))["view"]
    page.do("submit", **ME, view_id=opened["id"], values={})
    one, two = page.get("start", **ME)["views"]
    assert two["previous_view_id"] == one["id"]
    page.do("submit", **ME, view_id=two["id"], values={})
    assert page.get("start", **ME)["views"] == []


def test_errors_for_blocks_that_are_not_there_are_refused(trigger, client, page):
    trigger.app.view("form")(lambda ack: ack(response_action="errors", errors={"ghost": "No."}))
    form = view("One", submit=words("Send"), callback_id="form")
    opened = client.views_open(trigger_id=trigger(), view=form)["view"]
    said = page.do("submit", **ME, view_id=opened["id"], values={})
    assert (said["status"], said["error"]) == (400, "invalid_arguments")


def test_an_app_that_asked_hears_of_a_closed_modal(trigger, client, page, eventually):
    closed = []
    handler = trigger.app.view_closed("form")
    handler(lambda ack, body: (ack(), closed.append(body["type"])))
    form = view("One", notify_on_close=True, callback_id="form")
    opened = client.views_open(trigger_id=trigger(), view=form)["view"]
    page.do("close", **ME, view_id=opened["id"])
    assert eventually(lambda: closed) == ["view_closed"]


def test_feedback_buttons_bring_the_side_that_was_pressed(trigger, client, workspace, eventually):
    given = []
    trigger.app.action("rate")(lambda ack, action: (ack(), given.append(action["value"])))
    side = {"text": words("Right"), "value": "right"}
    buttons = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": side,
        "negative_button": {**side, "value": "wrong"},
    }
    blocks = [{"type": "context_actions", "elements": [buttons]}]
    ts = client.chat_postMessage(channel="C0ASK", text="x", blocks=blocks)["ts"]
    assert workspace.press("U0DANA", "C0ASK", ts, "rate", "wrong")
    assert eventually(lambda: given) == ["wrong"]


def test_status_and_prompts_are_shown_on_the_page(serve, page_of, base_config):
    workspace = serve(scopes=base_config.scopes | {"assistant:write"})
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    asked = workspace.post_as("U0DANA", "U0DANA", "claims?")
    page = page_of(workspace)
    with page.changes("U0DANA") as next_change:
        assert next_change()["kind"] == "ready"
        where = {"channel_id": asked.channel, "thread_ts": asked.ts}
        client.assistant_threads_setStatus(**where, status="is counting…")
        assert next_change() == {
            "kind": "status",
            "channel": asked.channel,
            "thread_ts": asked.ts,
            "status": "is counting…",
        }
    prompts = [{"title": "Claims", "message": "How many claims?"}]
    client.assistant_threads_setSuggestedPrompts(channel_id=asked.channel, prompts=prompts)
    shown = page.get("messages", **ME, channel=asked.channel)["prompts"]
    assert shown["prompts"] == prompts
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.assistant_threads_setSuggestedPrompts(channel_id=asked.channel, prompts=prompts * 5)
