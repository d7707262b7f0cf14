"""What the clock does about agreed actions: their owners are reminded, and a process director is
asked when nobody answers or nobody is left to answer. All of it in the digest.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from domain.access import Action, Ground, Standing
from domain.agreed_action import (
    TREATED,
    ActionState,
    ActionStepKind,
    StandingAction,
    needs_attention,
    plan_step,
    remind,
)
from domain.case import Case
from domain.digest import LOOKED_AT
from domain.identifiers import ActionId, CaseCode, MemberId, OrganisationId
from domain.notice import ANY_TIME, SendingWindow
from domain.policy import decide_access
from domain.timer import Timer, TimerKind
from services.access import find_grounds, require
from services.digest import tell_in_digest
from services.guarding import list_directors
from services.moment import Context, Moment, Reading
from services.standing_in import add_deputies

_OFFICE_CLOSES_AT: Final = time(17, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """An action on a list: never its text."""

    id: ActionId
    code: CaseCode
    due_on: date
    state: ActionState
    organisation: str
    has_owner: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsView:
    """What a member promised, and what waits for their decision as process director."""

    own: tuple[ActionLine, ...]
    asked: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalatedView:
    """What a manager hears of an action: its code and date."""

    code: CaseCode
    due_on: date


def open_office(moment: Moment) -> SendingWindow:
    """A message that is no emergency: now in office hours, else when the office opens next."""
    opens_at = _next_office_moment(moment)
    return SendingWindow(opens_at=opens_at if opens_at > moment.now else None)


def open_office_before(moment: Moment, begins_at: datetime) -> SendingWindow:
    """In office hours, unless what it is about begins before those do: then now."""
    window = open_office(moment)
    is_too_late = window.opens_at is not None and window.opens_at >= begins_at
    return ANY_TIME if is_too_late else window


def _next_office_moment(moment: Moment) -> datetime:
    """Now in office hours, else when the house starts on its next working day."""
    calendar, today = moment.calendar, moment.today
    first = calendar.working_day_from(today)
    if first == today and moment.now >= calendar.moment(today, _OFFICE_CLOSES_AT):
        first = calendar.add_working_days(today, 1)
    return max(moment.now, calendar.moment(first, LOOKED_AT))


async def set_next_look(moment: Moment, action: StandingAction) -> None:
    """Set when the house thinks of an action again: each working day while a process director is
    asked, never once there is nothing left to do.
    """
    step = plan_step(action, moment.calendar)
    if step is None and action.asked is None:
        await moment.uow.timers.cancel(TimerKind.AGREED_ACTION, action.id)
        return
    on = step.on if step else moment.calendar.add_working_days(moment.today, 1)
    due_at = max(moment.calendar.moment(on, LOOKED_AT), _next_office_moment(moment))
    await moment.uow.timers.set(
        Timer(kind=TimerKind.AGREED_ACTION, subject=action.id, due_at=due_at)
    )


async def look_at_action(moment: Moment, known_as: str) -> None:
    """Remind the owner of an action, or leave it to a process director; its timer calls this.
    Nothing is said about a case that left the house.
    """
    action = await moment.uow.agreed_actions.standing(ActionId(known_as))
    case = await moment.uow.cases.get(action.case) if action else None
    if action is None or case is None or case.state not in TREATED:
        return
    step = plan_step(action, moment.calendar)
    if step is None:
        await _follow_asked(moment, action)
    elif step.on > moment.today or _next_office_moment(moment) > moment.now:
        await set_next_look(moment, action)
    elif step.kind is ActionStepKind.REMIND and await has_owner(moment, action, case):
        await _remind(moment, action)
    else:
        await _ask(moment, action)


async def ask_about_leaver(moment: Moment, member: MemberId, organisation: OrganisationId) -> None:
    """Ask a process director at once how it goes on with what somebody who left promised; where
    their place is orphaned, it goes along with that.
    """
    orphaned = {one.case for one in await moment.uow.orphans.all(moment.now)}
    for action in await moment.uow.agreed_actions.concerning(member):
        is_theirs = (action.owner, action.organisation) == (member, organisation)
        is_named = action.asked is not None or action.case in orphaned
        if is_theirs and action.is_open and not is_named:
            case = await moment.uow.cases.get(action.case)
            if case.state in TREATED:
                await _ask(moment, action)


async def _follow_asked(moment: Moment, action: StandingAction) -> None:
    """Ask who is process director now, once who was asked is that no more."""
    directors = await list_directors(moment)
    if action.asked is not None and directors and action.asked not in directors:
        await _ask(moment, action)
    else:
        await set_next_look(moment, action)


async def _ask(moment: Moment, action: StandingAction) -> None:
    asked = replace(action, asked=await ask_director(moment, action, moment.today))
    await moment.uow.agreed_actions.save_asking(asked)
    await set_next_look(moment, asked)


async def _remind(moment: Moment, action: StandingAction) -> None:
    reminded = remind(action, moment.today)
    await moment.uow.agreed_actions.save_asking(reminded)
    await tell_in_digest(moment, *await add_deputies(moment, [action.owner]), on=moment.today)
    await set_next_look(moment, reminded)


async def ask_director(moment: Moment, action: StandingAction, on: date) -> MemberId:
    """Ask a process director, with what is due on this day, how an action goes on: who agreed it
    when they are one, else the first of the house.
    """
    ranked = sorted(await list_directors(moment), key=lambda one: one != action.agreed_by)
    director = next(iter(ranked), moment.house.duty.fallback)
    await tell_in_digest(moment, director, on=on)
    return director


async def has_owner(moment: Moment, action: StandingAction, case: Case) -> bool:
    """Tell whether the owner of an action may still open its case, for the organisation that
    promised it.
    """
    owner = await moment.uow.people.member(action.owner)
    if owner.organisation != action.organisation:
        return False
    involvement = await moment.uow.cases.involvement(case.id, owner.id)
    standing = Standing(involvement=involvement, state=case.state)
    actor = await moment.form_actor(owner)
    return decide_access(Action.ANSWER_ACTION, actor, standing).is_allowed


async def list_own_actions(ctx: Context) -> ActionsView:
    """List a member's own open actions and those that wait for their decision; each case that is
    shown goes on record.
    """
    require(ctx, Action.VIEW_OWN)
    view, grounds = await _form(ctx, await ctx.uow.agreed_actions.concerning(ctx.actor.id))
    await ctx.record_listed((case.id, ground) for case, ground in grounds.items())
    return view


async def read_due(reading: Reading) -> ActionsView:
    """Read what a member is reminded of now."""
    found = await reading.uow.agreed_actions.concerning(reading.recipient.id)
    due = [
        one for one in found if one.asked or needs_attention(one, reading.today, reading.calendar)
    ]
    view, _ = await _form(await reading.as_recipient(), due)
    return view


async def read_escalated(reading: Reading, known_as: ActionId) -> EscalatedView | None:
    """Read what a manager hears of an action; None once it was answered or has a new date."""
    action = await reading.uow.agreed_actions.standing(known_as)
    if action is None or action.is_over or action.told_to != reading.recipient.id:
        return None
    case = await reading.uow.cases.get(action.case)
    is_treated = case.state in TREATED
    return EscalatedView(code=case.code, due_on=action.due_on) if is_treated else None


async def _form(
    ctx: Context, found: Sequence[StandingAction]
) -> tuple[ActionsView, Mapping[Case, Ground]]:
    """Form the lines of what the actor may open now, and the cases that they show with the ground
    on which they do.
    """
    if not found:
        return ActionsView(own=(), asked=()), {}
    ids = {one.case for one in found}
    known = await ctx.uow.cases.known(ids)
    involvements = await ctx.uow.cases.involvements(ids, ctx.actor.id)
    stands = {case: involvements[case.id] for case in known}
    may_answer = find_grounds(ctx, Action.ANSWER_ACTION, stands)
    may_guard = find_grounds(ctx, Action.GUARD_ACTION, stands)
    own = [one for one in found if one.owner == ctx.actor.id and one.is_open]
    asked = [one for one in found if one.asked == ctx.actor.id]
    view = ActionsView(
        own=await _lines(ctx, own, may_answer), asked=await _lines(ctx, asked, may_guard)
    )
    return view, {**may_guard, **may_answer}


async def _lines(
    moment: Moment, actions: Sequence[StandingAction], may: Collection[Case]
) -> tuple[ActionLine, ...]:
    cases = {case.id: case for case in may}
    lines = [
        ActionLine(
            id=one.id,
            code=cases[one.case].code,
            due_on=one.due_on,
            state=one.state,
            organisation=(await moment.uow.people.organisation(one.organisation)).name,
            has_owner=one.asked is None or await has_owner(moment, one, cases[one.case]),
        )
        for one in actions
        if one.case in cases
    ]
    return tuple(sorted(lines, key=lambda line: (line.due_on, line.code)))
