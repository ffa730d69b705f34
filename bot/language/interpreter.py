"""The stages of reading a question, in order, and the reader that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.language.clashes import Clashes, clashes_in, with_both_meanings
from bot.language.decide import decide
from bot.language.desk import Desk
from bot.language.distinct import with_distinct_labels
from bot.language.draft import gather
from bot.language.fiscal_terms import in_fiscal_terms
from bot.language.intents import recognise_intent
from bot.language.items import Context, apply_rules
from bot.language.joining import join_names
from bot.language.lexicon import build_lexicon
from bot.language.money import read_signs
from bot.language.normalise import MAX_CHARACTERS, is_too_long, normalise
from bot.language.options import MAX_OPTIONS
from bot.language.outcome import Outcome, OutOfScope, Step
from bot.language.query_rules import FIRST_RULES, QUERY_RULES
from bot.language.replies import answer_to_us, without_opening
from bot.language.sidebyside import side_by_side
from bot.language.spans import find_items, total_alone
from bot.language.state import Knowledge, Reading, meaning_of
from bot.language.suggest import with_spellings
from bot.language.time_rules import TIME_RULES
from bot.language.tokens import tokenise
from metrics.catalog import Catalog
from metrics.model import RowPolicy
from metrics.planner import reachable_dimensions
from metrics.query import MetricQuery

Stage = Callable[[Reading], Reading]


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Reads questions about one catalogue and the values of its dimensions; safe to share."""

    knowledge: Knowledge
    clashes: Clashes

    @classmethod
    def build(
        cls,
        catalog: Catalog,
        values: Mapping[str, tuple[str, ...]],
        narrowed: Iterable[RowPolicy] = (),
    ) -> Interpreter:
        """Compile the lexicon once; ``values`` has the distinct values of each dimension.

        Of a dimension in ``narrowed``, other values are read as words that nobody knows.
        """
        reach = {m.name: reachable_dimensions(m.name, catalog) for m in catalog.askable}
        terms = {term.term: term for term in catalog.ambiguous_terms}
        knowledge = Knowledge(catalog, build_lexicon(catalog, values, narrowed), reach, terms)
        return cls(knowledge, clashes_in(knowledge))

    def interpret(
        self,
        text: str,
        *,
        now: datetime,
        data_through: date | None = None,
        previous: MetricQuery | None = None,
        offered: tuple[MetricQuery, ...] = (),
    ) -> Outcome:
        """What the text asks; never raises for any text.

        Args:
            text: as Slack sends it.
            now: decides what "last month" means, in the company's time zone.
            data_through: the last day with data, for states asked without a day.
            previous: the thread's last question, for "and by region?".
            offered: what the last question back offered, for "yes" and "the second one".
        """
        catalog = self.knowledge.catalog
        context = Context(catalog.calendar, catalog.calendar.today(now))
        desk = Desk(catalog, self.knowledge.reach, context, data_through)
        if previous is not None and not set(previous.metrics) <= set(self.knowledge.reach):
            previous = None
        reading = Reading(text, self.knowledge, desk, previous, offered[:MAX_OPTIONS])
        outcome = with_both_meanings(read(reading), reading, self.clashes, read)
        return with_distinct_labels(outcome, catalog)


def read(reading: Reading) -> Outcome:
    """Run the stages, the last of which decides; offer other spellings where it asks back."""
    done = _run(reading)
    return _outcome(with_spellings(done, reading, lambda other: _outcome(_run(other))))


def clean(reading: Reading) -> Reading:
    """Plain text, or a refusal where there is too much of it."""
    if is_too_long(reading.text):
        message = f"A question may have {MAX_CHARACTERS:,} characters at most."
        return replace(reading, outcome=OutOfScope("out_of_scope", message, (), (), ()))
    return replace(reading, text=normalise(reading.text))


def split_words(reading: Reading) -> Reading:
    """Tokens with their places."""
    if reading.outcome is not None:
        return reading
    return replace(reading, tokens=without_opening(tokenise(reading.text)))


def look_up(reading: Reading) -> Reading:
    """Items: names, values and closed words, longest first."""
    found = find_items(reading.tokens, reading.knowledge.lexicon) or total_alone(reading.tokens)
    found = read_signs(found, reading.knowledge.catalog)
    steps = tuple(Step("look_up", item.kind, item.words, meaning_of(item)) for item in found)
    return replace(reading, items=found, found=found, trace=steps)


def read_time(reading: Reading) -> Reading:
    """Numbers that bind, then periods of dates."""
    items, first = apply_rules(FIRST_RULES, reading.items, reading.desk.context)
    items, used = apply_rules(TIME_RULES, items, reading.desk.context)
    items = in_fiscal_terms(items, reading.previous)
    return reading.after_rules("read_time", items, (*first, *used))


def read_parts(reading: Reading) -> Reading:
    """Parts of a query."""
    lined = side_by_side(reading.items, reading.knowledge.lexicon)
    items, used = apply_rules(QUERY_RULES, lined, reading.desk.context)
    reading = reading.after_rules("read_parts", items, used)
    return replace(reading, draft=gather(part for item in items for part in item.parts))


def _run(reading: Reading) -> Reading:
    for stage in STAGES:
        reading = stage(reading)
    return reading


def _outcome(reading: Reading) -> Outcome:
    if reading.outcome is None:
        raise AssertionError("the last stage decides")
    return reading.outcome


STAGES: Final[tuple[Stage, ...]] = (
    clean,
    split_words,
    answer_to_us,
    look_up,
    recognise_intent,
    read_time,
    read_parts,
    join_names,
    decide,
)
