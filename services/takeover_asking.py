"""An organisation is asked to take a case on before its weighing counts: who speaks for it reads it
in the digest and in *mijn*, or at once when the promised day is near.
"""

from collections.abc import Iterable
from dataclasses import replace

from domain.access import CaseState
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Speaker
from domain.notice import NoticeKind
from domain.takeover import SOON, CannotTakeOnError, Takeover, TakeoverAsked, takeover_reminded_on
from domain.timer import TimerKind
from domain.weighing import WeighingPlan
from services.action_reminders import open_office
from services.answering import find_who_answers
from services.digest import tell_in_digest
from services.moment import Context, Moment
from services.morning_look import look_in_the_morning
from services.partners import find_participants


async def find_taker(moment: Moment, plan: WeighingPlan) -> tuple[OrganisationId, Speaker]:
    """Who is asked whether their organisation takes a case on; CannotTakeOnError when it is no
    participant or nobody speaks for it.
    """
    named = plan.verdict.follow_up.taken_on_by
    if named is None:
        raise CannotTakeOnError
    return named, await find_who_takes_on(moment, named)


async def find_who_takes_on(moment: Moment, organisation: OrganisationId) -> Speaker:
    """Who says now whether an organisation takes a case on; CannotTakeOnError when it is no
    participant or nobody speaks for it.
    """
    participants = {one.id for one in await find_participants(moment)}
    speaker = await find_who_answers(moment, organisation)
    if organisation not in participants or speaker is None:
        raise CannotTakeOnError
    return speaker


async def find_waiting_for_yes(moment: Moment, cases: Iterable[Case]) -> frozenset[CaseId]:
    """Which of these cases wait for the yes of an organisation."""
    states = {one.id: one.state for one in cases}
    if CaseState.PURPOSE_TESTED not in states.values():
        return frozenset()
    asked = [one for one in await moment.uow.takeovers.all() if one.case in states]
    return frozenset(one.case for one in asked if one.is_waiting(states[one.case]))


async def ask_to_take_on(ctx: Context, case: Case, plan: WeighingPlan, weigher: MemberId) -> Case:
    """Ask the organisation that a weighing names whether it takes the case on; the weighing counts
    when it says yes.
    """
    organisation, speaker = await find_taker(ctx, plan)
    # a new version: who has an older page open hears that somebody was before them
    changed = replace(case, changed_by=ctx.actor.id, changed_at=ctx.now)
    saved = await ctx.uow.cases.save(changed)
    asked = Takeover(case=case.id, organisation=organisation, asked_by=weigher, asked_at=ctx.now)
    await ctx.uow.takeovers.keep(TakeoverAsked(takeover=asked, plan=plan))
    await ctx.record(AuditEvent.TAKEOVER_ASKED, case.id, on_behalf_of=organisation)
    await ctx.uow.second_members.forget(case.id)
    await _tell_speaker(ctx, saved, speaker.id)
    reminded_on = takeover_reminded_on(ctx.today, ctx.calendar)
    await look_in_the_morning(ctx, TimerKind.TAKEOVER, case.id, reminded_on)
    return saved


async def _tell_speaker(ctx: Context, case: Case, member: MemberId) -> None:
    """In the next digest, or at once when the day that the referrer was promised is near."""
    if ctx.calendar.working_days_left(ctx.today, case.promised_on) > SOON:
        await tell_in_digest(ctx, member)
        return
    key = f"takeover:{case.id}:{case.version}"
    await ctx.tell(NoticeKind.TAKEOVER, member, case.id, key, window=open_office(ctx))


async def end_takeover(moment: Moment, case_id: CaseId) -> None:
    """Ask no organisation any more to take a case on: it was weighed, withdrawn or merged."""
    await moment.uow.takeovers.forget(case_id)
    await moment.uow.timers.cancel(TimerKind.TAKEOVER, case_id)
