"""The design's budget table, measured here: the rows that exist by now. Run: make bench."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from benchmarks.catalogue import write_catalogue
from benchmarks.company import company_file
from benchmarks.contest import HAND, PACELINE, ROLLUPS, against, geometric_mean, race
from benchmarks.engines.paceline import AS_OF as LAST_CLAIM
from benchmarks.engines.paceline import DEFINITIONS
from benchmarks.engines.paceline import QUERIES as PROBES
from bot.answering import Answering, Decline, Reply, Request
from bot.app.local import BOT_USER, workspace_config
from bot.app.parts import present
from bot.blocks import render
from bot.language import Interpreter
from bot.slack import SlackAccess, SlackService, create_app
from bot.slack.responding import Answers
from bot.store import Store
from bot.workspace import RunningWorkspace, serve_workspace
from metrics.catalog import DEFAULT_DEFINITIONS, Catalog, CatalogSource
from metrics.compiler import Statement, compile_plan
from metrics.governance import OPERATOR, decide
from metrics.layer import SemanticLayer
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange
from metrics.sample import write_sample
from metrics.warehouse import Rows, Warehouse, open_warehouse

AS_OF = date(2026, 10, 31)
ZONE = "America/New_York"
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
QUESTIONS = (
    "how many claims did we get last month?",
    "claims by model this quarter vs last",
    "top 3 regions by claim cost in fiscal 2026",
    "average claim cost for Tread in Canada since June",
    "units in service by region",
    "extended warranty attach rate by month this year",
    "how many serious claims",
)
YEAR = TimeRange(date(2025, 11, 1), date(2026, 11, 1))
QUERIES = (
    MetricQuery(("claims_reported",), time_range=YEAR),
    MetricQuery(("claims_reported",), ("model",), time_range=YEAR),
    MetricQuery(("claim_cost",), ("region",), time_range=YEAR, compare_to="previous_year"),
    MetricQuery(("average_claim_cost",), ("model",), time_range=YEAR, grain="month"),
    MetricQuery(("units_in_service",), ("region",), time_range=YEAR),
)


class TimedWarehouse:
    """A warehouse that adds up the time that is spent in it."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.seconds = 0.0

    def __getattr__(self, name: str) -> object:
        return getattr(self._warehouse, name)

    def run(
        self, statement: Statement, *, timeout_s: float = 20.0, max_rows: int = 10_000
    ) -> Rows:
        """As the warehouse does."""
        began = time.perf_counter()
        try:
            return self._warehouse.run(statement, timeout_s=timeout_s, max_rows=max_rows)
        finally:
            self.seconds += time.perf_counter() - began


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / "sample.duckdb"
        began = time.perf_counter()
        write_sample(path, scale=0.2, as_of=AS_OF, seed=1)
        row("sample company, scale 0.2", time.perf_counter() - began, 10, "s")
        url = f"duckdb:///{path}"
        warehouse = TimedWarehouse(
            stack.enter_context(open_warehouse(url, workers=2, time_zone=ZONE))
        )
        layer = SemanticLayer(CatalogSource(DEFAULT_DEFINITIONS), warehouse)
        reading(layer, metrics=100, dimensions=60, values=50_000, budget=10)
        reading(layer, metrics=1_000, dimensions=60, values=1_000_000, budget=30)
        loading(Path(folder) / "definitions")
        compiling(layer, QUERIES, AS_OF, "query")
        beside_hand()
        answering(layer, warehouse, folder)
        acking(layer, folder)
        cold(url)


def row(what: str, measured: float, budget: float, unit: str) -> None:
    """One line of the table."""
    verdict = "kept" if measured <= budget else "MISSED"
    print(f"{what:<66} {measured:>9.3f} {unit:<3} budget {budget:g} {unit:<3} {verdict}")


def percentile(seconds: list[float], percent: int) -> float:
    """A percentile of the measured times."""
    return statistics.quantiles(seconds, n=100)[percent - 1]


def timed(
    work: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """The seconds that each of ``times`` runs took; on the wall unless another clock is given."""
    found = []
    for _ in range(times):
        began = clock()
        work()
        found.append(clock() - began)
    return found


def grown(catalog: Catalog, metrics: int, dimensions: int) -> Catalog:
    """The catalogue with made-up metrics and dimensions added, up to these numbers."""
    some, one = catalog.metric("orders"), catalog.dimension("region")
    more = {
        f"made_up_{n}": replace(
            some, name=f"made_up_{n}", label=f"Made up thing {n}", synonyms=(), also_read_as=()
        )
        for n in range(metrics - len(catalog.metrics))
    }
    others = {
        f"kind_{n}": replace(
            one, name=f"kind_{n}", label=f"Kind {n}", plural="", synonyms=(), value_synonyms=()
        )
        for n in range(dimensions - len(catalog.dimensions))
    }
    return replace(
        catalog,
        metrics=MappingProxyType(catalog.metrics | more),
        dimensions=MappingProxyType(catalog.dimensions | others),
        fingerprint=f"{metrics}",
    )


def reading(
    layer: SemanticLayer, *, metrics: int, dimensions: int, values: int, budget: int
) -> None:
    """Question to interpretation, on a catalogue grown to a size."""
    catalog = grown(layer.catalog, metrics, dimensions)
    each = values // (dimensions - len(layer.catalog.dimensions))
    index = dict(layer.values()) | {
        name: tuple(f"{name} value {n}" for n in range(each))
        for name in catalog.dimensions
        if name not in layer.catalog.dimensions
    }
    interpreter = Interpreter.build(catalog, index)
    seconds: list[float] = []
    for question in QUESTIONS:
        seconds += timed(
            lambda q=question: interpreter.interpret(q, now=NOW, data_through=AS_OF), 50
        )
    size = f"{metrics:,} metrics, {values:,} values"
    row(f"question to interpretation, {size}, p95", percentile(seconds, 95) * 1e3, budget, "ms")


def loading(path: Path) -> None:
    """Definitions from their files, and again after one of the files changed."""
    file = write_catalogue(path, 1_000)
    text = file.read_text()
    (seconds,) = timed(lambda: CatalogSource(path), 1, time.process_time)
    row("1,000 metrics from their files, CPU", seconds, 2, "s")
    source = CatalogSource(path)
    again: list[float] = []
    for turn in range(9):
        file.write_text(text.replace("Made up", f"Made up {turn}"))
        again += timed(source.refresh, 1, time.process_time)
    row("the same again, one file changed, CPU median", statistics.median(again) * 1e3, 200, "ms")


def compiling(
    layer: SemanticLayer, queries: Iterable[MetricQuery], as_of: date, what: str
) -> None:
    """Query to SQL text, and the same remembered: CPU, which a busy machine does not blur."""
    now = datetime.combine(as_of, datetime.min.time(), UTC) + timedelta(days=2)
    seconds: list[float] = []
    remembered: list[float] = []
    for query in queries:

        def compiled(query: MetricQuery = query) -> object:
            planned = plan(query, layer.catalog, as_of=as_of)
            approved = decide(planned, OPERATOR, layer.catalog)
            return compile_plan(approved)  # type: ignore[arg-type]  # the operator is refused nothing

        seconds += timed(compiled, 60, time.process_time)
        layer.prepare(query, OPERATOR, now=now)
        remembered += timed(
            lambda q=query: layer.prepare(q, OPERATOR, now=now), 200, time.process_time
        )
    row(f"{what} to SQL text, CPU p95", percentile(seconds, 95) * 1e3, 3, "ms")
    row(
        f"{what} to SQL text, remembered plan, CPU p95",
        percentile(remembered, 95) * 1e3,
        0.1,
        "ms",
    )


def beside_hand() -> None:
    """The probe questions against SQL written by hand, as in the peers' benchmark."""
    company = company_file(tell=lambda _: None)
    with open_warehouse(f"duckdb:///{company}", workers=1, time_zone=ZONE) as warehouse:
        layer = SemanticLayer(CatalogSource(DEFINITIONS), warehouse)
        compiling(layer, PROBES.values(), LAST_CLAIM, "probe question")
    engines = (HAND, PACELINE, ROLLUPS)
    *_, (hand, ours, ahead) = race(engines, company, cap_s=60, rounds=3, runs=3)
    ratios = against(ours, hand)
    slowest = max(ratios, key=lambda name: ratios[name])
    row("CPU against SQL by hand, geometric mean", geometric_mean([*ratios.values()]), 0.8, "x")
    row(f"CPU against SQL by hand, the slowest question ({slowest})", ratios[slowest], 1.05, "x")
    fastest = {name: ahead.fastest(name) or 0.0 for name in ahead.times}
    slowest = max(fastest, key=lambda name: fastest[name])
    row(f"CPU from rollups, the slowest question ({slowest})", fastest[slowest], 10, "ms")
    for score in (ours, ahead):
        for name in score.times:
            if score.verdicts[name]:
                print(f"{score.contender.label}, {name}: {score.verdicts[name]}")


class Slow:
    """A use case whose every answer takes two seconds."""

    def answer(self, request: Request, *, answer_id: str = "") -> Reply:
        """Sleep, then know nothing."""
        del request
        time.sleep(2)
        return Decline(answer_id, "error", "Too late.", (), (), "nobody")

    def continue_with(self, query: MetricQuery, request: Request, *, answer_id: str = "") -> Reply:
        """As for a question."""
        del query
        return self.answer(request, answer_id=answer_id)


@contextmanager
def served(catalog: Catalog, store: Store, answers: Answers) -> Iterator[RunningWorkspace]:
    """The whole service on the local workspace."""
    with ExitStack() as stack:
        config = workspace_config(catalog, port=0, clock=time.time)
        workspace = stack.enter_context(serve_workspace(config))
        access = SlackAccess(
            workspace.bot_token, app_token=workspace.app_token, api_url=workspace.api_url
        )
        service = SlackService(create_app(access), store, answers, render=render, clock=present)
        service.start()
        service.connect(access.app_token)
        stack.callback(service.stop, 0.1)
        workspace.wait_for_app()
        yield workspace


def answering(layer: SemanticLayer, warehouse: TimedWarehouse, folder: str) -> None:
    """Question in over Socket Mode to answer posted, without the time in the warehouse."""
    with (
        Store.open(f"sqlite:///{folder}/state.db") as store,
        served(layer.catalog, store, Answering(layer, store)) as workspace,
    ):
        seconds = []
        for number in range(60):
            question = QUESTIONS[number % len(QUESTIONS)]
            warehouse.seconds = 0.0
            began = time.perf_counter()
            asked = workspace.post_as("U0DANA", "C0ASKDATA", f"<@{BOT_USER}> {question}")
            workspace.wait_for_reply("C0ASKDATA", asked.ts)
            if number >= len(QUESTIONS):
                seconds.append(time.perf_counter() - began - warehouse.seconds)
        row("question in to answer posted, warehouse left out, p50", p50(seconds), 60, "ms")
        row(
            "question in to answer posted, warehouse left out, p95",
            percentile(seconds, 95) * 1e3,
            60,
            "ms",
        )


def acking(layer: SemanticLayer, folder: str) -> None:
    """Acks of events while fifty questions that take two seconds each are waiting or running."""
    with (
        Store.open(f"sqlite:///{folder}/slow.db") as store,
        served(layer.catalog, store, Slow()) as workspace,
    ):
        for _ in range(50):
            workspace.post_as("U0DANA", "C0ASKDATA", f"<@{BOT_USER}> claims last month")
        while not all(d.acked for d in workspace.deliveries()):
            time.sleep(0.01)
        seconds = timed(lambda: acked(workspace), 150)
        row(
            "ack of an event while 50 slow questions wait, p99",
            percentile(seconds, 99) * 1e3,
            100,
            "ms",
        )


def acked(workspace: RunningWorkspace) -> None:
    """Send one event and wait for its ack."""
    workspace.post_as("U0SAM", "C0ASKDATA", f"<@{BOT_USER}> orders last month")
    while not workspace.deliveries()[-1].acked:
        time.sleep(0.0005)


def p50(seconds: list[float]) -> float:
    """The median in milliseconds."""
    return statistics.median(seconds) * 1e3


def cold(url: str) -> None:
    """Whole commands, from the shell."""
    paceline = [sys.executable, "-m", "bot"]
    ask = [*paceline, "ask", QUESTIONS[0], "--warehouse", url, "--now", "2026-11-02T10:00"]
    for what, command, budget in (
        ("paceline --help, cold, median of 7", [*paceline, "--help"], 0.3),
        ("paceline ask, cold, sample ready, median of 7", ask, 2.5),
    ):
        run = lambda c=command: subprocess.run(c, capture_output=True, check=True)  # noqa: E731
        row(what, statistics.median(timed(run, 7)), budget, "s")


if __name__ == "__main__":
    main()
