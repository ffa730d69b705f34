"""A person asks, reads and presses on the page, in a real headless Chromium."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

pytestmark = [pytest.mark.loopback, pytest.mark.browser]

# A busy machine lets the page, the workspace and the app wait for seconds; a fault waits for ever.
PATIENCE_S = 30.0
expect.set_options(timeout=PATIENCE_S * 1000)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium():
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None and os.environ.get("CI") != "true":
        pytest.skip("there is no chromium on this machine (CI=true makes that a failure)")
    assert found, "the continuous integration must bring a chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def workspace(serve):
    return serve(ack_timeout_s=PATIENCE_S)


@pytest.fixture
def tab(chromium, workspace):
    """A page that fails the test when it logs an error or asks another machine for anything."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    tab = context.new_page()
    wrong = []

    def note_line(line):
        # A refusal of the page's own API is a line too; what it says is shown to the person.
        if line.type == "error" and "/local/do/" not in line.location["url"]:
            wrong.append(line.text)

    def note_request(request):
        if not request.url.startswith(("blob:", workspace.url)):
            wrong.append(request.url)

    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", note_line)
    tab.on("request", note_request)
    tab.goto(workspace.url)
    yield tab
    context.close()
    assert wrong == []


@pytest.fixture
def echo(workspace, bolt):
    """A tiny app: it answers with blocks and a button, and the button changes the answer."""
    part = bolt(workspace)
    words = {"type": "mrkdwn", "text": "*4,218* claims & <@U0DANA> `<b>` _now_"}
    button = {"type": "button", "action_id": "split", "text": {"type": "plain_text", "text": "By region"}}  # fmt: skip  # noqa: E501 - one element
    blocks = [{"type": "section", "text": words}, {"type": "actions", "elements": [button]}]

    def answer(event, say):
        say(text="4,218 claims", blocks=blocks, thread_ts=event.get("thread_ts") or event["ts"])

    part.app.event("app_mention")(answer)
    part.app.event("message")(lambda: None)

    @part.app.action("split")
    def split(ack, body, client):
        ack()
        client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="West 7, East 9"
        )

    part.connect()
    return part


@pytest.mark.usefixtures("echo")
def test_a_question_is_typed_answered_in_its_thread_and_its_button_works(tab):
    expect(tab.get_by_text("not Slack")).to_be_visible()
    expect(tab.get_by_text("Paceline is connected")).to_be_visible()
    box = tab.get_by_role("combobox", name="Message #ask-data")
    box.type("@pac")
    box.press("Enter")
    expect(box).to_have_value("@paceline ")
    box.type("how many claims? <img src=x onerror=alert(1)>")
    box.press("Enter")
    messages = tab.get_by_role("log", name="Messages", exact=True)
    expect(messages).to_contain_text("@Paceline how many claims? <img src=x onerror=alert(1)>")
    thread = tab.get_by_role("log", name="Thread messages")
    expect(thread.locator("strong")).to_have_text("4,218")
    expect(thread).to_contain_text("4,218 claims & @Dana Okafor <b> now")
    expect(messages.get_by_role("button", name="1 reply")).to_be_visible()
    thread.get_by_role("button", name="By region").click()
    expect(thread).to_contain_text("West 7, East 9")
    expect(thread.get_by_role("button", name="By region")).to_have_count(0)


@pytest.mark.usefixtures("echo")
def test_an_example_is_asked_with_one_click_and_another_person_sees_the_answer(tab):
    tab.get_by_role("button", name="How many claims last month?").click()
    expect(tab.get_by_role("log", name="Thread messages")).to_contain_text("4,218 claims")
    tab.get_by_role("button", name="Acting as Dana Okafor").click()
    tab.get_by_role("menuitemradio", name="Sam Whitfield").click()
    expect(tab.get_by_role("button", name="Acting as Sam Whitfield")).to_be_visible()
    expect(tab.get_by_role("log", name="Messages", exact=True)).to_contain_text("Dana Okafor")
    expect(tab.get_by_role("link", name="board")).to_have_count(0)


def test_an_answer_that_comes_while_the_conversation_is_read_stays(tab, client):
    def post(text):
        return client.chat_postMessage(channel="C0ASK", text=text)["ts"]

    messages = tab.get_by_role("log", name="Messages", exact=True)
    post("before")
    gone = post("taken back")
    expect(messages).to_contain_text("taken back")
    held = []
    tab.route("**/local/messages?*", lambda route: held.append((route, route.fetch())))
    with tab.expect_request("**/local/messages?*"):
        tab.get_by_role("link", name="ask-data").click()
    post("meanwhile")
    client.chat_delete(channel="C0ASK", ts=gone)
    expect(messages).to_contain_text("meanwhile")
    expect(messages).not_to_contain_text("taken back")
    route, answer = held[0]
    route.fulfill(response=answer, body=answer.text().replace("before", "as it was read"))
    expect(messages).to_contain_text("as it was read")
    expect(messages).to_contain_text("meanwhile")
    expect(messages).not_to_contain_text("taken back")


def test_a_button_of_an_absent_app_says_why_nothing_happens(tab, client):
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    client.chat_postMessage(channel="C0ASK", text="x", blocks=blocks)
    tab.get_by_role("button", name="Go").click()
    expect(tab.locator("#toast")).to_contain_text("The app is not connected.")


def test_every_kind_of_block_is_drawn(tab, client):
    cells = [[{"type": "raw_text", "text": t} for t in row] for row in (("Lot", "Claims"), ("B", "2"), ("A", "1"))]  # fmt: skip  # noqa: E501 - one table
    emoji, somebody = {"type": "emoji", "name": "warning"}, {"type": "user", "user_id": "U0SAM"}
    points = [{"label": "Jan", "value": 3}, {"label": "Feb", "value": -4}]
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Heading"}},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Read as: claims"}]},
        {"type": "data_table", "caption": "Claims by lot", "rows": cells, "page_size": 1},
        {
            "type": "data_visualization",
            "title": "Claims by month",
            "chart": {
                "type": "bar",
                "series": [{"name": "Claims", "data": points}],
                "axis_config": {"categories": ["Jan", "Feb"]},
            },
        },
        {"type": "markdown", "text": "# Title\n- **one**\n- two\n\n[site](https://example.com)"},
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A picture"},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [emoji, somebody],
                }
            ],
        },
    ]
    client.chat_postMessage(channel="C0ASK", text="all", blocks=blocks)
    message = tab.get_by_role("article")
    expect(message.get_by_role("heading", name="Heading")).to_be_visible()
    expect(message.get_by_role("img", name="bar chart: Claims by month")).to_be_visible()
    expect(message.locator(".chart-bar")).to_have_count(2)
    expect(message.get_by_role("link", name="site")).to_have_attribute(
        "rel", "noopener noreferrer"
    )
    expect(message).to_contain_text("Picture not loaded here: A picture")
    expect(message).to_contain_text("⚠️@Sam Whitfield")
    table = message.get_by_role("region", name="Claims by lot")
    expect(table).to_contain_text("B")
    table.get_by_role("button", name="Lot").click()
    expect(table.get_by_role("cell").first).to_have_text("A")
    message.get_by_role("button", name="Next").click()
    expect(table.get_by_role("cell").first).to_have_text("B")


def test_on_a_phone_the_rail_opens_and_closes_and_nothing_is_too_wide(tab):
    tab.set_viewport_size({"width": 360, "height": 700})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    expect(tab.get_by_role("link", name="ask-data")).to_be_hidden()
    tab.get_by_role("button", name="Channels and people").click()
    tab.get_by_role("link", name="Paceline").click()
    expect(tab.get_by_role("heading", name="Ask Paceline")).to_be_visible()
    expect(tab.get_by_role("link", name="ask-data")).to_be_hidden()


def cell(text):
    return {"type": "raw_text", "text": text}


def post_table(client, headings, rows):
    columns = [{"align": "left"}, *({"align": "right"} for _ in headings[1:])]
    body = [[cell(text) for text in row] for row in (headings, *rows)]
    block = {"type": "table", "column_settings": columns, "rows": body}
    client.chat_postMessage(channel="C0ASK", text="a table", blocks=[block])


LINES = """cell => {
  const words = document.createRange();
  words.selectNodeContents(cell);
  return new Set([...words.getClientRects()].map(r => Math.round(r.top))).size;
}"""


def lines(tab, name):
    """On how many lines the words of a cell stand."""
    return tab.get_by_role("cell", name=name, exact=True).first.evaluate(LINES)


def test_a_table_on_a_phone_shows_its_last_column_and_breaks_no_word(tab, client):
    headings = ["Region", "First-time fix rate", "September 2026", "Change"]
    rows = [["Southwest", "86.1 %", "80.0 %", "▲ 6.1 points better"]]
    post_table(client, headings, [*rows, ["Canada", "9 %", "8 %", "unchanged"]])
    tab.set_viewport_size({"width": 390, "height": 844})
    table = tab.locator("#messages table")
    expect(table).to_be_visible()
    box = table.bounding_box()
    assert box["x"] + box["width"] <= 390
    assert [lines(tab, name) for name in ("Southwest", "Canada", "86.1 %", "unchanged")] == [1] * 4


def test_numbers_and_words_of_a_wide_table_stay_whole_on_a_wide_screen(tab, client):
    headings = ["Region", *(f"A rather long heading {n}" for n in range(6))]
    post_table(client, headings, [["Canada", *("▼ 42.5 points worse" for _ in range(6))]])
    assert [lines(tab, name) for name in ("Canada", "▼ 42.5 points worse")] == [1, 1]


COVERED = """message => {
  const tools = message.querySelector(".tools").getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(message.querySelector(".content"));
  return [...words.getClientRects()].filter(r => r.width && r.right > tools.left
    && r.left < tools.right && r.bottom > tools.top + 1 && r.top < tools.bottom - 1
    && r.height < 30).length;
}"""


def test_what_is_sent_while_another_message_is_on_its_way_follows_it(tab):
    box, held = tab.get_by_role("combobox", name="Message #ask-data"), []

    def hold_the_first(route):
        if held:
            route.continue_()
        held.append(route)

    tab.route("**/local/do/send", hold_the_first)
    for words in ("one of two", "two of two"):
        box.fill(words)
        box.press("Enter")
        expect(box).to_have_value("")
    held[0].continue_()
    messages = tab.locator("#messages .message")
    expect(messages).to_have_count(2)
    expect(messages.first).to_contain_text("one of two")
    expect(messages.last).to_contain_text("two of two")


def test_the_tools_of_a_message_never_cover_its_words(tab):
    tab.set_viewport_size({"width": 720, "height": 800})
    box = tab.get_by_role("combobox", name="Message #ask-data")
    for _ in range(2):
        box.fill(
            "how many claims did we get for the Tread in Canada since the first of June, then?"
        )
        box.press("Enter")
        expect(box).to_have_value("")
    messages = tab.locator("#messages .message")
    expect(messages).to_have_count(2)
    for number in range(2):
        messages.nth(number).hover()
        assert messages.nth(number).evaluate(COVERED) == 0
