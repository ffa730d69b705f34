"""Replies put together from what came back, and the record of each."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.answering.offers import OPTIONS_SHOWN, instead, readings, worth_asking
from bot.answering.reply import Answer, AskBack, Decline, Reply
from bot.answering.request import Asking
from bot.language import lower_first
from bot.language.outcome import Clarification, Interpretation, Option
from bot.narrative import Story, listed
from bot.store import AuditEntry, DefinitionVersion
from metrics.catalog import Catalog
from metrics.governance import Refusal
from metrics.result import Result


def stranger_reply(asking: Asking) -> Decline:
    """Deny by default: who is not in the directory is told who can help."""
    contact = asking.catalog.company.help_contact
    return Decline(
        answer_id=asking.answer_id,
        reason="not_permitted",
        message=(
            "You are not in the directory of people who may ask for numbers yet. "
            f"{contact} can add you."
        ),
        near=(),
        offers=(),
        contact=contact,
    )


def refused_reply(asking: Asking, refusal: Refusal, reading: Interpretation) -> Decline:
    """What governance refused."""
    return Decline(
        answer_id=asking.answer_id,
        reason=refusal.reason,
        message=refusal.message,
        near=(),
        offers=(),
        contact=refusal.contact,
        query=reading.query,
        read_as=reading.read_as,
        trace=reading.trace,
    )


def ask_back_reply(asking: Asking, outcome: Clarification) -> Reply:
    """The question in return, with the readings that the asker may see."""
    options = readings(outcome.options, asking.viewer, asking.catalog)[:OPTIONS_SHOWN]
    contact = asking.catalog.company.help_contact
    if outcome.options and not options:
        return Decline(
            answer_id=asking.answer_id,
            reason="not_permitted",
            message=_closed(outcome.options, asking.catalog),
            near=(),
            offers=(),
            contact=contact,
            not_understood=outcome.not_understood,
            trace=outcome.trace,
        )
    return AskBack(
        asking.answer_id,
        outcome.question,
        options,
        outcome.not_understood,
        contact,
        outcome.trace,
    )


def _closed(options: tuple[Option, ...], catalog: Catalog) -> str:
    """That all readings are numbers the asker was not granted, and who can say more."""
    names = dict.fromkeys(name for option in options for name in option.query.metrics)
    metrics = [catalog.metric(name) for name in names]
    labels = " or ".join(lower_first(metric.label) for metric in metrics)
    owners = listed(list(dict.fromkeys(m.owner.replace("_", " ") for m in metrics)))
    teams = f"team{'s' if ' and ' in owners else ''}"
    if len(metrics) == 1:
        return f"That means {labels}, which is not open to you. The {owners} {teams} can say more."
    return f"That could mean {labels}: none is open to you. The {owners} {teams} can say more."


def answer_reply(asking: Asking, reading: Interpretation, result: Result, story: Story) -> Answer:
    """The answer, with the SQL for those who may see it."""
    alternatives = readings(reading.alternatives, asking.viewer, asking.catalog)
    return Answer(
        answer_id=asking.answer_id,
        intent="metric",
        headline=story.headline,
        details=story.details,
        read_as=reading.read_as,
        query=reading.query,
        columns=tuple(column.name for column in result.columns),
        rows=result.rows,
        table=story.table,
        sql=result.sql if asking.viewer.may("sql") else None,
        provenance=result.provenance,
        next=worth_asking(instead(alternatives, asking.catalog), story.next),
        caveats=tuple(dict.fromkeys((*reading.notes, *story.caveats, *result.caveats))),
        confidence=reading.confidence,
        trace=reading.trace,
    )


def audit_entry(asking: Asking, reply: Reply | None, took_ms: float) -> AuditEntry:
    """The record of one question; ``reply`` is None where answering broke."""
    request = asking.request
    origins = reply.provenance if isinstance(reply, Answer) else ()
    read = reply if isinstance(reply, Answer | Decline) else None
    return AuditEntry(
        answer_id=asking.answer_id,
        at=_aware(asking, request.now),
        user_id=request.user_id,
        channel_id=request.channel_id,
        thread=request.thread,
        surface=request.surface,
        question=request.text,
        read_as=read.read_as if read else "",
        query=read.query if read else None,
        versions=tuple(DefinitionVersion(p.metric, p.version) for p in origins),
        outcome=reply.kind if reply else "refusal",
        reason=_reason(reply),
        latency_ms=took_ms,
    )


def _reason(reply: Reply | None) -> str:
    match reply:
        case None:
            return "broken"
        case Decline():
            return reply.reason
        case AskBack():
            return "ambiguous" if reply.options else "not_understood"
        case _:
            return ""


def _aware(asking: Asking, now: datetime) -> datetime:
    """A naive instant is one in company time."""
    zone = ZoneInfo(asking.catalog.company.calendar.time_zone)
    return now if now.tzinfo else now.replace(tzinfo=zone)
