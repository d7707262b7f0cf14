"""The parts of a case by who supplied them, and how they are destroyed without the rest. A table
with words that no organisation supplied is not here: what the house judged, decided or planned.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    null,
    select,
)
from sqlalchemy.engine import RowMapping

from domain.acute_report import empty_report
from domain.enquiry import EnquiryAnswer
from domain.identifiers import CaseId, MemberId, OrganisationId, SessionId
from domain.supplied_part import HeldPart, SuppliedKind
from storage.acute_sessions import SessionRows, acute_session
from storage.agreed_actions import agreed_action
from storage.contributions import contribution
from storage.departures import departure
from storage.director_requests import director_request
from storage.discussion_wishes import discussion_wish
from storage.discussions import discussion
from storage.enquiries import enquiry
from storage.erasing import Erasure
from storage.fields import Fields
from storage.incorrect_marks import incorrect_mark
from storage.minutes import minutes, minutes_edition, minutes_objection
from storage.plans_of_action import plan_of_action
from storage.reactions import reaction
from storage.referrals import referrals
from storage.transaction import Transaction
from storage.written_rounds import round_answer, written_round

_OF_CASE: Final[Any] = bindparam("case")
_SAID_THERE: Final = discussion.c.said_in == bindparam("second_key")
_KEYS: Final = ("first_key", "second_key", "third_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Where one kind of part is kept: what a row is known by, and what tells whose it is."""

    table: Table
    keys: tuple[Column[Any], ...]
    organisation: ColumnElement[Any] | None = None
    writer: ColumnElement[Any] | None = None
    at: Column[Any] | None = None
    has_words: ColumnElement[bool] | None = None


_KEPT: Final[Mapping[SuppliedKind, _Kept]] = {
    SuppliedKind.REFERRAL: _Kept(
        table=referrals,
        keys=(referrals.c.number,),
        writer=referrals.c.written_by,
        at=referrals.c.written_at,
    ),
    SuppliedKind.REPORT: _Kept(
        table=acute_session,
        keys=(acute_session.c.id,),
        writer=acute_session.c.reported_by,
        at=acute_session.c.reported_at,
    ),
    SuppliedKind.MINUTES: _Kept(
        table=minutes,
        keys=(minutes.c.id, minutes.c.said_in),
        organisation=minutes.c.suppliers,
        at=minutes.c.changed_at,
    ),
    # of which there are no minutes, that say who was at the table
    SuppliedKind.DISCUSSION: _Kept(
        table=discussion,
        keys=(discussion.c.said_in, discussion.c.number),
        at=discussion.c.written_at,
        has_words=~exists().where(
            minutes.c.case_id == discussion.c.case_id, minutes.c.said_in == discussion.c.said_in
        ),
    ),
    SuppliedKind.PLAN: _Kept(
        table=plan_of_action,
        keys=(plan_of_action.c.number,),
        writer=plan_of_action.c.written_by,
        at=plan_of_action.c.written_at,
    ),
    SuppliedKind.ACTION: _Kept(
        table=agreed_action,
        keys=(agreed_action.c.id,),
        organisation=agreed_action.c.organisation,
    ),
    SuppliedKind.ROUND: _Kept(
        table=written_round,
        keys=(written_round.c.id,),
        writer=func.coalesce(written_round.c.writer, written_round.c.written_by),
        at=written_round.c.written_at,
        has_words=written_round.c.lines.is_not(None),
    ),
    SuppliedKind.WISH: _Kept(
        table=discussion_wish,
        keys=(discussion_wish.c.member,),
        organisation=discussion_wish.c.organisation,
    ),
    SuppliedKind.MARK: _Kept(
        table=incorrect_mark,
        keys=(incorrect_mark.c.id,),
        organisation=incorrect_mark.c.organisation,
    ),
    SuppliedKind.OBJECTION: _Kept(
        table=minutes_objection,
        keys=(
            minutes_objection.c.minutes_id,
            minutes_objection.c.edition,
            minutes_objection.c.member,
        ),
        organisation=minutes_objection.c.organisation,
    ),
    SuppliedKind.DEPARTURE: _Kept(
        table=departure,
        keys=(departure.c.member,),
        writer=departure.c.member,
        at=departure.c.asked_at,
    ),
    SuppliedKind.NOT_DIRECTING: _Kept(
        table=director_request,
        keys=(director_request.c.member,),
        writer=director_request.c.member,
        at=director_request.c.declined_at,
        has_words=director_request.c.why_declined.is_not(None),
    ),
    # who knows nobody or shares nothing told nothing
    SuppliedKind.ENQUIRY: _Kept(
        table=enquiry,
        keys=(enquiry.c.id,),
        organisation=enquiry.c.organisation,
        has_words=enquiry.c.answer.in_([EnquiryAnswer.KNOWN, EnquiryAnswer.INVOLVED]),
    ),
    SuppliedKind.REACTION: _Kept(
        table=reaction,
        keys=(reaction.c.id,),
        organisation=reaction.c.organisation,
    ),
    # of what was withdrawn nothing is left but that it was
    SuppliedKind.CONTRIBUTION: _Kept(
        table=contribution,
        keys=(contribution.c.id, contribution.c.number),
        organisation=contribution.c.organisation,
        has_words=contribution.c.text.is_not(None),
    ),
}


def _find(kept: _Kept) -> Select[Any]:
    keys = [column.label(name) for name, column in zip(_KEYS, kept.keys, strict=False)]
    found = select(
        *keys,
        _or_nothing(kept.organisation).label("whose"),
        _or_nothing(kept.writer).label("writer"),
        _or_nothing(kept.at).label("at"),
    ).where(kept.table.c.case_id == _OF_CASE)
    return found if kept.has_words is None else found.where(kept.has_words)


def _or_nothing(column: ColumnElement[Any] | None) -> ColumnElement[Any]:
    return null() if column is None else column


def _take(table: Table, *keys: Column[Any]) -> tuple[Table, Delete]:
    named = zip(_KEYS, keys, strict=False)
    known = [column == bindparam(name) for name, column in named]
    return table, delete(table).where(*known)


def _take_of_case(table: Table, *keys: Column[Any]) -> tuple[Table, Delete]:
    _, known = _take(table, *keys)
    return table, known.where(table.c.case_id == _OF_CASE)


# what hangs on a part goes before it
_FINDS: Final = {kind: _find(kept) for kind, kept in _KEPT.items()}
_TAKES: Final[Mapping[SuppliedKind, tuple[tuple[Table, Delete], ...]]] = {
    kind: (_take_of_case(kept.table, *kept.keys),) for kind, kept in _KEPT.items()
} | {
    # its session stays: the report is emptied
    SuppliedKind.REPORT: (_take_of_case(incorrect_mark, incorrect_mark.c.subject),),
    SuppliedKind.ROUND: (
        _take(round_answer, round_answer.c.round),
        _take_of_case(written_round, written_round.c.id),
    ),
    SuppliedKind.MINUTES: (
        _take_of_case(minutes_edition, minutes_edition.c.minutes_id),
        _take_of_case(minutes_objection, minutes_objection.c.minutes_id),
        _take_of_case(incorrect_mark, incorrect_mark.c.subject),
        (discussion, delete(discussion).where(discussion.c.case_id == _OF_CASE, _SAID_THERE)),
        _take_of_case(minutes, minutes.c.id),
    ),
    SuppliedKind.CONTRIBUTION: (
        _take_of_case(incorrect_mark, incorrect_mark.c.subject),
        _take_of_case(contribution, contribution.c.id, contribution.c.number),
    ),
}
# known by an id of its own: messages, timers and drafts speak of it
_NAMED: Final = frozenset(
    {
        *(SuppliedKind.MINUTES, SuppliedKind.ACTION, SuppliedKind.ROUND, SuppliedKind.MARK),
        *(SuppliedKind.ENQUIRY, SuppliedKind.REACTION, SuppliedKind.CONTRIBUTION),
    }
)
# where something of a part was, of which PostgreSQL keeps what was deleted until it is vacuumed
SUPPLIED_TABLES: Final = frozenset(
    {table.name for many in _TAKES.values() for table, _ in many} | {acute_session.name}
)


class SuppliedPartRows:
    """What organisations told of cases, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def of_case(self, case: CaseId) -> Sequence[HeldPart]:
        """The parts that are kept of a case."""
        parts = list[HeldPart]()
        for kind, asked in _FINDS.items():
            rows = (await self._connection.execute(asked, {"case": case})).mappings()
            parts += [_read(kind, row) for row in rows]
        return parts

    async def destroy(self, case: CaseId, parts: Collection[HeldPart]) -> Mapping[str, int]:
        """Destroy these parts with all that hangs on them, and what waits to be sent about them; an
        acute report is emptied. How much of each kind there was.
        """
        erasure = Erasure(self._connection, case, None)
        named = (str(one.key[0]) for one in parts if one.kind in _NAMED)
        await erasure.forget_spoken_of(frozenset(named))
        for part in parts:
            if part.kind is SuppliedKind.REPORT:
                await self._empty_report(SessionId(str(part.key[0])))
                erasure.count(acute_session.name, 1)
            given = {"case": case, **dict(zip(_KEYS, part.key, strict=False))}
            for table, gone in _TAKES[part.kind]:
                done = await self._connection.execute(gone, given)
                erasure.count(table.name, done.rowcount)
        await erasure.forget_replies()
        return erasure.counted

    async def _empty_report(self, known_as: SessionId) -> None:
        """The session goes on: who was asked, and what others did."""
        sessions = SessionRows(self._connection, self._fields)
        session = await sessions.get(known_as)
        await sessions.keep_report(session, empty_report(await sessions.report(session)))
        await sessions.save(replace(session, has_unsafe_number=False))


def _read(kind: SuppliedKind, row: RowMapping) -> HeldPart:
    return HeldPart(
        kind=kind,
        key=tuple(row[one] for one in _KEYS if one in row),
        organisations=_read_organisations(row["whose"]),
        writer=row["writer"] and MemberId(row["writer"]),
        at=row["at"],
    )


def _read_organisations(whose: str | list[list[str]] | None) -> frozenset[OrganisationId]:
    if isinstance(whose, list):
        # of minutes: each with who was called to speak for it
        return frozenset(OrganisationId(one) for one, _ in whose)
    return frozenset({OrganisationId(whose)}) if whose else frozenset()
