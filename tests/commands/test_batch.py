"""A batch gives every line a reply: a bad line is named, and the lines after it are answered."""

from __future__ import annotations

import json

import pytest

NOW = "2026-01-15T10:00"
GOOD = json.dumps({"id": "good", "question": "deliveries in 2025", "now": NOW})


@pytest.fixture
def batch(kestrel, tmp_path):
    """Answer a file of lines; the finished command, and the replies in their order."""

    def run(*lines, options=()):
        path = tmp_path / "q.jsonl"
        raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
        path.write_bytes(b"\n".join(raw) + b"\n")
        done = kestrel.paceline("ask", "--batch", path, *options)
        return done, [json.loads(line) for line in done.stdout.splitlines()]

    return run


@pytest.mark.parametrize(
    ("line", "line_id", "says"),
    [
        ("{", None, "not JSON"),
        ("[1]", None, 'an object with "id" and "question" is needed'),
        ('{"question": "x"}', None, '"id" must be a text or a number'),
        ('{"id": {}, "question": "x"}', None, '"id" must be a text or a number'),
        ('{"id": "3"}', "3", 'an object with "id" and "question" is needed'),
        ('{"id": "3", "question": 5}', "3", '"question" must be text, not 5.'),
        ('{"id": 4, "question": "x", "now": "bad"}', 4, '"bad" is not a date such as 2026-10-31'),
        ('{"id": 4, "question": "x", "now": 5}', 4, '"now" must be text, not 5.'),
        ('{"id": 4, "question": "x", "now": "0001-01-01"}', 4, "between 1900 and 2200"),
        ('{"id": 5, "question": "x", "as": "lenna"}', 5, "Near: lena."),
        ('{"id": 5, "question": "x", "as": "group:boss"}', 5, 'called "group:boss"'),
        ('{"id": 5, "question": "x", "as": ["lena"]}', 5, '"as" must be text'),
        ('{"id": 6, "question": "x", "channel": 1}', 6, '"channel" must be text'),
        ('{"id": 6, "question": "x", "thread": []}', 6, '"thread" must be text'),
        ('{"id": 7, "question": "\\ud800"}', 7, '"question" holds half a character'),
        (b'{"id": 8, "question": "caf\xe9"}', None, "the line is not UTF-8"),
        ("[" * 50_000, None, "not JSON"),
        ('{"id": 9, "question": "' + "x" * 100_000 + '"}', None, "100,000 bytes at most"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_line_that_cannot_be_asked_gets_its_reply_and_the_next_is_answered(
    batch, line, line_id, says
):
    done, (bad, good) = batch(line, GOOD)

    assert (bad["id"], bad["kind"], bad["reason"]) == (line_id, "refusal", "error")
    assert bad["message"].startswith("q.jsonl:1: ")
    assert says in bad["message"]
    assert bad["answer_id"] == ""
    assert (good["id"], good["rows"]) == ("good", [[120]])
    assert done.exit_code == 1
    assert "1 of 2 lines have no answer: see their replies." in done.stderr


def test_a_batch_without_a_bad_line_exits_0_with_refusals_too(batch):
    refused = json.dumps({"id": 1, "question": "revenue in 2025", "as": "lena", "now": NOW})

    done, (first, second) = batch(refused, "", GOOD)

    assert done.exit_code == 0
    assert (first["reason"], second["kind"]) == ("not_permitted", "answer")


def test_a_batch_may_begin_with_a_byte_order_mark(batch):
    done, (reply,) = batch(b"\xef\xbb\xbf" + GOOD.encode())

    assert (done.exit_code, reply["rows"]) == (0, [[120]])


def test_null_stands_for_nothing_said_and_widens_no_rights(batch):
    line = {"id": 1, "question": "revenue in 2025", "as": None, "now": None, "thread": None}

    _, (reply,) = batch(json.dumps(line), options=("--as", "lena", "--now", NOW))

    assert reply["reason"] == "not_permitted"


def test_a_file_that_is_no_text_is_refused_as_a_whole(batch):
    done, replies = batch(b"DUCK\0\0\0\xff\xfe")

    assert (done.exit_code, replies) == (1, [])
    assert "is no text file with one JSON object a line" in done.stderr
