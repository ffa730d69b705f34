"""The page that a run of the peers' benchmark leaves: who was right, and how fast."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from benchmarks.contest import HAND, ROLLUPS, Score, against, geometric_mean, version
from benchmarks.engines.engine import THREADS
from benchmarks.questions import QUESTIONS

MEAN, MOST = 0.80, 1.05
NONE = "-"


def written(
    probed: Sequence[Score], raced: Sequence[Score], small: Path, large: Path, runs: int
) -> str:
    """The whole page, as Markdown."""
    lines = [*_head(raced, large, runs), *_speed(raced), *_against_hand(raced)]
    lines += [*_right(probed, small), *_wrong(probed, raced), *_starting(raced)]
    return "\n".join(lines) + "\n"


def _head(raced: Sequence[Score], large: Path, runs: int) -> Iterator[str]:
    versions = ", ".join(
        f"{s.contender.label} {version(s.contender)}" for s in raced[1:] if s.contender != ROLLUPS
    )
    yield "# Paceline beside its peers"
    yield ""
    yield "Written by `make peers`; nothing here was typed by hand."
    yield ""
    yield (
        f"{_rows(large, 'claims'):,} claims, {_rows(large, 'units'):,} units, "
        f"{_rows(large, 'members'):,} members, {_rows(large, 'warranties'):,} warranties "
        f"in DuckDB {version(HAND)} on {THREADS} of {os.cpu_count()} cores. {versions}. "
        f"Each engine in a process of its own, warm; {runs} runs of every question, in turn."
    )
    yield ""
    yield (
        "Times are milliseconds of CPU over all threads from the question in the engine's own "
        "words to all rows fetched: least, then median, then the least on the wall. The machine "
        "is shared, so CPU minima are what is compared. Compiling is part of the total; Paceline "
        "plans, decides and compiles anew for each run, as if nothing were remembered."
    )
    yield ""
    for question in QUESTIONS.values():
        yield f"- **{question.name}** {question.words}"
    yield ""


def _speed(raced: Sequence[Score]) -> Iterator[str]:
    timed = [q.name for q in QUESTIONS.values() if q.timed]
    yield "## How fast"
    yield ""
    yield f"| engine | {' | '.join(timed)} |"
    yield f"|---|{'---|' * len(timed)}"
    for score in raced:
        cells = [_total(score, name) for name in timed]
        yield f"| {score.contender.label} | {' | '.join(cells)} |"
    for score in raced[1:]:
        cells = [_compiling(score, name) for name in timed]
        yield f"| {score.contender.label}, of it compiling | {' | '.join(cells)} |"
    yield ""


def _against_hand(raced: Sequence[Score]) -> Iterator[str]:
    timed = [q.name for q in QUESTIONS.values() if q.timed]
    yield f"| times the hand's CPU | {' | '.join(timed)} | geometric mean |"
    yield f"|---|{'---|' * (len(timed) + 1)}"
    for score in raced[1:]:
        ratios = against(score, raced[0])
        cells = [f"{ratios[n]:.2f}" if n in ratios else NONE for n in timed]
        some = "" if len(ratios) == len(timed) else f" (of {len(ratios)})"
        yield (
            f"| {score.contender.label} | {' | '.join(cells)} "
            f"| {geometric_mean(list(ratios.values())):.2f}{some} |"
        )
    yield ""
    ours = next((s for s in raced if s.contender.module == "paceline"), None)
    if ours is not None:
        yield _bar(against(ours, raced[0]), len(timed))
        yield ""


def _bar(ratios: dict[str, float], asked: int) -> str:
    mean, most = geometric_mean(list(ratios.values())), max(ratios.values(), default=math.inf)
    kept = mean <= MEAN and most <= MOST and len(ratios) == asked
    return (
        f"The bar for Paceline: at most {MEAN} times the hand in the geometric mean, at most "
        f"{MOST} times on every question. Measured: {mean:.2f} and {most:.2f} on {len(ratios)} "
        f"of {asked} questions: {'kept' if kept else 'MISSED'}."
    )


def _right(probed: Sequence[Score], small: Path) -> Iterator[str]:
    yield "## Who was right"
    yield ""
    yield (
        f"All seven questions, {_rows(small, 'claims'):,} claims, each answer against SQL written "
        "for this alone. Where one of two facts has no rows, zero and nothing count alike."
    )
    yield ""
    yield f"| engine | {' | '.join(QUESTIONS)} | right |"
    yield f"|---|{'---|' * (len(QUESTIONS) + 1)}"
    for score in probed:
        cells = [_mark(score.verdicts[name]) for name in QUESTIONS]
        asked = sum(cell != "no rollup" for cell in cells)
        cells.append(f"{cells.count('right')} of {asked}")
        yield f"| {score.contender.label} | {' | '.join(cells)} |"
    yield ""


def _wrong(probed: Sequence[Score], raced: Sequence[Score]) -> Iterator[str]:
    for scores, at in ((probed, "small"), (raced, "large")):
        for score in scores:
            for name, verdict in score.verdicts.items():
                if verdict and _mark(verdict) != "no rollup":
                    yield f"- {score.contender.label}, {name} ({at}): {verdict}"
    yield ""


def _starting(raced: Sequence[Score]) -> Iterator[str]:
    yield "## Starting"
    yield ""
    yield "Milliseconds of CPU, once a process: importing the package, and until it may be asked."
    yield ""
    yield "| engine | import | ready |"
    yield "|---|---|---|"
    for score in raced:
        imported, ready = score.start
        yield f"| {score.contender.label} | {imported:.0f} | {ready:.0f} |"


def _total(score: Score, question: str) -> str:
    times = score.times.get(question)
    if times is None or not times.total_cpu:
        return _mark(score.verdicts[question])
    cell = (
        f"{_ms(min(times.total_cpu))}/{_ms(statistics.median(times.total_cpu))} "
        f"(wall {_ms(min(times.total_wall))})"
    )
    return f"{cell} wrong" if score.verdicts[question] else cell


def _compiling(score: Score, question: str) -> str:
    times = score.times.get(question)
    if times is None or not times.compile_cpu:
        return NONE
    return f"{_ms(min(times.compile_cpu))}/{_ms(statistics.median(times.compile_cpu))}"


def _mark(verdict: str) -> str:
    for start, mark in (
        ("not yet", "not yet"),
        ("refused", "refused"),
        ("only by", "by hand only"),
        ("no rollup", "no rollup"),
        ("no answer", "no answer"),
        ("failed", "failed"),
    ):
        if verdict.startswith(start):
            return mark
    return "wrong" if verdict else "right"


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f}" if milliseconds < 10 else f"{milliseconds:.0f}"  # noqa: PLR2004 - one digit


def _rows(path: Path, table: str) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names
    return int(found[0]) if found else 0
