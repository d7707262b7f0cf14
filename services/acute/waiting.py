"""What is told of an acute step that waits: a code, times, and whom to call. Never what happens, or
to whom.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.acute_session import Session, SessionState
from domain.escalation import ChainKind
from domain.identifiers import CaseCode, InvitationId, MemberId, SessionId
from domain.member import Member
from domain.unsafe_number import hide_number
from services.acute.unsafe_number import find_unsafe_number, hide_number_of
from services.moment import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingView:
    """A report that waits, for whoever its chain came to: who was told of it before, and who took
    it.
    """

    session: SessionId
    code: CaseCode
    state: SessionState
    reported_at: datetime
    director: Member | None
    told: tuple[Member, ...]

    @property
    def waits(self) -> bool:
        """Tell whether it still waits for somebody."""
        return self.state is SessionState.REPORTED


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceView:
    """A partner who does not answer, with everybody who was asked for it, for who runs the
    session.
    """

    session: SessionId
    code: CaseCode
    organisation: str
    telephone: str
    asked: tuple[Member, ...]
    asked_at: datetime


async def read_waiting(reading: Reading, session_id: SessionId) -> WaitingView:
    """Read what is told of a report that waits."""
    session = await reading.uow.sessions.get(session_id)
    chains = await reading.uow.escalations.of_session(session_id)
    told = [
        one.member for chain in chains if chain.kind is not ChainKind.INVITATION
        for one in chain.told
    ]  # fmt: skip
    people = reading.uow.people
    return WaitingView(
        session=session.id,
        code=(await reading.uow.cases.get(session.case)).code,
        state=session.state,
        reported_at=session.reported_at,
        director=await people.member(session.director) if session.director else None,
        told=await _name(reading, session, [one for one in told if one != reading.recipient.id]),
    )


async def read_silence(reading: Reading, invitation_id: InvitationId) -> SilenceView:
    """Read which partner does not answer, and all their numbers."""
    first = await reading.uow.sessions.invitation(invitation_id)
    invitations = await reading.uow.sessions.invitations(first.session)
    asked = [one.member for one in invitations if invitation_id in {one.id, one.asked_beside}]
    session = await reading.uow.sessions.get(first.session)
    organisation = await reading.uow.people.organisation(first.organisation)
    unsafe = await find_unsafe_number(reading, session)
    return SilenceView(
        session=first.session,
        code=(await reading.uow.cases.get(first.case)).code,
        organisation=organisation.name,
        telephone=hide_number(unsafe, organisation.telephone),
        asked=await _name(reading, session, asked),
        asked_at=first.invited_at,
    )


async def _name(reading: Reading, session: Session, members: list[MemberId]) -> tuple[Member, ...]:
    unsafe = await find_unsafe_number(reading, session)
    found = await reading.uow.people.by_ids(list(dict.fromkeys(members)))
    return tuple(hide_number_of(unsafe, found[one]) for one in dict.fromkeys(members))
