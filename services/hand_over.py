"""Handing over: a member asks one colleague of the same organisation to take over all they hold;
the colleague accepts or declines, is reminded once, and after ten working days it lapses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain import hand_over as rules
from domain.access import SHIELDED, Action
from domain.audit import AuditEvent
from domain.digest import LOOKED_AT, find_first_digest
from domain.hand_over import (
    CannotTakeOverError,
    HandOverIsOverError,
    HandOverState,
    NoColleagueError,
    NothingToHandOverError,
    WorkHandOver,
)
from domain.identifiers import CaseCode, MemberId, OrganisationId
from domain.member import Role, Speaker
from domain.notice import NoticeKind
from domain.policy import may_ever
from domain.timer import Timer, TimerKind
from services.access import require
from services.action_reminders import open_office
from services.digest import announce_digest, find_next_digest, list_spans_away
from services.held_work import (
    HeldCounts,
    HeldWork,
    count_held,
    find_held,
    move_held,
    name_held_cases,
)
from services.moment import Context, Moment, Reading

_DIRECTORS = (Role.PROCESS_DIRECTOR,)
# nobody is away longer and still represents their organisation
_LOOKS_BACK = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverView:
    """What a member is told of their own hand-over: how much they hold, whom they asked and what
    became of it.
    """

    counts: HeldCounts
    may_give: bool = False
    held: WorkHandOver | None = None
    receiver: str = ""

    @property
    def is_something(self) -> bool:
        """Tell whether there is anything to say of the member's own work."""
        return self.may_give or self.held is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHandOver:
    """What the actor can hand over, and to whom; of another with their name and organisation.
    ``why_not`` is why who was asked last declined.
    """

    work: HeldWork
    colleagues: tuple[Speaker, ...]
    giver: str = ""
    organisation: str = ""
    declined_by: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOver:
    """What the actor is asked to take over: counts only, a code is for who has a place.
    ``asked_by`` when another than the giver asked.
    """

    held: WorkHandOver
    giver: str
    counts: HeldCounts
    asked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverNews:
    """What became of a hand-over, for who gave it; of one that was accepted also for process
    directors, with the codes of what they may see.
    """

    state: HandOverState
    giver: str
    receiver: str
    is_own: bool
    codes: tuple[CaseCode, ...] = ()


async def view_hand_over(ctx: Context) -> HandOverView:
    """Show the actor how much they hold, and what became of what they asked."""
    require(ctx, Action.HAND_OVER)
    work = await find_held(ctx, ctx.actor.id, ctx.actor.organisation.id)
    held = await ctx.uow.hand_overs.find(ctx.actor.id)
    if held is None or held.organisation != ctx.actor.organisation.id:
        return HandOverView(counts=count_held(work), may_give=not work.is_empty)
    return HandOverView(
        counts=count_held(work),
        may_give=not work.is_empty,
        held=held,
        receiver=(await ctx.uow.people.member(held.receiver)).name,
    )


async def open_to_hand_over(ctx: Context) -> ToHandOver:
    """Find what the actor can hand over and who may take it; NothingToHandOverError when they hold
    nothing.
    """
    require(ctx, Action.HAND_OVER)
    own = ctx.actor.organisation.id
    work = await find_held(ctx, ctx.actor.id, own)
    if work.is_empty:
        raise NothingToHandOverError
    declined_by, why_not = await find_why_not(ctx, ctx.actor.id)
    return ToHandOver(
        work=work,
        colleagues=await find_colleagues(ctx, own, ctx.actor.id),
        declined_by=declined_by,
        why_not=why_not,
    )


async def find_why_not(ctx: Context, giver: MemberId) -> tuple[str, str]:
    """Find who declined to take over the work of a member, and why; for who asked it."""
    held = await ctx.uow.hand_overs.find(giver)
    if held is None or held.state is not HandOverState.DECLINED or held.asked_by != ctx.actor.id:
        return "", ""
    name = (await ctx.uow.people.member(held.receiver)).name
    return name, await ctx.uow.hand_overs.why(giver)


async def find_colleagues(
    moment: Moment, organisation: OrganisationId, giver: MemberId
) -> tuple[Speaker, ...]:
    """Find who else speaks for an organisation today."""
    speakers = (await moment.uow.people.speakers(moment.today)).get(organisation, ())
    return tuple(one for one in speakers if one.id != giver)


async def read_own_work(ctx: Context, found: ToHandOver) -> Sequence[CaseCode]:
    """The codes of what the actor hands over; on record as seen."""
    require(ctx, Action.HAND_OVER)
    return await name_held_cases(ctx, found.work)


async def ask_to_take_over(ctx: Context, found: ToHandOver, receiver: MemberId) -> Speaker:
    """Ask a colleague to take over all that the actor holds; nothing moves until they accept.

    NoColleagueError for anybody who does not speak for the same organisation today.
    """
    require(ctx, Action.HAND_OVER)
    chosen = next((one for one in found.colleagues if one.id == receiver), None)
    if chosen is None:
        raise NoColleagueError
    held = WorkHandOver(
        giver=found.work.holder,
        receiver=chosen.id,
        organisation=found.work.organisation,
        asked_by=ctx.actor.id,
        asked_at=ctx.now,
    )
    await ctx.uow.hand_overs.keep(held)
    await ctx.record(AuditEvent.HAND_OVER_ASKED, subject=chosen.id, on_behalf_of=held.giver)
    await _tell_receiver(ctx, held, found.work)
    await _look_later(ctx, held)
    return chosen


async def _tell_receiver(ctx: Context, held: WorkHandOver, work: HeldWork) -> None:
    """In the next digest, or at once when something is due within two working days."""
    if not await _is_near(ctx, work):
        await announce_digest(ctx, held.receiver, find_next_digest(ctx))
        return
    await ctx.tell(
        NoticeKind.HAND_OVER,
        held.receiver,
        held.giver,
        f"hand_over:{held.giver}:{held.asked_at:%Y%m%d%H%M%S}",
        window=open_office(ctx),
    )


async def _is_near(ctx: Context, work: HeldWork) -> bool:
    near_on = rules.find_near_day(ctx.today, ctx.calendar)
    if work.asked.invitations or any(one.due_on <= near_on for one in work.actions):
        return True
    by = ctx.calendar.moment(near_on + timedelta(days=1), LOOKED_AT)
    for case in work.cases:
        if await ctx.uow.meeting_runs.discussing(case.id, by, ctx.now):
            return True
    return False


async def withdraw_hand_over(ctx: Context) -> HandOverView:
    """Take back what the actor asked; HandOverIsOverError when nobody is asked."""
    require(ctx, Action.HAND_OVER)
    held = await ctx.uow.hand_overs.find(ctx.actor.id)
    if held is None or not held.is_waiting:
        raise HandOverIsOverError
    await ctx.uow.hand_overs.forget(held.giver)
    await ctx.uow.timers.cancel(TimerKind.HAND_OVER, held.giver)
    await ctx.record(AuditEvent.HAND_OVER_WITHDRAWN, subject=held.receiver)
    return await view_hand_over(ctx)


async def open_asked_over(ctx: Context, giver: MemberId) -> AskedOver:
    """Find what the actor is asked to take over. HandOverIsOverError when they are not asked (any
    more); CannotTakeOverError when they speak for another organisation by now.
    """
    require(ctx, Action.HAND_OVER)
    held = await ctx.uow.hand_overs.find(giver)
    if held is None or not held.is_waiting or held.receiver != ctx.actor.id:
        raise HandOverIsOverError
    speaks = Role.PROFESSIONAL in ctx.actor.roles
    if not speaks or held.organisation != ctx.actor.organisation.id:
        raise CannotTakeOverError
    return await _form_asked(ctx, held)


async def _form_asked(moment: Moment, held: WorkHandOver) -> AskedOver:
    work = await find_held(moment, held.giver, held.organisation)
    names = await moment.uow.people.names({held.giver, held.asked_by})
    return AskedOver(
        held=held,
        giver=names[held.giver],
        # what does not go along is between the giver and the bot
        counts=replace(count_held(work), kept=0, stood_in=0),
        asked_by="" if held.asked_by == held.giver else names[held.asked_by],
    )


async def accept_hand_over(ctx: Context, asked: AskedOver) -> HeldCounts:
    """Take over all that the giver holds now: from this minute they are refused, and process
    directors read it in their next digest. HandOverIsOverError when it was settled meanwhile.
    """
    require(ctx, Action.HAND_OVER)
    held = asked.held
    await _settle(ctx, rules.settle(held, HandOverState.ACCEPTED, ctx.now))
    work = await find_held(ctx, held.giver, held.organisation)
    moved = await move_held(ctx, work)
    await ctx.record(AuditEvent.HAND_OVER_ACCEPTED, subject=held.giver)
    directors = await ctx.uow.people.role_holders(_DIRECTORS, ctx.today)
    for one in dict.fromkeys([held.giver, held.asked_by, *directors]):
        await announce_digest(ctx, one, find_next_digest(ctx))
    return moved


async def decline_hand_over(ctx: Context, asked: AskedOver, why: str) -> None:
    """Decline: who gives it reads so in the next digest, and why when they look.

    NoReasonNotToTakeOverError without a reason, HandOverIsOverError when it was settled meanwhile.
    """
    require(ctx, Action.HAND_OVER)
    said = rules.require_why_not(why)
    await _settle(ctx, rules.settle(asked.held, HandOverState.DECLINED, ctx.now), said)
    await ctx.record(AuditEvent.HAND_OVER_DECLINED, subject=asked.held.giver)
    await announce_digest(ctx, asked.held.asked_by, find_next_digest(ctx))


async def _settle(moment: Moment, held: WorkHandOver, why: str = "") -> None:
    """Of two presses at once the second finds that it was settled."""
    if not await moment.uow.hand_overs.settle(held, why):
        raise HandOverIsOverError
    await moment.uow.timers.cancel(TimerKind.HAND_OVER, held.giver)


async def look_at_hand_over(moment: Moment, giver: str) -> None:
    """Remind the colleague once; later the question lapses and who asked hears it. Its timer calls
    this.
    """
    held = await moment.uow.hand_overs.find(MemberId(giver))
    if held is None or not held.is_waiting:
        return
    if rules.looked_at_on(moment.day_of(held.asked_at), held, moment.calendar) > moment.today:
        await _look_later(moment, held)
    elif held.is_reminded:
        await _settle(moment, rules.settle(held, HandOverState.LAPSED, moment.now))
        await moment.record(AuditEvent.HAND_OVER_LAPSED, subject=held.receiver)
        await announce_digest(moment, held.asked_by, find_next_digest(moment))
    else:
        reminded = rules.remind_receiver(held)
        await moment.uow.hand_overs.settle(reminded)
        await announce_digest(moment, held.receiver, find_next_digest(moment))
        await _look_later(moment, reminded)


async def _look_later(moment: Moment, held: WorkHandOver) -> None:
    on = rules.looked_at_on(moment.day_of(held.asked_at), held, moment.calendar)
    due_at = moment.calendar.moment(on, LOOKED_AT)
    await moment.uow.timers.set(Timer(kind=TimerKind.HAND_OVER, subject=held.giver, due_at=due_at))


async def list_asked_over(ctx: Context) -> Sequence[AskedOver]:
    """List what the actor is asked to take over."""
    require(ctx, Action.VIEW_OWN)
    asked = await ctx.uow.hand_overs.asked_of(ctx.actor.id)
    own = ctx.actor.organisation.id
    return [await _form_asked(ctx, one) for one in asked if one.organisation == own]


async def read_asked_over(reading: Reading) -> Sequence[AskedOver]:
    """Read for the digest what a member is asked to take over."""
    asked = await reading.uow.hand_overs.asked_of(reading.recipient.id)
    own = reading.recipient.organisation
    return [await _form_asked(reading, one) for one in asked if one.organisation == own]


async def read_one_asked_over(reading: Reading, giver: MemberId) -> AskedOver | None:
    """Read what a member is asked at once to take over; None once it is settled."""
    found = await read_asked_over(reading)
    return next((one for one in found if one.held.giver == giver), None)


async def read_hand_over_news(reading: Reading) -> Sequence[HandOverNews]:
    """Read once what became of hand-overs: for who asked, and for process directors what moved."""
    since = reading.now - _LOOKS_BACK
    actor = await reading.form_actor(reading.recipient)
    is_director = may_ever(Action.CHANGE_CIRCLE, actor)
    return [
        await _form_news(reading, one, is_director=is_director)
        for one in await reading.uow.hand_overs.ended_since(since)
        if one.ended_at and _concerns(one, reading.recipient.id, is_director=is_director)
        if await _is_first_since(reading, one.ended_at)
    ]


def _concerns(held: WorkHandOver, reader: MemberId, *, is_director: bool) -> bool:
    if held.state is HandOverState.ACCEPTED:
        return is_director or reader in {held.giver, held.asked_by}
    return reader == held.asked_by


async def _form_news(reading: Reading, held: WorkHandOver, *, is_director: bool) -> HandOverNews:
    names = await reading.uow.people.names({held.giver, held.receiver})
    is_own = reading.recipient.id in {held.giver, held.asked_by}
    moved = held.state is HandOverState.ACCEPTED and is_director
    return HandOverNews(
        state=held.state,
        giver=names[held.giver],
        receiver=names[held.receiver],
        is_own=is_own,
        codes=await _name_moved(reading, held) if moved else (),
    )


async def _name_moved(reading: Reading, held: WorkHandOver) -> tuple[CaseCode, ...]:
    """The cases on the list that went along: their process directors hear of it."""
    since = held.ended_at or reading.now
    places = await reading.uow.cases.joined_since(held.receiver, since)
    moved = {one.case for one in places if one.joined_at == since}
    cases = await reading.uow.cases.known(moved) if moved else ()
    return tuple(one.code for one in cases if one.state not in SHIELDED)


async def _is_first_since(reading: Reading, at: datetime) -> bool:
    away = await list_spans_away(reading, reading.recipient.id, at)
    return reading.day_of(find_first_digest(reading.calendar, at, away)) == reading.today
