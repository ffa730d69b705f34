"""What was planted in the sample, for scoring only: nothing that answers questions reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from metrics.sample import reference
from metrics.sample.claims import SECOND_LOAD
from metrics.sample.clock import Days, local_days
from metrics.sample.company import Company
from metrics.sample.failures import (
    BAD_BOARD,
    BAD_LOT_FACTOR,
    BAD_LOT_WEEKS,
    bad_boards,
    bad_lots,
)
from metrics.sample.offers import BUILT_BEFORE, INELIGIBLE, SEAT_POST_CAMPAIGN, TAKE_UP, campaigns
from metrics.sample.service import NFF_AFTER, NFF_BEFORE


def write_truth(company: Company, path: Path) -> None:
    """Write the planted truths as YAML; raises OSError where the place cannot be written."""
    text = yaml.safe_dump(_truth(company), sort_keys=False, allow_unicode=True, width=99)
    path.write_text("# Synthetic. What was planted in this sample, for scoring.\n" + text, "utf-8")


def _truth(company: Company) -> dict[str, Any]:
    plan = company.plan
    return {
        "seed": plan.seed,
        "scale": plan.scale,
        "as_of": _date(plan.as_of),
        "P1_bad_lot": _bad_lot(company),
        "P2_mix_shift": _mix_shift(company),
        "P3_supplier_change": _supplier_change(company),
        "P4_outage": _outage(company),
        "P5_claim_dates": _claim_dates(company),
        "P6_no_fault_found": {
            "closed_from": _date(plan.truths.nff_step),
            "rate_before": NFF_BEFORE,
            "rate_after": NFF_AFTER,
        },
        "P7_ineligible_redemptions": _ineligible(company),
        "P8_surge": {
            "months": [11, 12],
            "note": "Orders surge; cohorts younger than k months plus 30 days are immature.",
        },
        "P9_recall": _recall(company),
        "P10_no_defect": {
            "defects": plan.truths.defects,
            "rule": "no defects where seed % 5 == 0",
        },
    }


def _bad_lot(company: Company) -> dict[str, Any]:
    plan = company.plan
    if not plan.truths.defects:
        return {"present": False}
    lots = np.flatnonzero(bad_lots(plan, company.lots))
    return {
        "present": True,
        "model": "Bike",
        "plant": "P2",
        "part": "bearing",
        "hazard_factor": BAD_LOT_FACTOR,
        "built_from": _date(plan.truths.bad_lot_starts),
        "built_before": _date(plan.truths.bad_lot_starts + 7 * BAD_LOT_WEEKS),
        "lots": [company.lots.label[lot] for lot in lots],
        "units": int(np.isin(company.units.lot, lots).sum()),
    }


def _mix_shift(company: Company) -> dict[str, Any]:
    return {
        "model": "Tread",
        "region": "Southeast",
        "ordered_from": _date(company.plan.truths.mix_starts),
        "share_moved": 0.40,
        "note": "A change of mix, not of rate.",
    }


def _supplier_change(company: Company) -> dict[str, Any]:
    if not company.plan.truths.defects:
        return {"present": False}
    lots = bad_boards(company.lots)
    return {
        "present": True,
        "model": "Bike+",
        "part": "power board",
        "supplier": "Supplier B",
        "built_from": _date(company.lots.week[lots].min()),
        "weibull_beta": BAD_BOARD[0],
        "units": int(lots[company.units.lot].sum()),
    }


def _outage(company: Company) -> dict[str, Any]:
    truths = company.plan.truths
    claims = company.claims
    repeated = claims.load > SECOND_LOAD
    days = local_days(claims.recorded_at[repeated])
    twice = days[0] if len(days) else truths.loaded_twice
    return {
        "error_events_missing": {
            "region": "UK",
            "from": _date(truths.silence[0]),
            "before": _date(truths.silence[1]),
        },
        "claims_file_loaded_twice": {
            "recorded_on": _date(twice),
            "rows_repeated": int(repeated.sum()),
        },
        "claims_file_missing": {"recorded_on": _date(truths.not_loaded)},
        "mistyped_serials": int((claims.serial < -1).sum()),
        "missing_serials": int((claims.serial == -1).sum()),
    }


def _claim_dates(company: Company) -> dict[str, Any]:
    """Claims of the last three whole months by each of their dates, each claim once."""
    end = (company.plan.as_of + 1).astype("M8[M]").astype("M8[D]")
    start = (end.astype("M8[M]") - 3).astype("M8[D]")
    claims = company.claims
    _, once = np.unique(claims.claim, return_index=True)
    dates = {
        "failure": local_days(company.failures.at[claims.failure]),
        "report": company.tickets.opened_on[claims.ticket],
        "approval": local_days(claims.approved_at),
        "payment": local_days(claims.paid_at),
    }
    counts = {name: int(_within(day[once], start, end)) for name, day in dates.items()}
    return {"from": _date(start), "before": _date(end), "claims_by_date_of": counts}


def _within(days: Days, start: np.datetime64, end: np.datetime64) -> np.int64:
    return np.count_nonzero((days >= start) & (days < end))


def _ineligible(company: Company) -> dict[str, Any]:
    rows = company.redemptions
    return {
        "share": INELIGIBLE,
        "redemptions": len(rows.member),
        "ineligible": int((~rows.eligible).sum()),
        "redemption_ids": (np.flatnonzero(~rows.eligible) + 1).tolist(),
    }


def _recall(company: Company) -> dict[str, Any]:
    truths, cases = company.plan.truths, company.cases
    number = [row.campaign_id for row in campaigns(company.plan)].index(SEAT_POST_CAMPAIGN)
    mine = cases.campaign == number
    return {
        "campaign": SEAT_POST_CAMPAIGN,
        "model": reference.PRODUCTS[reference.BIKE].model,
        "built_before": BUILT_BEFORE,
        "opens": _date(truths.recall_opens),
        "take_up": TAKE_UP,
        "curve": "logistic over twelve weeks",
        "units": int(mine.sum()),
        "requested": int((~np.isnat(cases.requested[mine])).sum()),
        "shortage_from": _date(truths.shortage[0]),
        "shortage_before": _date(truths.shortage[1]),
    }


def _date(day: np.datetime64) -> Any:
    return day.item()
