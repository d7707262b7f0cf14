"""What a member is asked for their organisation, and its move to a colleague: to direct a case, to
explain criteria, to come to a meeting or a session, to write or answer a round.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from domain.attendance_request import AttendanceRequest
from domain.audit import AuditEvent
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.meeting import Meeting
from domain.written_round import RoundAnswer, WrittenRound
from services.acute.invitations import take_over_invitations
from services.attendance_request import list_requests_of, take_over_request
from services.moment import Context, Moment
from services.written_round import take_over_round


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuestions:
    """What a member is asked now: how many invitations to sessions, whether they come to meetings,
    and the rounds they write or answer.
    """

    invitations: int
    requests: tuple[tuple[Meeting, AttendanceRequest], ...]
    rounds: tuple[tuple[WrittenRound, RoundAnswer | None], ...]


async def find_questions(
    moment: Moment, holder: MemberId, organisation: OrganisationId, cases: Collection[CaseId]
) -> HeldQuestions:
    """Find what a member is asked for an organisation, in rounds about these cases."""
    invited = await moment.uow.sessions.open_invitations_of(holder)
    rounds = await moment.uow.written_rounds.concerning(holder)
    return HeldQuestions(
        invitations=sum(
            one.organisation == organisation and not session.is_drill for one, session in invited
        ),
        requests=tuple(await list_requests_of(moment, holder, organisation)),
        rounds=tuple(
            (held, own)
            for held, own in rounds
            if held.case in cases
            if held.writer == holder or (own is not None and own.may_answer)
        ),
    )


async def take_over_asked(
    ctx: Context, asked: HeldQuestions, giver: MemberId, organisation: OrganisationId
) -> None:
    """Ask the actor all of this in the place of a colleague."""
    for case in await take_over_invitations(ctx, giver, organisation):
        await ctx.record(AuditEvent.HANDED_OVER, case, giver, on_behalf_of=ctx.actor.id)
    for meeting, request in asked.requests:
        await take_over_request(ctx, meeting, request)
    for held, own in asked.rounds:
        await take_over_round(ctx, held, own, giver)


async def take_over_questions(ctx: Context, case_id: CaseId, holder: MemberId) -> None:
    """Ask the actor what a colleague was asked about one case, and keep what they asked."""
    receiver = ctx.actor.id
    directing = await ctx.uow.director_requests.find(case_id)
    if directing and directing.is_waiting and directing.member == holder:
        asked = replace(directing, member=receiver, asked_at=ctx.now, reminders=0)
        await ctx.uow.director_requests.keep(asked)
    criteria = await ctx.uow.criteria_requests.find(case_id)
    if criteria and criteria.member == holder:
        await ctx.uow.criteria_requests.keep(replace(criteria, member=receiver))
    leaving = await ctx.uow.departures.find(case_id, holder)
    if leaving:
        why = await ctx.uow.departures.why(case_id, holder)
        await ctx.uow.departures.forget(case_id, holder)
        await ctx.uow.departures.keep(replace(leaving, member=receiver), why)
