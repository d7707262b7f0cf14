"""Acute sessions and invitations as rows; what is about the subject is sealed under its case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    Update,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    union,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import RowMapping

from domain.acute_circle import CircleDecision
from domain.acute_invitation import OPEN_INVITATION_STATES, Invitation, ListedInvitation
from domain.acute_report import AcuteReport
from domain.acute_session import (
    OPEN_SESSION_STATES,
    AcuteTest,
    CodeMatch,
    Gathering,
    NamedCode,
    Place,
    Session,
    SessionState,
)
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseCode, CaseId, InvitationId, MemberId, OrganisationId, SessionId
from storage.acute_invitation_row import (
    acute_invitation,
    read_invitation_row,
    write_invitation_row,
)
from storage.cases import cases
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import Content, SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one

_Cells = RowMapping | dict[str, Any]

_OPEN_STATES: Final = ", ".join(f"'{one}'" for one in sorted(OPEN_SESSION_STATES))
_IS_OPEN: Final = f"state IN ({_OPEN_STATES})"

acute_session = Table(
    "acute_session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("reported_by", String(64), nullable=False),
    Column("reported_at", UtcDateTime(), nullable=False),
    Column("due_at", UtcDateTime(), nullable=False),
    Column("told", String(64), nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("named_code", String(8), nullable=True),
    Column("named_match", String(16), nullable=True),
    Column("director", String(64), nullable=True),
    Column("starts_at", UtcDateTime(), nullable=True),
    Column("place", String(16), nullable=True),
    Column("link", LargeBinary(), nullable=True),
    Column("report", LargeBinary(), nullable=False),
    Column("test", LargeBinary(), nullable=True),
    Column("circle", LargeBinary(), nullable=True),
    Column("withdrawn_at", UtcDateTime(), nullable=True),
    Column("has_unsafe_number", Boolean(), nullable=False),
    Column("note_taker", String(64), nullable=True),
    Column("note_takers", JSON(), nullable=False),
    Index("ix_acute_session_case_id", "case_id"),
    Index("ix_acute_session_state", "state"),
    # what a member reported: what ended lately, and what is open however long ago
    Index("ix_acute_session_reporter", "reported_by", "changed_at"),
    Index(
        "ix_acute_session_open_reporter",
        "reported_by",
        sqlite_where=text(_IS_OPEN),
        postgresql_where=text(_IS_OPEN),
    ),
)

sealed_link: Final = SealedColumn[str](acute_session.c.link, str)
sealed_report: Final = SealedColumn[AcuteReport](acute_session.c.report, AcuteReport)
sealed_test: Final = SealedColumn[AcuteTest](acute_session.c.test, AcuteTest)
sealed_circle: Final = SealedColumn[CircleDecision](acute_session.c.circle, CircleDecision)


def _is_one_of(state: Column[Any], states: Iterable[str]) -> ColumnElement[bool]:
    return state.in_([literal_column(f"'{one}'") for one in sorted(states)])


def _update_kept(table: Table) -> Update:
    return update(table).where(
        table.c.id == bindparam("this"), table.c.version == bindparam("kept_version")
    )


# made once: a turn asks each of these; what an UPDATE sets are the columns among its parameters
_SESSIONS: Final = select(acute_session).order_by(acute_session.c.reported_at, acute_session.c.id)
_THIS: Final = acute_session.c.id == bindparam("this")
_BY_ID: Final = select(acute_session).where(_THIS)
OPEN_SESSIONS: Final = _SESSIONS.where(_is_one_of(acute_session.c.state, OPEN_SESSION_STATES))
_REPORTED: Final = acute_session.c.reported_by == bindparam("member")
REPORTED_BY: Final = _SESSIONS.where(
    acute_session.c.id.in_(
        union(
            select(acute_session.c.id).where(
                _REPORTED, _is_one_of(acute_session.c.state, OPEN_SESSION_STATES)
            ),
            select(acute_session.c.id).where(
                _REPORTED, acute_session.c.changed_at >= bindparam("since", type_=UtcDateTime())
            ),
        )
    )
)
_OF_CASE: Final = _SESSIONS.where(acute_session.c.case_id == bindparam("case"))
_ADD: Final = insert(acute_session)
_SAVE: Final = _update_kept(acute_session)
_KEEP: Final = update(acute_session).where(_THIS)
_CONTENT: Final = {
    column.name: select(acute_session.c[column.name]).where(_THIS)
    for column in (sealed_report, sealed_test, sealed_circle)
}
_INVITATIONS: Final = select(acute_invitation).order_by(
    acute_invitation.c.invited_at, acute_invitation.c.position, acute_invitation.c.id
)
_OF_SESSION: Final = acute_invitation.c.session_id == bindparam("session")
_INVITATION: Final = select(acute_invitation).where(acute_invitation.c.id == bindparam("this"))
_INVITED: Final = _INVITATIONS.where(_OF_SESSION)
_OF_PARTNER: Final = _INVITED.where(acute_invitation.c.organisation == bindparam("partner"))
_EARLIER: Final = select(func.count()).where(_OF_SESSION).scalar_subquery()
# SQLite understands it too
_INVITE: Final = (
    postgresql.insert(acute_invitation).values(position=_EARLIER).on_conflict_do_nothing()
)
OPEN_INVITATIONS_OF: Final = _INVITATIONS.where(
    acute_invitation.c.member == bindparam("member"),
    _is_one_of(acute_invitation.c.state, OPEN_INVITATION_STATES),
)
LISTED_INVITATIONS_OF: Final = (
    OPEN_INVITATIONS_OF.add_columns(cases.c.code, acute_session.c.starts_at)
    .join(acute_session, acute_session.c.id == acute_invitation.c.session_id)
    .join(cases, cases.c.id == acute_invitation.c.case_id)
    .where(acute_session.c.director.is_not(None), acute_session.c.place.is_not(None))
)
_SAVE_INVITATION: Final = _update_kept(acute_invitation)


class SessionRows:
    """The acute lane on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, session: Session, report: AcuteReport) -> None:
        """Keep a new report."""
        sealed = await sealed_report.seal(self._fields, session.case, session.id, report)
        row = await self._row(session) | {"report": sealed}
        await self._connection.execute(_ADD, row)

    async def get(self, session_id: SessionId) -> Session:
        """Find a session; NotFoundError when there is none."""
        found = await self._sessions(_BY_ID, {"this": session_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def save(self, session: Session) -> Session:
        """Save a changed session and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(session, version=session.version + 1)
        await self._update(_SAVE, session.id, session.version, await self._row(saved))
        return saved

    async def open_sessions(self) -> Sequence[Session]:
        """Reports and sessions in which something still has to happen, oldest first; no drill."""
        return [one for one in await self._sessions(OPEN_SESSIONS, {}) if not one.is_drill]

    async def reported_by(self, member: MemberId, since: datetime) -> Sequence[Session]:
        """What this member reported and is open, or ended after ``since``, oldest first."""
        return await self._sessions(REPORTED_BY, {"member": member, "since": since})

    async def of_case(self, case_id: CaseId) -> Sequence[Session]:
        """Every report and session on a case, oldest first."""
        return await self._sessions(_OF_CASE, {"case": case_id})

    async def report(self, session: Session) -> AcuteReport:
        """The report of a session; NotFoundError when there is no such session."""
        report = await self._open(session, sealed_report)
        if report is None:
            raise NotFoundError
        return report

    async def keep_report(self, session: Session, report: AcuteReport) -> None:
        """Keep a report as its reporter completed it."""
        await self._keep(session, sealed_report, report)

    async def keep_test(self, session: Session, test: AcuteTest) -> None:
        """Keep the purpose test of a session."""
        await self._keep(session, sealed_test, test)

    async def test(self, session: Session) -> AcuteTest | None:
        """The purpose test of a session; None when it was not done yet."""
        return await self._open(session, sealed_test)

    async def keep_circle(self, session: Session, decision: CircleDecision) -> None:
        """Keep who was proposed, what was changed and who is asked."""
        await self._keep(session, sealed_circle, decision)

    async def circle(self, session: Session) -> CircleDecision | None:
        """Who was proposed and asked; None before the circle is confirmed."""
        return await self._open(session, sealed_circle)

    async def add_invitation(self, invitation: Invitation) -> None:
        """Keep a new invitation, placed after the earlier ones; ConflictError when this member
        has one in the session already.
        """
        row = write_invitation_row(invitation) | {"session": invitation.session}
        if (await self._connection.execute(_INVITE, row)).rowcount != 1:
            raise ConflictError

    async def invitation(self, invitation_id: InvitationId) -> Invitation:
        """Find an invitation; NotFoundError when there is none."""
        found = await self._invitations(_INVITATION, {"this": invitation_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def save_invitation(self, invitation: Invitation) -> Invitation:
        """Save a changed invitation and return it one version higher; ConflictError when the
        kept version is another.
        """
        saved = replace(invitation, version=invitation.version + 1)
        row = write_invitation_row(saved)
        await self._update(_SAVE_INVITATION, invitation.id, invitation.version, row)
        return saved

    async def invitations(self, session_id: SessionId) -> Sequence[Invitation]:
        """Every invitation to a session, in the order of asking."""
        return await self._invitations(_INVITED, {"session": session_id})

    async def invitations_of(
        self, session_id: SessionId, partner: OrganisationId
    ) -> Sequence[Invitation]:
        """Every invitation of one partner to a session, in the order of asking."""
        return await self._invitations(_OF_PARTNER, {"session": session_id, "partner": partner})

    async def open_invitations_of(self, member: MemberId) -> Sequence[Invitation]:
        """Invitations that give this member a place in a session now, oldest first."""
        return await self._invitations(OPEN_INVITATIONS_OF, {"member": member})

    async def listed_invitations_of(self, member: MemberId) -> Sequence[ListedInvitation]:
        """Of those the ones to a session that has a director, a time and a place."""
        rows = await self._connection.execute(LISTED_INVITATIONS_OF, {"member": member})
        return [
            ListedInvitation(
                invitation=read_invitation_row(row),
                code=CaseCode(row["code"]),
                starts_at=row["starts_at"],
            )
            for row in rows.mappings()
        ]

    async def _sessions(self, asked: Select[Any], given: Mapping[str, Any]) -> list[Session]:
        rows = (await self._connection.execute(asked, given)).mappings().all()
        return [await self._session(row) for row in rows]

    async def _session(self, row: _Cells) -> Session:
        return Session(
            **{name: row[name] for name in _SESSION_COLUMNS},
            case=CaseId(row["case_id"]),
            state=SessionState(row["state"]),
            named=_named(row),
            gathering=await self._gathering(row),
            note_takers=tuple(MemberId(one) for one in row["note_takers"]),
        )

    async def _gathering(self, row: _Cells) -> Gathering | None:
        if row["place"] is None:
            return None
        case_id, session_id = CaseId(row["case_id"]), SessionId(row["id"])
        link = await sealed_link.open(self._fields, case_id, session_id, row["link"])
        return Gathering(starts_at=row["starts_at"], place=Place(row["place"]), link=link)

    async def _row(self, session: Session) -> dict[str, Any]:
        row = {name: getattr(session, name) for name in _SESSION_COLUMNS}
        row |= {"case_id": session.case, "state": session.state}
        row["note_takers"] = list(session.note_takers)
        if session.named:
            row |= {"named_code": session.named.code, "named_match": session.named.match}
        if session.gathering is None:
            return row
        gathering = session.gathering
        link = await sealed_link.seal(self._fields, session.case, session.id, gathering.link)
        return row | {"starts_at": gathering.starts_at, "place": gathering.place, "link": link}

    async def _invitations(self, asked: Select[Any], given: Mapping[str, Any]) -> list[Invitation]:
        rows = (await self._connection.execute(asked, given)).mappings()
        return [read_invitation_row(row) for row in rows]

    async def _update(self, saving: Update, row_id: str, version: int, row: dict[str, Any]) -> None:
        written = {**row, "this": row_id, "kept_version": version}
        await change_one(self._connection, saving, written)

    async def _keep(
        self, session: Session, column: SealedColumn[Content], content: Content
    ) -> None:
        sealed = await column.seal(self._fields, session.case, session.id, content)
        await self._connection.execute(_KEEP, {"this": session.id, column.name: sealed})

    async def _open(self, session: Session, column: SealedColumn[Content]) -> Content | None:
        sealed = await self._connection.scalar(_CONTENT[column.name], {"this": session.id})
        if sealed is None:
            return None
        return await column.open(self._fields, session.case, session.id, sealed)


_SESSION_COLUMNS = (
    "id",
    "version",
    "reported_by",
    "reported_at",
    "due_at",
    "told",
    "changed_by",
    "changed_at",
    "director",
    "withdrawn_at",
    "has_unsafe_number",
    "note_taker",
)


def _named(row: _Cells) -> NamedCode | None:
    if row["named_code"] is None:
        return None
    code = CaseCode(row["named_code"])
    return NamedCode(code=code, match=CodeMatch(row["named_match"]))
