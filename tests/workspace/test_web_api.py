"""The official WebClient gets from the Web API what it would get from Slack."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

pytestmark = pytest.mark.loopback


def refused(call, **arguments):
    """Give the answer to a call that is refused."""
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return caught.value.response


def test_auth_test_says_who_the_app_is(client):
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team"]) == (
        "U0BOT",
        "B0LOCAL",
        "Windmill Appliances",
    )


@pytest.mark.parametrize(
    ("token", "error"), [("xoxb-wrong", "invalid_auth"), (None, "not_authed")]
)
def test_a_wrong_token_is_refused(workspace, token, error):
    stranger = WebClient(token=token, base_url=workspace.api_url)
    assert refused(stranger.auth_test)["error"] == error


def test_each_token_opens_only_its_own_methods(workspace, client):
    by_app = WebClient(token=workspace.app_token, base_url=workspace.api_url)
    assert refused(by_app.users_list)["error"] == "not_allowed_token_type"
    opened = refused(client.apps_connections_open, app_token=workspace.bot_token)
    assert opened["error"] == "not_allowed_token_type"


def test_an_unknown_method_is_refused(client):
    assert refused(client.api_call, api_method="chat.shout")["error"] == "unknown_method"


def test_a_missing_scope_is_named(serve):
    workspace = serve(scopes=frozenset({"chat:write"}))
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    answer = refused(client.users_list)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert answer["provided"] == "chat:write"


def test_history_asks_for_the_scope_of_its_kind_of_channel(serve):
    workspace = serve(scopes=frozenset({"im:history", "im:write"}))
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    dm = client.conversations_open(users="U0DANA")["channel"]["id"]
    assert client.conversations_history(channel=dm)["messages"] == []
    assert refused(client.conversations_history, channel="C0ASK")["needed"] == "channels:history"


def test_a_posted_message_is_in_the_history(client):
    posted = client.chat_postMessage(channel="C0ASK", text="Claims: 4,218")
    [found] = client.conversations_history(channel="C0ASK")["messages"]
    assert (found["ts"], found["text"], found["bot_id"]) == (
        posted["ts"],
        "Claims: 4,218",
        "B0LOCAL",
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"channel": "C0QUIET", "text": "x"}, "not_in_channel"),
        ({"channel": "C0SECRET"}, "no_text"),
        ({"channel": "C0ASK", "text": " "}, "no_text"),
        ({"channel": "C0ASK", "text": "x", "thread_ts": "1.0"}, "thread_not_found"),
        ({"channel": "C0ASK", "blocks": "not json"}, "invalid_blocks_format"),
        ({"channel": "C0ASK", "blocks": '{"type": "divider"}'}, "invalid_blocks_format"),
    ],
)
def test_what_slack_does_not_post_is_not_posted(client, arguments, error):
    answer = refused(client.api_call, api_method="chat.postMessage", json=arguments)
    assert answer["error"] == error


def test_a_private_channel_without_the_app_does_not_exist_for_it(serve, base_config):
    channels = (
        *base_config.channels,
        type(base_config.channels[0])("C0HIDDEN", "hidden", is_private=True, with_bot=False),
    )
    workspace = serve(channels=channels)
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    assert refused(client.conversations_info, channel="C0HIDDEN")["error"] == "channel_not_found"
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert "hidden" not in [each["name"] for each in listed]


def test_over_long_text_is_cut_with_a_warning(workspace, client):
    answer = client.chat_postMessage(channel="C0ASK", text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(workspace.messages("C0ASK")[0].text) == 40_000


def test_bad_blocks_are_refused_with_pointers(client):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}]
    answer = refused(client.chat_postMessage, channel="C0ASK", text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_a_second_table_is_an_invalid_attachment(client):
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    answer = refused(client.chat_postMessage, channel="C0ASK", text="x", blocks=[table, table])
    assert answer["error"] == "invalid_attachments"


def test_blocks_with_too_much_text_together_are_refused(client):
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}}
    answer = refused(client.chat_postMessage, channel="C0ASK", text="x", blocks=[section] * 5)
    assert answer["error"] == "msg_blocks_too_long"


def test_only_its_own_message_can_be_changed(workspace, client):
    theirs = workspace.post_as("U0DANA", "C0ASK", "mine")
    ours = client.chat_postMessage(channel="C0ASK", text="before")
    client.chat_update(channel="C0ASK", ts=ours["ts"], text="after")
    assert workspace.messages("C0ASK")[-1].text == "after"
    answer = refused(client.chat_update, channel="C0ASK", ts=theirs.ts, text="stolen")
    assert answer["error"] == "cant_update_message"
    assert refused(client.chat_update, channel="C0ASK", ts="1.1", text="x")["error"] == (
        "message_not_found"
    )


def test_a_deleted_message_is_gone(workspace, client):
    posted = client.chat_postMessage(channel="C0ASK", text="oops")
    client.chat_delete(channel="C0ASK", ts=posted["ts"])
    assert workspace.messages("C0ASK") == ()


def test_an_ephemeral_message_is_in_no_history_and_cannot_be_changed(workspace, client):
    sent = client.chat_postEphemeral(channel="C0ASK", user="U0DANA", text="psst")
    assert client.conversations_history(channel="C0ASK")["messages"] == []
    assert workspace.messages("C0ASK")[0].only_for == "U0DANA"
    answer = refused(client.chat_update, channel="C0ASK", ts=sent["message_ts"], text="x")
    assert answer["error"] == "message_not_found"


def test_replies_show_the_thread_and_the_root_counts_them(workspace, client):
    root = workspace.post_as("U0DANA", "C0ASK", "question")
    first = client.chat_postMessage(channel="C0ASK", thread_ts=root.ts, text="one")
    client.chat_postMessage(channel="C0ASK", thread_ts=first["ts"], text="two")
    thread = client.conversations_replies(channel="C0ASK", ts=root.ts)["messages"]
    assert [each["text"] for each in thread] == ["question", "one", "two"]
    assert thread[0]["reply_count"] == 2
    assert {each["thread_ts"] for each in thread} == {root.ts}
    assert len(client.conversations_history(channel="C0ASK")["messages"]) == 1


def test_history_comes_newest_first_in_pages_and_within_bounds(workspace, client):
    posts = [workspace.post_as("U0DANA", "C0ASK", f"m{number}") for number in range(5)]
    seen = [
        ([each["text"] for each in answer["messages"]], answer["has_more"])
        for answer in client.conversations_history(channel="C0ASK", limit=2)
    ]
    assert seen == [(["m4", "m3"], True), (["m2", "m1"], True), (["m0"], False)]
    bounded = client.conversations_history(
        channel="C0ASK", oldest=posts[1].ts, latest=posts[3].ts, inclusive=True
    )
    assert [each["text"] for each in bounded["messages"]] == ["m3", "m2", "m1"]


def test_a_direct_message_is_opened_once(client):
    first = client.conversations_open(users="U0DANA")["channel"]["id"]
    again = client.conversations_open(users=["U0DANA"], return_im=True)["channel"]
    assert again["id"] == first
    assert again["user"] == "U0DANA"
    posted = client.chat_postMessage(channel="U0DANA", text="hello")
    assert posted["channel"] == first


def test_conversations_are_listed_by_kind(client):
    public = client.conversations_list()["channels"]
    assert [each["name"] for each in public] == ["ask-data", "quiet"]
    private = client.conversations_list(types="private_channel")["channels"]
    assert [each["name"] for each in private] == ["board"]
    assert refused(client.conversations_list, types="secret")["error"] == "invalid_types"


def test_members_of_a_channel_are_ids(client):
    assert client.conversations_members(channel="C0SECRET")["members"] == ["U0DANA", "U0BOT"]


def test_people_and_the_app_are_listed_without_addresses_unless_allowed(client, serve):
    people = {each["id"]: each for each in client.users_list()["members"]}
    assert people["U0BOT"]["is_bot"] is True
    assert "email" not in people["U0DANA"]["profile"]
    workspace = serve(scopes=frozenset({"users:read", "users:read.email"}))
    allowed = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    assert allowed.users_info(user="U0DANA")["user"]["profile"]["email"] == "dana@windmill.example"
    assert allowed.users_lookupByEmail(email="DANA@windmill.example")["user"]["id"] == "U0DANA"


def test_user_groups_tell_their_members(client):
    groups = client.usergroups_list(include_users=True)["usergroups"]
    assert {each["id"]: each["users"] for each in groups} == {
        "S0WARRANTY": ["U0DANA"],
        "S0SUPPLY": ["U0SAM"],
    }
    assert client.usergroups_users_list(usergroup="S0SUPPLY")["users"] == ["U0SAM"]
    assert refused(client.usergroups_users_list, usergroup="S404")["error"] == "no_such_subteam"


def test_reactions_are_added_once_and_taken_away_once(workspace, client):
    root = workspace.post_as("U0DANA", "C0ASK", "question")
    where = {"channel": "C0ASK", "timestamp": root.ts, "name": "eyes"}
    client.reactions_add(**where)
    assert workspace.messages("C0ASK")[0].reactions[0].users == ("U0BOT",)
    assert refused(client.reactions_add, **where)["error"] == "already_reacted"
    client.reactions_remove(**where)
    assert refused(client.reactions_remove, **where)["error"] == "no_reaction"


def test_a_file_is_uploaded_in_three_steps_and_shared_in_a_thread(workspace, client, page):
    root = workspace.post_as("U0DANA", "C0ASK", "as CSV?")
    client.files_upload_v2(
        content="region,claims\nWest,7\n",
        filename="claims.csv",
        title="Claims",
        channel="C0ASK",
        thread_ts=root.ts,
        initial_comment="Here it is",
    )
    shared = workspace.messages("C0ASK", root.ts)[-1]
    [file] = shared.files
    assert (shared.text, file.name, file.title, file.mimetype) == (
        "Here it is",
        "claims.csv",
        "Claims",
        "text/csv",
    )
    assert file.content == b"region,claims\nWest,7\n"
    shown = page.get("messages", **{"as": "U0DANA", "channel": "C0ASK"})["messages"]
    assert shown[-1]["files"][0]["size"] == 21


def test_a_file_without_its_bytes_cannot_be_shared(client):
    step = client.files_getUploadURLExternal(filename="a.csv", length=3)
    answer = refused(
        client.files_completeUploadExternal,
        files=[{"id": step["file_id"], "title": "a"}],
        channel_id="C0ASK",
    )
    assert answer["error"] == "file_not_found"


def test_a_refusal_can_be_asked_for(workspace, client):
    workspace.fail_next("chat.postMessage", "ratelimited", status=429, retry_after=7)
    answer = refused(client.chat_postMessage, channel="C0ASK", text="x")
    assert (answer["error"], answer.headers["Retry-After"]) == ("ratelimited", "7")
    assert client.chat_postMessage(channel="C0ASK", text="x")["ok"]


def test_the_home_tab_is_published_for_one_person(client, page):
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    published = client.views_publish(user_id="U0DANA", view=view)["view"]
    assert page.get("start", **{"as": "U0DANA"})["home"]["id"] == published["id"]
    assert page.get("start", **{"as": "U0SAM"})["home"] is None
    answer = refused(client.views_publish, user_id="U0DANA", view=view, hash="old")
    assert answer["error"] == "hash_conflict"


def test_no_modal_opens_without_a_trigger(client):
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
    answer = refused(client.views_open, trigger_id="made-up", view=view)
    assert answer["error"] == "invalid_trigger_id"


@pytest.mark.parametrize("length", [0, 30 * 1024 * 1024])
def test_a_file_of_no_or_too_many_bytes_is_refused(client, length):
    answer = refused(client.files_getUploadURLExternal, filename="a.csv", length=length)
    assert answer["error"] == "file_upload_size_restricted"


def test_an_upload_address_takes_bytes_once_and_a_file_is_shared_once(client):
    step = client.files_getUploadURLExternal(filename="a.csv", length=3)

    def upload():
        request = urllib.request.Request(step["upload_url"], b"a,b")  # noqa: S310 - its own
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
            return answer.read()

    assert upload() == b"OK - 3"
    with pytest.raises(urllib.error.HTTPError, match="404") as caught:
        upload()
    caught.value.close()
    files = [{"id": step["file_id"], "title": "A"}]
    client.files_completeUploadExternal(files=files)
    assert client.files_info(file=step["file_id"])["file"]["title"] == "A"
    again = refused(client.files_completeUploadExternal, files=files)
    assert again["error"] == "file_already_completed"


def test_the_rest_of_who_is_who(serve):
    workspace = serve(scopes=frozenset({"team:read", "users:read", "users:read.email"}))
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    assert client.team_info()["team"]["domain"] == "windmill"
    assert client.bots_info(bot="B0LOCAL")["bot"]["user_id"] == "U0BOT"
    assert refused(client.bots_info, bot="B404")["error"] == "bot_not_found"
    assert refused(client.users_info, user="U404")["error"] == "user_not_found"
    assert refused(client.users_lookupByEmail, email="x@y.z")["error"] == "users_not_found"


def test_a_link_to_a_message_leads_to_the_page(workspace, client):
    root = workspace.post_as("U0DANA", "C0ASK", "question")
    link = client.chat_getPermalink(channel="C0ASK", message_ts=root.ts)["permalink"]
    assert link == f"{workspace.url}#/C0ASK/{root.ts}"


def test_arguments_that_make_no_sense_are_refused(client):
    assert refused(client.conversations_open, users=",")["error"] == "not_enough_users"
    assert refused(client.conversations_open, users="U0DANA,U0SAM")["error"] == "too_many_users"
    assert refused(client.conversations_list, cursor="?")["error"] == "invalid_cursor"
    assert refused(client.conversations_replies, channel="C0ASK", ts="1")["error"] == (
        "thread_not_found"
    )
    assert refused(client.conversations_history, channel="C0ASK", oldest="x")["error"] == (
        "invalid_ts_oldest"
    )
    assert refused(client.chat_postEphemeral, channel="C0ASK", user="U404", text="x")["error"] == (
        "user_not_in_channel"
    )
