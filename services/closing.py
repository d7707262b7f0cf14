"""A case leaves the house: what was agreed about it is ended, every place in it ends, and who had
one hears that, once, in the next digest. From that minute it reads as if it did not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain import closing as rules
from domain.access import SHIELDED, Action, CaseState
from domain.agreed_action import ActionState, AgreedAction, note_outcome
from domain.audit import AuditEvent
from domain.case import Case, LeftReason
from domain.closing import Farewell, LeavingReason, NotInvolvedInformerError
from domain.identifiers import ActionId, CaseCode
from domain.mandate import AgreedDecision
from domain.member import Member
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit
from services.action_reminders import set_next_look
from services.agreed_action import list_open_actions
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree
from services.digest import (
    is_first_digest,
    list_spans_away,
    tell_in_digest,
)
from services.joining import let_leave
from services.merged_referral import read_former_left, tell_former_referrers
from services.moment import Context, Reading
from services.pause import leave_house_work, refuse_running_session
from services.reaction_ending import end_withdrawal

# nobody is away longer and still represents their organisation
_LOOKS_BACK: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingForm:
    """What a process director fills in; ``ended`` is what was agreed and ends with the case."""

    farewell: Farewell
    consent: Consent
    ended: frozenset[ActionId] = frozenset()


async def list_still_agreed(ctx: Context, permit: Permit) -> Mapping[AgreedAction, str]:
    """List what is open of what was agreed, each with the name of who has it: it is ended with the
    case, or the closing waits.
    """
    case = permit.case_for(ctx, Action.CLOSE_CASE)
    await record_closing_seen(ctx, permit)
    agreed = await list_open_actions(ctx, case.id)
    names = await ctx.uow.people.names({one.owner for one in agreed})
    return {one: names[one.owner] for one in agreed}


async def record_closing_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that who closes a case sees what was agreed and who is involved."""
    permit.case_for(ctx, Action.CLOSE_CASE)
    await ctx.record_seen(permit.sight(SeenPart.ACTIONS), permit.sight(SeenPart.CIRCLE))


async def list_who_informs(ctx: Context, permit: Permit) -> Sequence[Member]:
    """List who can tell the subject: who is involved, and the actor."""
    case = permit.case_for(ctx, Action.CLOSE_CASE)
    await record_closing_seen(ctx, permit)
    places = {place.member for place in await ctx.uow.cases.circle(case.id)}
    members = (await ctx.uow.people.by_ids(sorted(places | {ctx.actor.id}))).values()
    return sorted(members, key=lambda one: (one.name, one.id))


async def close_case(ctx: Context, permit: Permit, form: ClosingForm) -> Case:
    """Close a case, or hand it over to another house, and shield it.

    Raises OpenActionsError while something that was agreed stays open, NotInvolvedInformerError
    when who tells the subject is not involved, SessionRunsError while an acute session runs.
    """
    case = permit.case_for(ctx, Action.CLOSE_CASE)
    agreement = await agree(ctx, form.consent, AgreedDecision.CLOSING)
    closing = rules.decide_closing(case.id, form.farewell, agreement, ctx.sign())
    if form.farewell.informed_by not in {one.id for one in await list_who_informs(ctx, permit)}:
        raise NotInvolvedInformerError
    await refuse_running_session(ctx, case)
    await _end_actions(ctx, case, form.ended)
    await ctx.uow.case_steps.add_closing(closing)
    saved = await ctx.uow.cases.save(rules.let_go(case, closing))
    is_handed = form.farewell.reason is LeavingReason.OTHER_HOUSE
    event = AuditEvent.CASE_TRANSFERRED if is_handed else AuditEvent.CASE_CLOSED
    await ctx.record(event, case.id)
    await ctx.uow.timers.cancel(TimerKind.PAUSE, case.id)
    if case.state is CaseState.TAKEN_UP:
        await leave_house_work(ctx, case)
    await end_withdrawal(ctx, saved)
    await _end_places(ctx, saved)
    await tell_former_referrers(ctx, saved)
    await ask_to_confirm(ctx, saved, AgreedDecision.CLOSING, agreement)
    return saved


async def _end_actions(ctx: Context, case: Case, ended: frozenset[ActionId]) -> None:
    still_open = await list_open_actions(ctx, case.id)
    rules.require_ended({one.id for one in still_open}, ended)
    await _end_each(ctx, case, still_open)


async def end_open_actions(ctx: Context, case: Case) -> None:
    """End what is open of what was agreed about a case: it ends with it."""
    await _end_each(ctx, case, await list_open_actions(ctx, case.id))


async def _end_each(ctx: Context, case: Case, still_open: Sequence[AgreedAction]) -> None:
    for one in still_open:
        over = note_outcome(one, ActionState.NOT_POSSIBLE, "", ctx.sign())
        saved = await ctx.uow.agreed_actions.save(over)
        await ctx.record(AuditEvent.ACTION_ANSWERED, case.id, saved.id, on_behalf_of=saved.owner)
        await set_next_look(ctx, saved)


async def _end_places(ctx: Context, case: Case) -> None:
    for place in await ctx.uow.cases.circle(case.id):
        await let_leave(ctx, case, place.member, LeftReason.CASE_CLOSED)
        if place.member != ctx.actor.id:
            await tell_in_digest(ctx, place.member)


async def read_cases_left(reading: Reading) -> Sequence[CaseCode]:
    """Read which cases were closed since a member's last digest in which they had a place until
    then, or that a referral of theirs was merged into: the code they know, and no more.
    """
    left, former = await _read_places_left(reading), await read_former_left(reading)
    return [*left, *former] if former else left


async def _read_places_left(reading: Reading) -> Sequence[CaseCode]:
    member, since = reading.recipient, reading.now - _LOOKS_BACK
    places = await reading.uow.case_steps.closed_since(member.id, since)
    if not places:
        return ()
    away = await list_spans_away(reading, member.id, since)
    fresh = {
        one.case
        for one in places
        if one.left_at
        and one.organisation == member.organisation
        and is_first_digest(reading, one.left_at, away)
    }
    known = await reading.uow.cases.known(fresh) if fresh else ()
    return [one.code for one in known if one.state in SHIELDED]
