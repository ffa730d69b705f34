"""The same questions to every engine, each in a process of its own, in turn and over again."""

from __future__ import annotations

import importlib.metadata
import json
import re
import select
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from benchmarks.questions import QUESTIONS, Question, Row, difference, truth

ROOT = Path(__file__).parents[1]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
START_S = 120.0
LOOK_S = 2.0
MOST_WALL = 20  # times the cap: for a machine that is busy with other things


@dataclass(frozen=True, slots=True)
class Contender:
    """One engine: its module among ``engines``, and the package whose version it is."""

    module: str
    label: str
    package: str
    is_peer: bool = True

    @property
    def python(self) -> Path:
        """The interpreter that has the package."""
        return PEERS_PYTHON if self.is_peer else Path(sys.executable)


HAND = Contender("hand", "hand-written SQL", "duckdb", is_peer=False)
PACELINE = Contender("paceline", "Paceline", "paceline", is_peer=False)
ROLLUPS = Contender("rollups", "Paceline from rollups", "paceline", is_peer=False)
CONTENDERS = (
    HAND,
    PACELINE,
    ROLLUPS,
    Contender("metricflow", "MetricFlow", "metricflow"),
    Contender("sidemantic", "sidemantic", "sidemantic"),
    Contender("boring", "boring-semantic-layer", "boring-semantic-layer"),
)


@dataclass(slots=True)
class Times:
    """All runs of one question on one engine, in milliseconds: CPU of all threads, and wall."""

    compile_cpu: list[float] = field(default_factory=list)
    total_cpu: list[float] = field(default_factory=list)
    total_wall: list[float] = field(default_factory=list)

    def add(self, reply: dict[str, Any]) -> None:
        """Take in one more run."""
        self.compile_cpu.append(reply["compile"]["cpu"])
        self.total_cpu.append(reply["total"]["cpu"])
        self.total_wall.append(reply["total"]["wall"])


@dataclass(slots=True)
class Score:
    """What one engine made of the questions.

    Attributes:
        verdicts: for each question empty where the answer is right, else what is wrong with it.
        times: of the questions that it could be asked.
        start: milliseconds of CPU to import it, and until it could be asked.
    """

    contender: Contender
    verdicts: dict[str, str] = field(default_factory=dict)
    times: dict[str, Times] = field(default_factory=dict)
    start: tuple[float, float] = (0.0, 0.0)

    def fastest(self, question: str) -> float | None:
        """The least CPU of a whole run, in milliseconds; None where it has no time."""
        times = self.times.get(question)
        return min(times.total_cpu) if times and times.total_cpu else None


class EngineFailedError(Exception):
    """The engine's process ended, or took too long; the text says which."""


class EngineProcess:
    """One engine at work; started again after it failed."""

    def __init__(self, contender: Contender, database: Path, cap_s: float) -> None:
        self.contender = contender
        self._database = database
        self._cap_s = cap_s
        self._process: subprocess.Popen[str] | None = None
        self.start = (0.0, 0.0)

    def ask(self, question: str) -> dict[str, Any]:
        """One question, one reply.

        Raises:
            EngineFailedError: no reply; the next question starts the engine anew.
        """
        process = self._started()
        assert process.stdin is not None  # noqa: S101 - opened as a pipe
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        return self._reply(process, self._cap_s)

    def end(self) -> None:
        """Kill the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            command = (self.contender.python, "-m", "benchmarks.engines.serve")
            self._process = subprocess.Popen(
                [*map(str, command), self.contender.module, str(self._database)],
                cwd=ROOT,
                text=True,
                bufsize=1,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            ready = self._reply(self._process, START_S)
            self.start = (ready["import"]["cpu"], ready["prepare"]["cpu"])
        return self._process

    def _reply(self, process: subprocess.Popen[str], cap_s: float) -> dict[str, Any]:
        assert process.stdout is not None  # noqa: S101 - opened as a pipe
        ready = _is_ready(process.stdout, process.pid, cap_s)
        line = process.stdout.readline() if ready else ""
        if line:
            reply: dict[str, Any] = json.loads(line)
            return reply
        self._process = None
        if not ready:
            process.kill()
        _, errors = process.communicate()
        if not ready:
            raise EngineFailedError(f"no answer within {cap_s:g} s of CPU")
        raise EngineFailedError(
            f"failed: {(errors.strip().splitlines() or ['no word'])[-1][:200]}"
        )


def probe(contenders: Sequence[Contender], database: Path, cap_s: float) -> list[Score]:
    """Every question once to every contender, its rows against the truth."""
    rights = {name: truth(name, database) for name in QUESTIONS}
    scores = []
    with ExitStack() as stack:
        for contender in contenders:
            engine = EngineProcess(contender, database, cap_s)
            stack.callback(engine.end)
            score = Score(contender)
            for name, question in QUESTIONS.items():
                score.verdicts[name] = _verdict(engine, question, rights[name])[0]
            score.start = engine.start
            scores.append(score)
    return scores


def race(
    contenders: Sequence[Contender], database: Path, cap_s: float, rounds: int, runs: int
) -> Iterator[list[Score]]:
    """Time all contenders side by side; yields the scores so far after every round.

    The first round only warms up, and says whether the rows are right. In each of the others every
    question goes ``runs`` times to each contender in turn, another one first each time.
    """
    timed = [q for q in QUESTIONS.values() if q.timed]
    with ExitStack() as stack:
        engines = [EngineProcess(contender, database, cap_s) for contender in contenders]
        scores = [Score(contender) for contender in contenders]
        for engine in engines:
            stack.callback(engine.end)
        for question in timed:
            right = truth(question.name, database)
            for engine, score in zip(engines, scores, strict=True):
                verdict, answered = _verdict(engine, question, right)
                score.verdicts[question.name] = verdict
                score.start = engine.start
                if answered:
                    score.times[question.name] = Times()
        yield scores
        for turn in range(rounds):
            order = [(turn + place) % len(engines) for place in range(len(engines))]
            for question in timed:
                for place in order:
                    _time(engines[place], scores[place], question.name, runs)
            yield scores


def version(contender: Contender) -> str:
    """The version of the contender's package."""
    if not contender.is_peer:
        return importlib.metadata.version(contender.package)
    code = f"import importlib.metadata as m; print(m.version('{contender.package}'))"
    done = subprocess.run(
        [str(contender.python), "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def against(score: Score, hand: Score) -> dict[str, float]:
    """For each question that both have answered, the score's CPU as a multiple of the hand's."""
    ratios = {}
    for question in hand.times:
        ours, theirs = score.fastest(question), hand.fastest(question)
        if ours is not None and theirs is not None:
            ratios[question] = ours / theirs
    return ratios


def geometric_mean(values: Sequence[float]) -> float:
    """Of multiples; not a number where there are none."""
    return statistics.geometric_mean(values) if values else float("nan")


def _is_ready(pipe: IO[str], pid: int, cap_s: float) -> bool:
    """Wait until there is something to read, or the process has used ``cap_s`` of CPU for it."""
    before: float | None = None
    for _ in range(int(MOST_WALL * cap_s / LOOK_S)):
        if select.select([pipe], [], [], LOOK_S)[0]:
            return True
        used = _cpu_seconds(pid)
        before = used if before is None else before
        if used - before >= cap_s:
            break
    return False


def _cpu_seconds(pid: int) -> float:
    """What a process has used so far, as ``ps`` tells it: ``[[days-]hours:]minutes:seconds``."""
    done = subprocess.run(
        ["ps", "-o", "time=", "-p", f"{pid}"],  # noqa: S607 - wherever the system has it
        capture_output=True,
        text=True,
        check=False,
    )
    parts = [float(part) for part in re.split("[-:]", done.stdout.strip() or "0")]
    return sum(part * unit for part, unit in zip(reversed(parts), _UNITS, strict=False))


_UNITS = (1, 60, 3_600, 86_400)


def _verdict(engine: EngineProcess, question: Question, right: list[Row]) -> tuple[str, bool]:
    """What is wrong (empty: nothing), and whether there were rows at all."""
    try:
        reply = engine.ask(question.name)
    except EngineFailedError as error:
        return str(error), False
    if "cannot" in reply:
        return str(reply["cannot"]), False
    return difference(question, right, [tuple(row) for row in reply["rows"]]), True


def _time(engine: EngineProcess, score: Score, question: str, runs: int) -> None:
    for _ in range(runs if question in score.times else 0):
        try:
            score.times[question].add(engine.ask(question))
        except EngineFailedError as error:
            score.verdicts[question] = str(error)
            del score.times[question]
            return
