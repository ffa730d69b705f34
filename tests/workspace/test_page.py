"""The page is shown what its person may see, and what they type becomes Slack's text."""

from __future__ import annotations

import pytest

from bot.workspace import WorkspaceError

pytestmark = pytest.mark.loopback


def test_the_page_starts_with_people_groups_and_examples(page):
    start = page.get("start", **{"as": ""})
    assert start["viewer"] == "U0DANA"
    assert start["people"][0]["groups"] == ["warranty"]
    assert start["examples"] == ["How many claims last month?"]
    assert start["commands"][0]["command"] == "/risk"
    assert start["connected"] is False


def test_a_private_channel_shows_to_its_members_alone(page):
    def names(viewer):
        return [each["name"] for each in page.get("start", **{"as": viewer})["channels"]]

    assert names("U0DANA") == ["ask-data", "quiet", "board"]
    assert names("U0SAM") == ["ask-data", "quiet"]
    said = page.get("messages", **{"as": "U0SAM"}, channel="C0SECRET")
    assert (said["status"], said["error"]) == (400, "'U0SAM' sees no conversation 'C0SECRET'.")


def test_a_direct_message_shows_to_its_person_alone(workspace, page):
    sent = workspace.post_as("U0DANA", "U0DANA", "between us")
    mine = page.get("messages", **{"as": "U0DANA"}, channel=sent.channel)
    assert [each["text"] for each in mine["messages"]] == ["between us"]
    assert page.get("messages", **{"as": "U0SAM"}, channel=sent.channel)["status"] == 400


def test_an_ephemeral_message_shows_to_its_person_alone(client, page):
    client.chat_postEphemeral(channel="C0ASK", user="U0DANA", text="psst")

    def texts(viewer):
        shown = page.get("messages", **{"as": viewer}, channel="C0ASK")["messages"]
        return [each["text"] for each in shown]

    assert texts("U0DANA") == ["psst"]
    assert texts("U0SAM") == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("@paceline hi", "<@U0BOT> hi"),
        ("(@Paceline) hi", "(<@U0BOT>) hi"),
        ("ask @sam.whitfield.", "ask <@U0SAM>."),
        ("@warranty look", "<!subteam^S0WARRANTY|@warranty> look"),
        ("see #ask-data", "see <#C0ASK|ask-data>"),
        ("a@paceline.example", "a@paceline.example"),
        ("@nobody & #nothing", "@nobody &amp; #nothing"),
        ("1 < 2 > 0 <script>", "1 &lt; 2 &gt; 0 &lt;script&gt;"),
        ("<@U0SAM> stays", "<@U0SAM> stays"),
        ("<!channel>", "&lt;!channel&gt;"),
    ],
)
def test_what_is_typed_becomes_slacks_text(workspace, typed, text):
    assert workspace.post_as("U0DANA", "C0ASK", typed).text == text


@pytest.mark.parametrize(
    ("user", "channel", "text", "thread", "said"),
    [
        ("U404", "C0ASK", "x", None, "U404"),
        ("U0SAM", "C0SECRET", "x", None, "C0SECRET"),
        ("U0DANA", "C404", "x", None, "C404"),
        ("U0DANA", "C0ASK", "  ", None, "empty"),
        ("U0DANA", "C0ASK", "x", "1.0", "1.0"),
    ],
)
def test_what_cannot_be_posted_is_said(workspace, user, channel, text, thread, said):
    with pytest.raises(WorkspaceError, match=said):
        workspace.post_as(user, channel, text, thread)


def test_a_command_in_a_thread_is_refused_as_slack_does(workspace, page):
    root = workspace.post_as("U0DANA", "C0ASK", "x")
    said = page.do("send", **{"as": "U0DANA"}, channel="C0ASK", text="/risk 1", thread_ts=root.ts)
    assert "inside threads" in said["error"]


def test_no_reply_in_time_is_none(workspace):
    asked = workspace.post_as("U0DANA", "C0ASK", "@paceline hello?")
    assert workspace.wait_for_reply("C0ASK", asked.ts, timeout=0.05) is None


def test_timestamps_come_from_the_clock_and_never_stand_still(serve):
    workspace = serve(clock=lambda: 1_790_000_000.5)
    first, second = (workspace.post_as("U0DANA", "C0ASK", "x") for _ in range(2))
    assert (first.ts, second.ts) == ("1790000000.500000", "1790000000.500001")


def test_changes_come_live_to_those_who_may_see_them(workspace, client, page):
    with page.changes("U0SAM") as next_change:
        assert next_change() == {"kind": "ready", "connected": False}
        workspace.post_as("U0DANA", "U0DANA", "between us")
        client.chat_postEphemeral(channel="C0ASK", user="U0DANA", text="psst")
        posted = client.chat_postMessage(channel="C0ASK", text="for all")
        change = next_change()
        assert (change["kind"], change["message"]["text"]) == ("message", "for all")
        client.chat_update(channel="C0ASK", ts=posted["ts"], text="changed")
        change = next_change()
        assert (change["kind"], change["message"]["text"]) == ("message_changed", "changed")
        client.chat_delete(channel="C0ASK", ts=posted["ts"])
        assert next_change()["kind"] == "message_deleted"


def test_a_reaction_on_the_page_is_told_to_the_app_that_listens(serve, page_of):
    workspace = serve(bot_events=frozenset({"reaction_added", "reaction_removed"}))
    message = workspace.post_as("U0SAM", "C0ASK", "look")
    where = {"as": "U0DANA", "channel": "C0ASK", "ts": message.ts, "name": "eyes"}
    page = page_of(workspace)
    page.do("react", **where, add=True)
    page.do("react", **where, add=True)
    assert workspace.messages("C0ASK")[0].reactions[0].users == ("U0DANA",)
    page.do("react", **where, add=False)
    kinds = [each.kind for each in workspace.deliveries()]
    assert kinds == ["reaction_added", "reaction_removed"]
    assert page.do("react", **{**where, "ts": "1.0"}, add=True)["status"] == 400


def test_a_file_is_read_through_the_page_with_its_secret(client, page):
    client.files_upload_v2(content="a,b", filename="a.csv", channel="C0ASK")
    [message] = page.get("messages", **{"as": "U0DANA"}, channel="C0ASK")["messages"]
    with page.open(f"local/files/{message['files'][0]['id']}") as answer:
        assert answer.read() == b"a,b"
        assert answer.headers["Content-Disposition"] == "attachment"
    assert page.get("files/F404")["error"] == "There is no such file."


def test_the_page_cannot_ask_for_what_there_is_not(page):
    assert page.do("fly")["status"] == 404
    assert page.do("shortcut", **{"as": "U0DANA"}, callback_id="x")["status"] == 400
    assert page.do("close", **{"as": "U0DANA"}, view_id="V404")["status"] == 400
