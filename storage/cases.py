"""Cases, their referrals and their circles as rows; how a member stands to a case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BindParameter,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
    union,
    union_all,
    update,
)

from domain.access import CaseState, Involvement
from domain.acute_invitation import OPEN_INVITATION_STATES
from domain.case import Case
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.referral import AddedFacts, Referral
from storage.acute_invitation_row import acute_invitation
from storage.case_row import read_case, write_case
from storage.circle import HOLDS, CircleRows, circle
from storage.enquiries import TELLS_SUBJECT, enquiry
from storage.metadata import UtcDateTime, metadata
from storage.people import member
from storage.referrals import ReferralRows, read_told, referrals
from storage.upsert import change_one, insert_once

cases = Table(
    "cases",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("referrer", String(64), nullable=False),
    Column("referring_organisation", String(64), nullable=False),
    Column("received_at", UtcDateTime(), nullable=False),
    Column("promised_on", Date(), nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("case_director", String(64), nullable=True),
    Column("colour_rank", Integer(), nullable=False),
    # who is called for before its review comes first in its colour
    Column("call_rank", Integer(), nullable=False, server_default="3"),
    Column("colour_minutes", Integer(), nullable=True),
    Column("colour_required", JSON(none_as_null=True), nullable=True),
    Column("colour_set_by", String(64), nullable=True),
    Column("colour_set_at", UtcDateTime(), nullable=True),
    Column("next_review_on", Date(), nullable=True),
    Column("carried_forward_on", Date(), nullable=True),
    Column("asked_for_on", Date(), nullable=True),
    Column("discussed_on", Date(), nullable=True),
    Column("meeting_kind", String(40), nullable=True),
    Column("paused_until", Date(), nullable=True),
    Column("prioritised_on", Date(), nullable=True),
    Column("extended_to", Date(), nullable=True),
    Column("reduced_on", Date(), nullable=True),
    Index("ix_cases_referrer", "referrer"),
    # which cases come to their end
    Index("ix_cases_received_at", "received_at"),
    Index("ix_cases_changed_at", "state", "changed_at"),
    # cases of one state in the order of the list, so that a page of it is read and no more; what
    # the list is counted and looked for by stands beside it
    Index(
        "ix_cases_list",
        *("state", "colour_rank", "call_rank", "next_review_on", "received_at", "code"),
        *("colour_minutes", "meeting_kind", "case_director", "prioritised_on", "id"),
    ),
)


def _while(holds: ColumnElement[bool], involvement: Involvement) -> ColumnElement[str]:
    return case((holds, _say(involvement)), else_=_say(Involvement.FORMER))


def _say(involvement: Involvement) -> ColumnElement[str]:
    return literal(involvement.value, String())


def _count(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return case((holds, 1), else_=0)


def _join_ways(ways: Mapping[Involvement, bool]) -> Involvement:
    """How somebody stands to a case who stands to it in these ways, what gives most first."""
    seated = {Involvement.REFERRER, Involvement.CIRCLE}
    if seated <= ways.keys() and any(ways[one] for one in seated):
        return Involvement.REFERRER_IN_CIRCLE
    return next((one for one in _GIVES_MOST if one in ways), Involvement.NONE)


class CaseRows(CircleRows, ReferralRows):
    """The cases of the house in one transaction."""

    async def reserve(self) -> CaseId:
        """Give out an id and make its key; the key is committed before this returns."""
        case_id = CaseId(uuid4().hex)
        await self._fields.make_case_key(case_id)
        return case_id

    async def add(self, case: Case, referral: Referral) -> None:
        """Keep a new case with its referral; ConflictError when its id or code is taken."""
        if not await insert_once(self._connection, cases, write_case(case)):
            raise ConflictError
        await self.add_referral(case.id, referral, case.referrer, case.changed_at)

    async def get(self, case_id: CaseId) -> Case:
        """Find a case by its id; NotFoundError when there is none."""
        return await self._one(_BY_ID, {"case": case_id})

    async def by_code(self, code: CaseCode) -> Case:
        """Find a case by its code; NotFoundError when there is none."""
        return await self._one(_BY_CODE, {"code": code})

    async def save(self, case: Case) -> Case:
        """Save a changed case and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(case, version=case.version + 1)
        written = {**write_case(saved), "saved": case.id, "kept_version": case.version}
        await change_one(self._connection, _SAVE, written)
        return saved

    async def stand_still(self, case: Case) -> None:
        """Let nobody change a case until this transaction ends; ConflictError when it changed."""
        given = {"case": case.id, "kept_version": case.version}
        await change_one(self._connection, _STAND_STILL, given)

    async def stand_still_together(self, cases: Collection[Case]) -> None:
        """The same for several at once: two that do so wait for each other in one order."""
        given = {"cases": [one.id for one in cases]}
        rows = (await self._connection.execute(_STAND_STILL_TOGETHER, given)).all()
        kept = {row.id: row.version for row in rows}
        if any(kept.get(one.id) != one.version for one in cases):
            raise ConflictError

    async def added_facts(self) -> Sequence[AddedFacts]:
        """What was told after the purpose test of cases that are not weighed yet, by case."""
        rows = await self._connection.execute(_ADDED, {})
        return [AddedFacts(case=CaseId(one.case_id), version=read_told(one)) for one in rows]

    async def in_states(self, states: Collection[CaseState]) -> Sequence[Case]:
        """Cases in these states, oldest first."""
        return await self._read(_IN_STATES, {"states": list(states)})

    async def paused(self) -> Sequence[Case]:
        """Cases that rest, those that are looked at again first before others."""
        return await self._read(PAUSED, {})

    async def undirected(self) -> Sequence[Case]:
        """The cases on the list that nobody directs, by code."""
        return await self._read(_UNDIRECTED, {})

    async def count_undirected(self, case_ids: Collection[CaseId]) -> int:
        """How many of these cases are on the list and nobody directs."""
        given = {"cases": list(case_ids)}
        return int(await self._connection.scalar(_COUNT_UNDIRECTED, given)) if case_ids else 0

    async def known(self, case_ids: Collection[CaseId]) -> Sequence[Case]:
        """Those of these cases that are kept, by code."""
        return await self._read(_KNOWN, {"cases": list(case_ids)})

    async def of_member(self, member: MemberId) -> Mapping[Case, Involvement]:
        """Cases a member referred or is in the circle of, newest first; who is both is first of
        all the referrer.
        """
        found = await self._read(_OF_MEMBER, {"member": member, "now": await self._now()})
        referred, around = Involvement.REFERRER, Involvement.CIRCLE
        return {case: referred if case.referrer == member else around for case in found}

    async def referred_by(self, member: MemberId, organisation: OrganisationId) -> Sequence[Case]:
        """The cases a member referred for an organisation, by code."""
        return await self._read(REFERRED_BY, {"member": member, "for": organisation})

    async def involvement(self, case_id: CaseId, member: MemberId) -> Involvement:
        """How a member stands to a case; what gives most comes first."""
        return (await self.involvements([case_id], member))[case_id]

    async def involvements(
        self, case_ids: Collection[CaseId], member: MemberId
    ) -> Mapping[CaseId, Involvement]:
        """How a member stands to each of these cases, in one question."""
        if not case_ids:
            return {}
        given = {"cases": list(case_ids), "member": member, "open": OPEN_INVITATION_STATES}
        rows = await self._connection.execute(_INVOLVEMENTS, {**given, "now": await self._now()})
        ways = dict[str, dict[Involvement, bool]]()
        for row in rows:
            found = ways.setdefault(row.case_id, {})
            way = Involvement(row.involvement)
            found[way] = found.get(way, False) or bool(row.is_within)
        return {one: _join_ways(ways.get(one, {})) for one in case_ids}

    async def _one(self, query: Select[Any], given: Mapping[str, Any]) -> Case:
        found = await self._read(query, given)
        if not found:
            raise NotFoundError
        return found[0]

    async def _read(self, query: Select[Any], given: Mapping[str, Any]) -> list[Case]:
        return [read_case(row) for row in await self._connection.execute(query, given)]


_GIVES_MOST: Final = (
    Involvement.REFERRER,
    Involvement.CIRCLE,
    Involvement.INVITED,
    Involvement.ASKED,
    Involvement.FORMER,
)
# made once: every turn asks some of these
_CASES: Final[BindParameter[Any]] = bindparam("cases", expanding=True)
_MEMBER: Final = bindparam("member", type_=String())
# a place is of a member for an organisation: who works elsewhere now takes nothing along
_OWN: Final = select(member.c.organisation).where(member.c.id == _MEMBER).scalar_subquery()
_OLDEST_FIRST: Final = (cases.c.received_at, cases.c.id)
_BY_ID: Final = select(cases).where(cases.c.id == bindparam("case"))
_BY_CODE: Final = select(cases).where(cases.c.code == bindparam("code"))
_IN_STATES: Final = (
    select(cases)
    .where(cases.c.state.in_(bindparam("states", expanding=True)))
    .order_by(*_OLDEST_FIRST)
)
_COUNT_UNDIRECTED: Final = select(func.count()).where(
    cases.c.id.in_(_CASES),
    cases.c.state == literal_column("'taken_up'"),
    cases.c.case_director.is_(None),
)
_KNOWN: Final = select(cases).where(cases.c.id.in_(_CASES)).order_by(cases.c.code)
_SAVE: Final = (
    update(cases)
    .where(cases.c.id == bindparam("saved"), cases.c.version == bindparam("kept_version"))
    .values({column.name: bindparam(column.name) for column in cases.columns})
)
_STAND_STILL: Final = (
    update(cases)
    .where(cases.c.id == bindparam("case"), cases.c.version == bindparam("kept_version"))
    .values(version=cases.c.version)
)
_STAND_STILL_TOGETHER: Final = (
    select(cases.c.id, cases.c.version)
    .where(cases.c.id.in_(_CASES))
    .order_by(cases.c.id)
    .with_for_update()
)
# the purpose test was the last change of such a case, and what came after stands apart
_ADDED: Final = (
    select(*(one for one in referrals.c if one is not referrals.c.content))
    .join(cases, cases.c.id == referrals.c.case_id)
    .where(
        cases.c.state == literal_column("'purpose_tested'"),
        referrals.c.number > 1,
        referrals.c.written_at > cases.c.changed_at,
    )
    .order_by(referrals.c.case_id, referrals.c.number)
)
IS_LISTED: Final = cases.c.state == literal_column("'taken_up'")
PAUSED: Final = (
    select(cases)
    .where(cases.c.state == literal_column("'paused'"))
    .order_by(cases.c.paused_until, cases.c.code)
)
_UNDIRECTED: Final = (
    select(cases).where(IS_LISTED, cases.c.case_director.is_(None)).order_by(cases.c.code)
)
# the ids first, each from its index: with OR PostgreSQL reads every case there ever was
_THEIR_CASES: Final = union(
    select(cases.c.id).where(cases.c.referrer == _MEMBER, cases.c.referring_organisation == _OWN),
    select(circle.c.case_id).where(
        circle.c.member == _MEMBER, HOLDS, circle.c.organisation == _OWN
    ),
)
_OF_MEMBER: Final = (
    select(cases)
    .where(cases.c.id.in_(_THEIR_CASES))
    .order_by(cases.c.received_at.desc(), cases.c.id)
)
REFERRED_BY: Final = (
    select(cases)
    .where(cases.c.referrer == _MEMBER, cases.c.referring_organisation == bindparam("for"))
    .order_by(cases.c.code)
)
# who referred a case has a seat for that; within it are who directs it, or have a seat of another
# kind besides
_INVOLVEMENTS: Final = union_all(
    select(
        cases.c.id.label("case_id"),
        _while(cases.c.referring_organisation == _OWN, Involvement.REFERRER).label("involvement"),
        _count(func.coalesce(cases.c.case_director, "") == _MEMBER).label("is_within"),
    ).where(cases.c.id.in_(_CASES), cases.c.referrer == _MEMBER),
    select(
        circle.c.case_id,
        _while(HOLDS & (circle.c.organisation == _OWN), Involvement.CIRCLE),
        _count(circle.c.reason != literal_column("'referred'")),
    ).where(circle.c.case_id.in_(_CASES), circle.c.member == _MEMBER),
    select(
        acute_invitation.c.case_id,
        _while(
            acute_invitation.c.state.in_(bindparam("open", expanding=True))
            & (acute_invitation.c.organisation == _OWN),
            Involvement.INVITED,
        ),
        literal_column("0"),
    ).where(acute_invitation.c.case_id.in_(_CASES), acute_invitation.c.member == _MEMBER),
    select(
        enquiry.c.case_id,
        _while(TELLS_SUBJECT & (enquiry.c.organisation == _OWN), Involvement.ASKED),
        literal_column("0"),
    ).where(enquiry.c.case_id.in_(_CASES), enquiry.c.member == _MEMBER),
)
