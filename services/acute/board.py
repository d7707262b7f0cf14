"""The director's board of an acute session: who was asked, what became of it, whom to call, what
the house does next, and once it is closed how long it took (product page §6.3 to §6.5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.access import CaseState
from domain.acute_check import AcuteCheck
from domain.acute_invitation import (
    Invitation,
    InvitationAnswer,
    InvitationState,
    Quorum,
    count_quorum,
    group_places,
    is_place_silent,
)
from domain.acute_session import Session, SessionState
from domain.acute_times import SessionTimes, time_partners, time_session
from domain.case import Case
from domain.identifiers import InvitationId, OrganisationId, SessionId
from domain.member import Role
from domain.notice import NoticeKind
from domain.room import Room
from domain.unsafe_number import hide_number
from services.acute.silence import NextRung, find_next_rungs
from services.acute.unsafe_number import find_unsafe_number
from services.acute.views import SessionView, form_session
from services.moment import Moment, Reading
from services.ports.deliveries import Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """One line of the board; without a member and an invitation the partner is only called.
    ``is_undelivered`` when the invitation did not arrive in time, or not at all. On the last line
    of a place that is silent stands what the house does about it, and when: ``next_rung``, or that
    it ``is_left_to_director``.
    """

    organisation: str
    organisation_telephone: str
    member: str
    telephone: str
    state: InvitationState | None
    answer: InvitationAnswer | None
    is_undelivered: bool = False
    next_rung: NextRung | None = None
    is_left_to_director: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPartner:
    """The times of one organisation, never of a member: each of what happened first."""

    organisation: str
    asked_at: datetime
    delivered_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCheck:
    """A question after the session, and who answered it; nobody when the clock did."""

    check: AcuteCheck
    answered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """The director's board: every partner's answer and telephone number, the quorum, the times of
    each organisation, and of the session once it is closed. The seats of a partner stand together.
    ``awaiting`` are third parties that must sign before they are called.
    """

    session: SessionView
    seats: tuple[Seated, ...]
    quorum: Quorum
    may_set_colour: bool
    room: Room | None = None
    partners: tuple[TimedPartner, ...] = ()
    times: SessionTimes | None = None
    awaiting: tuple[str, ...] = ()
    note_taker: str = ""
    checks: tuple[BoardCheck, ...] = ()


async def read_board(reading: Reading, session_id: SessionId) -> BoardView | None:
    """Read the board of a session; None before its circle is confirmed."""
    session = await reading.uow.sessions.get(session_id)
    return await form_board(reading, session, await reading.uow.cases.get(session.case))


async def form_board(moment: Moment, session: Session, case: Case) -> BoardView | None:
    """Form the board of a session; None before its circle is confirmed."""
    circle = await moment.uow.sessions.circle(session)
    if circle is None:
        return None
    invitations = await moment.uow.sessions.invitations(session.id)
    arrivals = await moment.uow.deliveries.arrivals(
        NoticeKind.INVITATION, [one.id for one in invitations], moment.now
    )
    called = [
        await _called(moment, seat.organisation) for seat in circle.seats if seat.member is None
    ]
    unsafe = await find_unsafe_number(moment, session)
    seats = (*await _list_seats(moment, session, invitations, arrivals), *called)
    return BoardView(
        session=await form_session(moment, session, case),
        seats=tuple(_hide_unsafe(unsafe, seat) for seat in seats),
        quorum=count_quorum(invitations),
        may_set_colour=case.state is CaseState.TAKEN_UP,
        room=await moment.uow.rooms.of_session(session.id),
        partners=await _time_partners(moment, invitations, arrivals),
        times=time_session(session),
        awaiting=tuple(
            [(await moment.uow.people.organisation(one)).name for one in circle.awaiting]
        ),
        checks=await _list_checks(moment, session),
        note_taker=await _name_note_taker(moment, session),
    )


async def _name_note_taker(moment: Moment, session: Session) -> str:
    """Who takes notes, or did; in a session that runs nobody whose appointment ended."""
    if session.note_taker is None:
        return ""
    member = await moment.uow.people.member(session.note_taker)
    takes_notes = Role.NOTE_TAKER in (await moment.form_actor(member)).roles
    return member.name if takes_notes or not session.is_open else ""


async def _list_checks(moment: Moment, session: Session) -> tuple[BoardCheck, ...]:
    if session.state is not SessionState.CLOSED:
        return ()
    asked = await moment.uow.acute_checks.of_session(session.id)
    names = await moment.uow.people.names({one.answered_by for one in asked if one.answered_by})
    return tuple(
        BoardCheck(check=one, answered_by=names.get(one.answered_by, "") if one.answered_by else "")
        for one in asked
    )


def _hide_unsafe(unsafe: str, seat: Seated) -> Seated:
    return replace(
        seat,
        telephone=hide_number(unsafe, seat.telephone),
        organisation_telephone=hide_number(unsafe, seat.organisation_telephone),
    )


async def _list_seats(
    moment: Moment,
    session: Session,
    invitations: Sequence[Invitation],
    arrivals: Mapping[str, Arrival],
) -> list[Seated]:
    rungs = await find_next_rungs(moment, session) if session.is_open else {}
    seats: list[Seated] = []
    for place in group_places(invitations):
        seats += [await _seat(moment, one, arrivals.get(one.id)) for one in place]
        if session.is_open and is_place_silent(place):
            rung = rungs.get(place[0].id)
            seats[-1] = replace(seats[-1], next_rung=rung, is_left_to_director=rung is None)
    return seats


async def _seat(moment: Moment, invitation: Invitation, arrival: Arrival | None) -> Seated:
    organisation = await moment.uow.people.organisation(invitation.organisation)
    member = await moment.uow.people.member(invitation.member)
    return Seated(
        organisation=organisation.name,
        organisation_telephone=organisation.telephone,
        member=member.name,
        telephone=member.telephone,
        state=invitation.state,
        answer=invitation.answer,
        # who answered by telephone was reached
        is_undelivered=invitation.answer is None and bool(arrival and arrival.is_missed),
    )


async def _called(moment: Moment, organisation_id: OrganisationId) -> Seated:
    organisation = await moment.uow.people.organisation(organisation_id)
    return Seated(
        organisation=organisation.name,
        organisation_telephone=organisation.telephone,
        member="",
        telephone="",
        state=None,
        answer=None,
    )


async def _time_partners(
    moment: Moment, invitations: Sequence[Invitation], arrivals: Mapping[str, Arrival]
) -> tuple[TimedPartner, ...]:
    delivered = {InvitationId(of): one.at for of, one in arrivals.items() if one.at}
    return tuple(
        [
            TimedPartner(
                organisation=(await moment.uow.people.organisation(one.organisation)).name,
                asked_at=one.asked_at,
                delivered_at=one.delivered_at,
                answered_at=one.answered_at,
            )
            for one in time_partners(invitations, delivered)
        ]
    )
