"""What a member is asked for their organisation, and its move to a colleague: to direct a case, to
explain criteria, to come to a meeting or a session, to write or answer a round.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from domain.attendance_request import AttendanceRequest
from domain.enquiry import Enquiry
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.meeting import Meeting
from domain.notice import NoticeKind
from domain.written_round import RoundAnswer, WrittenRound
from services.acute.passing_on import HeldPlace, find_held_places, pass_on
from services.attendance_request import announce_request
from services.enquiry_clock import move_enquiry
from services.moment import Context, Moment
from services.written_round import take_over_round


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuestions:
    """What a member is asked now: places in sessions that run, whether they come to meetings, the
    rounds they write or answer, and whether they know a subject.
    """

    places: tuple[HeldPlace, ...]
    requests: tuple[tuple[Meeting, AttendanceRequest], ...]
    rounds: tuple[tuple[WrittenRound, RoundAnswer | None], ...]
    enquiries: tuple[Enquiry, ...] = ()


async def find_questions(
    moment: Moment, holder: MemberId, organisation: OrganisationId, cases: Collection[CaseId]
) -> HeldQuestions:
    """Find what a member is asked for an organisation, in rounds about these cases."""
    rounds = await moment.uow.written_rounds.concerning(holder)
    return HeldQuestions(
        places=await find_held_places(moment, holder, organisation),
        requests=tuple(await _list_requests(moment, holder, organisation)),
        rounds=tuple(
            (held, own)
            for held, own in rounds
            if held.case in cases
            if held.writer == holder or (own is not None and own.may_answer)
        ),
        enquiries=tuple(
            one
            for one in await moment.uow.enquiries.asked_of([holder])
            if one.organisation == organisation and one.is_unsettled
        ),
    )


async def _list_requests(
    moment: Moment, member: MemberId, organisation: OrganisationId
) -> Sequence[tuple[Meeting, AttendanceRequest]]:
    """What a member is asked for meetings to come."""
    found = list[tuple[Meeting, AttendanceRequest]]()
    for meeting in await moment.uow.meetings.upcoming(moment.now):
        asked = await moment.uow.attendance_requests.of_meeting(meeting.id)
        found += [
            (meeting, one)
            for one in asked
            if (one.member, one.organisation) == (member, organisation)
            if meeting.starts_at > moment.now
        ]
    return found


async def take_over_asked(
    ctx: Context, asked: HeldQuestions, giver: MemberId, receiver: MemberId
) -> None:
    """Ask a colleague all of this in the place of who was asked; an answer to a request stands."""
    await pass_on(ctx, asked.places, receiver)
    for meeting, request in asked.requests:
        moved = await ctx.uow.attendance_requests.save(replace(request, member=receiver))
        await announce_request(ctx, meeting, moved, NoticeKind.ATTENDANCE_REQUEST)
    for held, own in asked.rounds:
        await take_over_round(ctx, held, own, giver, receiver)
    for enquiry in asked.enquiries:
        await move_enquiry(ctx, enquiry, receiver)


async def take_over_questions(
    ctx: Context, case_id: CaseId, holder: MemberId, receiver: MemberId
) -> None:
    """Ask a colleague what a member was asked about one case, and keep what they asked."""
    directing = await ctx.uow.director_requests.find(case_id)
    if directing and directing.is_waiting and directing.member == holder:
        asked = replace(directing, member=receiver, asked_at=ctx.now, reminders=0)
        await ctx.uow.director_requests.keep(asked)
    await ask_new_referrer(ctx, case_id, holder, receiver)
    leaving = await ctx.uow.departures.find(case_id, holder)
    if leaving:
        why = await ctx.uow.departures.why(case_id, holder)
        await ctx.uow.departures.forget(case_id, holder)
        await ctx.uow.departures.keep(replace(leaving, member=receiver), why)


async def ask_new_referrer(
    ctx: Context, case_id: CaseId, holder: MemberId, receiver: MemberId
) -> None:
    """Ask who has a referral from now on what its referrer was asked about it."""
    criteria = await ctx.uow.criteria_requests.find(case_id)
    if criteria and criteria.member == holder:
        await ctx.uow.criteria_requests.keep(replace(criteria, member=receiver))
    intake = await ctx.uow.intake_confirmations.find(case_id)
    if intake and intake.is_waiting and intake.referrer == holder:
        await ctx.uow.intake_confirmations.keep(replace(intake, referrer=receiver))
