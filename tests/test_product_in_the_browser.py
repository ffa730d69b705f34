"""The whole product as a stakeholder meets it: the page, in a real Chromium, over Socket Mode.

``paceline up`` runs as a process of its own; every number is compared with SQL written by hand.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.loopback]

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    f"--{flag}"
    for flag in (
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
    )
]
CLAIMS = (
    "(SELECT * FROM claim QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY load_id) = 1)"
)


@pytest.fixture(scope="module")
def page_url(sample_warehouse_path, tmp_path_factory):
    """The address that a running ``paceline up`` prints."""
    folder = tmp_path_factory.mktemp("up")
    command = [sys.executable, "-m", "bot", "up", "--quiet"]
    command += ["--warehouse", f"duckdb:///{sample_warehouse_path}"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        lines = iter(process.stdout.readline, "")
        yield next(m[0] for line in lines if (m := re.search(r"http://\S+/", line)))
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.fixture(scope="module")
def page(page_url):
    """The page in a Chromium, wide enough for a thread beside its channel."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI must run the browser test, and there is no chromium")
        pytest.skip("no chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is driven

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(viewport={"width": 1440, "height": 1000})
        broken = []
        opened.on("pageerror", lambda error: broken.append(error))  # noqa: PLW0108 - playwright marks it
        opened.goto(page_url, wait_until="load")
        opened.get_by_text("Paceline is connected").wait_for()
        opened.locator(".example").first.wait_for()
        opened.wait_for_timeout(500)
        yield opened
        assert broken == []
        browser.close()


def say(page, where, text):
    """Type into a composer and send, once it is done with what was sent before."""
    composer = page.locator(f"{where} form.composer")
    composer.locator("button.send:not([aria-busy])").wait_for()
    composer.locator("textarea").fill(text)
    composer.locator("button.send").click()


@pytest.fixture
def ask(page):
    """A function that types a question and gives the text of the answer in its thread."""

    def answer(question):
        asked = page.locator("#messages .message", has_text=question)
        before = asked.count()
        say(page, "#conversation", f"@paceline {question}")
        button = asked.nth(before).locator("button.replies")
        button.wait_for(timeout=20_000)
        button.click()
        return page.locator("#thread .message .content").nth(1).inner_text()

    return answer


def test_the_page_says_what_it_is_and_what_to_try(page, page_url):
    empty = page.context.browser.new_page()
    empty.goto(f"{page_url}#/C0SUPPLY")
    empty.locator(".example").first.wait_for()
    text = empty.inner_text("body")
    empty.close()
    assert "not Slack" in text
    assert "how many claims did we get last month?" in text


def test_a_question_gets_its_number_its_reading_its_definition_and_freshness(ask, by_hand):
    answer = ask("how many claims did we get in September 2026?")
    ((truth,),) = by_hand(
        f"SELECT count(*) FROM {CLAIMS} WHERE reported_on BETWEEN '2026-09-01' AND '2026-09-30'"
    )
    assert re.search(rf"\b{truth}\b", answer)
    assert "Sep 1" in answer
    assert re.search("better|worse|same|unchanged", answer)
    assert "Claims reported v1" in answer
    assert "data through October 31, 2026" in answer
    assert re.search(r"Answer A-\w+", answer)


def test_a_split_is_a_table_with_the_same_numbers(ask, page, by_hand):
    ask("units in service by region at the end of September 2026")
    rows = page.locator("#thread table tr").all_inner_texts()
    truth = by_hand("""
      SELECT m.region, count(*) FROM unit AS u LEFT JOIN member AS m USING (member_id)
      WHERE u.delivered_on <= '2026-09-30'
        AND (u.left_service_on IS NULL OR u.left_service_on > '2026-09-30')
      GROUP BY 1
    """)
    shown = {tuple(re.split(r"\s*\t\s*", row.strip())) for row in rows}
    assert {(region, f"{count:,}") for region, count in truth} <= shown


def test_a_word_that_is_not_understood_is_named_and_a_button_answers(ask, page):
    answer = ask("how many serious claims")
    assert "serious" in answer
    assert not re.search(r"\d+ claims", answer)
    page.locator("#thread .actions button").first.click()
    page.locator("#thread .message").nth(2).wait_for(timeout=20_000)
    assert "Claims reported v1" in page.locator("#thread .message").nth(2).inner_text()


def test_what_is_out_of_scope_is_refused_with_somebody_who_can_help(ask):
    answer = ask("who will win the world cup")
    assert "world" in answer or "win" in answer
    assert "#analytics-desk" in answer


def test_a_follow_up_in_the_thread_changes_the_question_before(ask, page):
    ask("claims last quarter")
    say(page, "#thread", "@paceline and by model?")
    page.locator("#thread .message").nth(3).wait_for(timeout=20_000)
    answer = page.locator("#thread .message").nth(3).inner_text()
    assert "by model" in answer
    assert re.search("Jul 1 . Sep 30, 2026", answer)
