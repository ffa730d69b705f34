"""What an export carries comes back whole: every field, every file, in its place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bot.language import premises_on
from metrics.catalog import (
    DEFAULT_DEFINITIONS,
    check_definitions,
    company,
    datasets,
    load_catalog,
    measures,
    rollups,
    types,
)
from metrics.interchange import (
    ExportOptions,
    ImportOptions,
    export_dbt,
    export_ossie,
    import_dbt,
    import_ossie,
)
from metrics.interchange.definitions import read_definitions
from tests.documented import write_definitions
from tests.interchange.companies import as_said, companies, workshop_definitions, write

FORMATS = ["ossie", "ossie as JSON", "dbt", "dbt latest"]
DAY = date(2026, 11, 25)
OPTIONS = ImportOptions(DAY, premises_on(DAY))


def there_and_back(definitions: Path, format_: str, folder: Path, *, bare: bool = False):
    """Export to ``folder / "theirs"``, import to ``folder / "back"``; what each of them says."""
    theirs = folder / "theirs"
    shutil.rmtree(theirs, ignore_errors=True)
    shutil.rmtree(folder / "back", ignore_errors=True)
    if format_.startswith("ossie"):
        exported = export_ossie(definitions, ExportOptions(bare), as_json="JSON" in format_)
        read = import_ossie
    else:
        spec = "latest" if "latest" in format_ else "legacy"
        exported = export_dbt(definitions, ExportOptions(bare, spec=spec))
        read = import_dbt
    for name, text in exported.texts.items():
        (theirs / name).parent.mkdir(parents=True, exist_ok=True)
        (theirs / name).write_text(text, encoding="utf-8")
    return exported, read(theirs, folder / "back", OPTIONS)


COMPANIES = ["sample", "shop", "workshop", "documented", "kiosk"]


def company_called(name: str, folder: Path) -> Path:
    """The directory of one of the companies; some are made in ``folder``."""
    here = Path(__file__).parent
    if name in ("sample", "shop", "kiosk"):
        return DEFAULT_DEFINITIONS if name == "sample" else here / name
    (folder / "ours").mkdir()
    if name == "workshop":
        write(workshop_definitions("monday"), folder / "ours")
    else:
        write_definitions(folder / "ours")
    return folder / "ours"


def keys_of(value) -> set[str]:
    if isinstance(value, Mapping):
        return {*value, *(key for inner in value.values() for key in keys_of(inner))}
    return (
        {key for inner in value for key in keys_of(inner)} if isinstance(value, tuple) else set()
    )


def test_every_field_that_definitions_can_have_is_in_one_of_the_companies(tmp_path):
    found = set()
    for name in COMPANIES:
        (tmp_path / name).mkdir()
        said = as_said(read_definitions(company_called(name, tmp_path / name)))
        found |= {key for one in said.values() for key in keys_of(one)}
    known = {
        *company._COMPANY,
        *company._CALENDAR,
        *company._FRESHNESS,
        *company._GROUP,
        *company._TERM,
        *datasets._DATASET,
        *datasets._DIMENSION,
        *measures._PLAIN,
        *(field for of_type in types._BY_TYPE.values() for field in of_type),
        *rollups._FIELDS,
    }

    assert known - found == set()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", COMPANIES)
def test_the_catalogue_is_the_same(name, format_, tmp_path):
    path = company_called(name, tmp_path)

    _, imported = there_and_back(path, format_, tmp_path)

    back = tmp_path / "back"
    assert load_catalog(back).fingerprint == load_catalog(path).fingerprint
    assert as_said(read_definitions(back)) == as_said(read_definitions(path))
    assert {loss.kind for loss in imported.report.losses} == {"assumed"}
    assert {loss.detail.partition(" ")[2] for loss in imported.report.losses} <= {
        "groups that came with the file: who may see what",
        "people that came with the file: who may see what",
        "channels that came with the file: who may see what",
    }


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(companies())
def test_any_small_company_comes_back_as_it_was(definitions):
    with tempfile.TemporaryDirectory() as name:
        ours = Path(name) / "ours"
        write(definitions, ours)
        assume(not check_definitions(ours, OPTIONS.premises))
        said = as_said(read_definitions(ours))
        for format_ in FORMATS:
            there_and_back(ours, format_, Path(name))
            back = Path(name) / "back"
            assert as_said(read_definitions(back)) == said, format_
            assert load_catalog(back).fingerprint == load_catalog(ours).fingerprint, format_
