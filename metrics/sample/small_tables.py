"""The columns of the small tables that do not grow: regions, products, parts, plans, offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from metrics.sample import reference
from metrics.sample.columns import Columns, coded, texts
from metrics.sample.company import Company
from metrics.sample.offers import campaigns
from metrics.sample.telemetry import releases


def region(_: Company) -> Columns:
    """Regions and their countries."""
    return _text_columns(("region", "country"), [row[:2] for row in reference.REGIONS])


def plant(_: Company) -> Columns:
    """Plants and their cities."""
    return _text_columns(("plant", "city"), reference.PLANTS)


def supplier(_: Company) -> Columns:
    """Suppliers and their countries."""
    return _text_columns(("supplier", "country"), reference.SUPPLIERS)


def product(_: Company) -> Columns:
    """The four models."""
    rows = reference.PRODUCTS
    return {
        "model": texts([row.model for row in rows]),
        "category": texts([row.category for row in rows]),
        "list_price": np.array([row.price for row in rows], "f8"),
        "launched_on": _days(row.launched for row in rows),
    }


def part(_: Company) -> Columns:
    """Spare parts."""
    rows = reference.PARTS
    return {
        "part": texts([row.part for row in rows]),
        "unit_cost": np.array([row.cost for row in rows], "f8"),
        "lead_time_days": np.array([row.lead_days for row in rows]),
        "quantity_per_repair": np.array([row.per_repair for row in rows]),
    }


def bill_of_material(company: Company) -> Columns:
    """Who supplies which part of which model, from when to when."""
    truths = company.plan.truths
    rows: list[tuple[str, str, str, Any, Any]] = []
    for model in reference.PRODUCTS:
        for name in (wear.part for wear in model.wear):
            changes = model.model == "Bike+" and name == "power board"
            until = truths.supplier_starts if changes else np.datetime64("NaT", "D")
            sources = reference.PARTS[reference.part_code(name)].suppliers
            rows += [(model.model, name, source, model.launched, until) for source in sources]
            if changes:
                rows.append((model.model, name, "Supplier B", truths.supplier_starts, None))
    return {
        **_text_columns(("model", "part", "supplier"), [row[:3] for row in rows]),
        "valid_from": _days(row[3] for row in rows),
        "valid_to": _days(row[4] for row in rows),
    }


def build_lot(company: Company) -> Columns:
    """Lots with the firmware that was current in their weeks."""
    lots = company.lots
    version = np.searchsorted(releases(company.plan), lots.week, side="right") - 1
    version = np.maximum(version, 0)
    return {
        "lot_id": texts(lots.label),
        "model": coded([row.model for row in reference.PRODUCTS], lots.model),
        "plant": coded([name for name, _ in reference.PLANTS], lots.plant),
        "built_week": lots.week,
        "firmware": coded([f"2.{n}" for n in range(int(version.max()) + 1)], version),
    }


def build_lot_part(company: Company) -> Columns:
    """The supplier of each part in each lot."""
    lots = company.lots
    lot, code = np.nonzero(lots.supplier >= 0)
    return {
        "lot_id": coded(lots.label, lot),
        "part": coded(reference.PART_NAMES, code),
        "supplier": coded([name for name, _ in reference.SUPPLIERS], lots.supplier[lot, code]),
    }


def ew_plan(_: Company) -> Columns:
    """Extended-warranty plans."""
    rows = reference.EW_PLANS
    return {
        **_text_columns(("plan_id", "plan_name", "category"), [row[:3] for row in rows]),
        "term_months": np.array([row[3] for row in rows]),
        "price": np.array([row[4] for row in rows]),
    }


def promotion(_: Company) -> Columns:
    """Offers, past and planned; ``rule`` is ``everyone`` or the program whose rules apply."""
    rows = reference.PROMOTIONS
    return {
        **_text_columns(
            ("promo_id", "promo_name", "rule"),
            [(row.promo_id, row.name, row.rule) for row in rows],
        ),
        "starts_on": _days(row.starts for row in rows),
        "ends_on": _days(row.ends for row in rows),
        "discount": np.array([row.discount for row in rows], "f8"),
    }


def campaign(company: Company) -> Columns:
    """Campaigns that have opened."""
    rows = [row for row in campaigns(company.plan) if row.opens <= company.plan.as_of]
    return {
        **_text_columns(
            ("campaign_id", "campaign_name", "kind", "part"),
            [(row.campaign_id, row.name, row.kind, row.part) for row in rows],
        ),
        "opens_on": np.array([row.opens for row in rows]),
    }


def _text_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    columns = zip(*rows, strict=True)
    return {name: texts(column) for name, column in zip(names, columns, strict=True)}


def _days(days: Iterable[date | np.datetime64 | None]) -> Any:
    return np.array(list(days), dtype="M8[D]")
