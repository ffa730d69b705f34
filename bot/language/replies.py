"""Messages that only answer what was asked back, or end the conversation: "yes", "start over"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.language.describe import describe
from bot.language.options import clarify
from bot.language.outcome import Interpretation, OtherIntent, Outcome, Step
from bot.language.state import Reading
from bot.language.tokens import Token
from bot.language.words import NO, START_OVER, WHICH_ONE, YES
from metrics.query import MetricQuery

_OPENING: Final = 2
_NOTHING_OPEN: Final = (
    "I have no question open that this would answer. Ask for a number in your own words, "
    "such as “{example} last month”."
)
_THEN: Final = "Then please say it in other words: which number, of what, and when?"
_WHICH: Final = "There is more than one. Which of these do you mean?"


def answer_to_us(reading: Reading) -> Reading:
    """Decided where the whole message is such an answer; else unchanged."""
    if reading.outcome is not None:
        return reading
    raw = (token.raw.casefold() for token in reading.tokens if token.kind != "mark")
    said = " ".join(raw).replace("'", "")
    step = Step("answer_to_us", "an answer to a question back", said, "the whole message")
    told = replace(reading, trace=(*reading.trace, step))
    outcome = _outcome(told, said)
    return reading if outcome is None else replace(told, outcome=outcome)


def without_opening(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """``No, by model``: what answers us and is set apart by a comma only opens the sentence."""
    opens = len(tokens) > _OPENING and tokens[0].word in YES | NO and tokens[1].word == ","
    return tokens[_OPENING:] if opens else tokens


def _outcome(reading: Reading, said: str) -> Outcome | None:
    if said in START_OVER:
        return OtherIntent("restart", "", reading.trace)
    if said in YES:
        return _agreed(reading)
    chosen = _chosen(reading, said)
    if chosen is not None:
        return _as_offered(reading, chosen)
    if said in NO:
        return clarify(reading, _THEN if reading.offered else _nothing_open(reading), ())
    return None


def _agreed(reading: Reading) -> Outcome:
    if len(reading.offered) == 1:
        return _as_offered(reading, reading.offered[0])
    if reading.offered:
        return clarify(reading, _WHICH, reading.offered)
    return clarify(reading, _nothing_open(reading), ())


def _nothing_open(reading: Reading) -> str:
    first = next(iter(reading.knowledge.catalog.askable), None)
    return _NOTHING_OPEN.format(example=first.label.lower() if first else "claims")


def _chosen(reading: Reading, said: str) -> MetricQuery | None:
    """``The second one``, of what was offered."""
    plain = said.removeprefix("the ").removesuffix(" one").removesuffix(" option")
    for place, query in enumerate(reading.offered):
        if plain in {WHICH_ONE[place], str(place + 1)}:
            return query
    return None


def _as_offered(reading: Reading, query: MetricQuery) -> Interpretation:
    line = describe(query, reading.knowledge.catalog)
    return Interpretation(query, line, 1.0, (), (), reading.trace)
