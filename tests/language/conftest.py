"""One interpreter of the shipped definitions, with a fixed table of values and a fixed clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.language import Interpreter
from bot.language.outcome import Outcome
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog

CORPUS = Path(__file__).parents[1] / "corpus"
NOW = datetime(2026, 11, 2, 10, tzinfo=ZoneInfo("America/New_York"))
DATA_THROUGH = date(2026, 10, 31)


@pytest.fixture(scope="session")
def catalog():
    return load_catalog(DEFAULT_DEFINITIONS)


@pytest.fixture(scope="session")
def values():
    return {k: tuple(v) for k, v in yaml.safe_load((CORPUS / "values.yml").read_text()).items()}


@pytest.fixture(scope="session")
def interpreter(catalog, values) -> Interpreter:
    return Interpreter.build(catalog, values)


@pytest.fixture(scope="session")
def ask(interpreter) -> Callable[..., Outcome]:
    """``ask(text, previous=None, now=…)``: what the text is read as."""

    def asked(text: str, previous=None, now: datetime = NOW) -> Outcome:
        return interpreter.interpret(text, now=now, data_through=DATA_THROUGH, previous=previous)

    return asked
