"""How the head of an agenda is written: what was measured, who can come, what members were told."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy.engine import RowMapping

from domain.absence import Span
from domain.agenda import (
    Agenda,
    AgendaState,
    Attendance,
    AttendanceChange,
    AwayMember,
    PartnerStand,
)
from domain.attendance_request import AttendanceAnswer
from domain.calendar_entry import ToldHours
from domain.identifiers import MemberId, OrganisationId
from domain.rotation import NotDue

_COPIED: Final = (
    *("meeting", "state", "drafted_at", "version", "approved_by", "approved_at", "posted_at"),
    *("changed_at", "moved_from", "minutes_asked", "minutes_given", "plan_version"),
)


def write_head(whole: Agenda) -> dict[str, Any]:
    """Write the head of an agenda as a row."""
    return {
        **{name: getattr(whole, name) for name in _COPIED},
        "effects": [asdict(one) for one in whole.effects] or None,
        "told": [_told_row(one) for one in whole.told] or None,
        **asdict(whole.attendance),
        "not_due": whole.not_due.cases,
        "first_due_on": whole.not_due.first_on,
        "partners": [_partner_row(one) for one in whole.partners],
    }


def _partner_row(partner: PartnerStand) -> dict[str, Any]:
    return {
        "organisation": partner.organisation,
        "there": None if partner.there is None else [_span_row(one) for one in partner.there],
        "away": [[one.member, *_span_row(one.span)] for one in partner.away],
        "answer": partner.answer,
    }


def _span_row(span: Span) -> list[str]:
    return [span.starts_at.isoformat(), span.ends_at.isoformat()]


def _told_row(told: ToldHours) -> list[Any]:
    return [told.member, [[start.isoformat(), end.isoformat()] for start, end in told.hours]]


def _told(member: str, hours: Sequence[Sequence[str]]) -> ToldHours:
    read = datetime.fromisoformat
    return ToldHours(
        member=MemberId(member), hours=tuple((read(start), read(end)) for start, end in hours)
    )


def _partner(row: Mapping[str, Any]) -> PartnerStand:
    there = row["there"]
    return PartnerStand(
        organisation=OrganisationId(row["organisation"]),
        there=None if there is None else tuple(_span(*one) for one in there),
        away=tuple(
            AwayMember(member=MemberId(member), span=_span(*span)) for member, *span in row["away"]
        ),
        answer=AttendanceAnswer(row["answer"]) if row["answer"] else None,
    )


def _span(starts_at: str, ends_at: str) -> Span:
    read = datetime.fromisoformat
    return Span(starts_at=read(starts_at), ends_at=read(ends_at))


def read_head(row: RowMapping) -> dict[str, Any]:
    """Read the head of an agenda from its row."""
    head = dict(row)
    measured = ("presence_minutes", "everybody_minutes", "is_proven_best")
    head["attendance"] = Attendance(**{name: head.pop(name) for name in measured})
    head["not_due"] = NotDue(cases=row["not_due"], first_on=head.pop("first_due_on"))
    head["effects"] = tuple(AttendanceChange(**one) for one in row["effects"] or ())
    head["told"] = tuple(_told(*one) for one in row["told"] or ())
    partners = tuple(_partner(one) for one in row["partners"])
    return {**head, "state": AgendaState(row["state"]), "partners": partners}
