"""A process director offers own duty days to a colleague, who says yes or no. The rota changes at
the yes; each of the two hears once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from secrets import token_hex

from domain.absence import Span
from domain.access import Action
from domain.audit import AuditEvent
from domain.digest import find_digest_moment
from domain.duty_swap import (
    DutySwap,
    DutySwapId,
    NotOwnDaysError,
    OfferTimes,
    RotaChangedError,
    SwapState,
    SwapWish,
    check_days_offered,
    check_swap,
    end_offer,
    is_own,
    settle_swap,
    swap_days,
    time_offer,
)
from domain.identifiers import MemberId
from domain.member import Role
from domain.notice import NoticeKind
from domain.policy import decide_access
from domain.timer import Timer, TimerKind
from services.access import not_involved, require
from services.action_reminders import open_office_before
from services.acute.duty import open_duty
from services.digest import list_spans_away, tell_in_digest
from services.duty import find_who_may_serve
from services.duty_gap import watch_duty
from services.moment import Context, Moment, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySwapView:
    """An offer as one of the two sees it. ``is_asked`` for the colleague, who may answer while it
    ``is_open``.
    """

    id: DutySwapId
    version: int
    from_on: date
    until_on: date
    member: str
    colleague: str
    state: SwapState
    is_open: bool
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueView:
    """A process director to whom duty days can be offered."""

    id: MemberId
    name: str


async def list_colleagues(ctx: Context) -> Sequence[ColleagueView]:
    """The other process directors, of today and those to come."""
    require(ctx, Action.SWAP_DUTY)
    return [one for one in await find_directors(ctx) if one.id != ctx.actor.id]


async def find_directors(moment: Moment) -> Sequence[ColleagueView]:
    """Find who can be on duty on some day from today on: a rota is made before somebody begins."""
    found = await moment.uow.people.holders_to_come(Role.PROCESS_DIRECTOR, moment.today)
    people = await moment.uow.people.by_ids(found)
    return [ColleagueView(id=one, name=people[one].name) for one in found]


async def offer_swap(ctx: Context, wish: SwapWish) -> DutySwapView:
    """Offer own duty days to a colleague.

    Raises SwapPastError, SwapOrderError, NotOwnDaysError, NoDirectorThenError.
    """
    require(ctx, Action.SWAP_DUTY)
    check_days_offered(wish.from_on, wish.until_on, ctx.today)
    swap = DutySwap(
        id=DutySwapId(token_hex(16)),
        member=ctx.actor.id,
        colleague=wish.colleague,
        from_on=wish.from_on,
        until_on=wish.until_on,
        offered_at=ctx.now,
    )
    await _check(ctx, swap)
    await ctx.uow.duty_swaps.add(swap)
    await ctx.record(AuditEvent.DUTY_OFFERED, subject=swap.id)
    await _tell(ctx, swap, swap.colleague)
    await _plan_reminder(ctx, swap)
    return await _view(ctx, swap, ctx.actor.id)


async def accept_swap(ctx: Context, swap_id: DutySwapId) -> DutySwapView:
    """Take the days over: from now on the rota names the colleague.

    Raises SwapOverError, RotaChangedError, NoDirectorThenError.
    """
    swap = await _take_up(ctx, swap_id)
    accepted = settle_swap(swap, SwapState.ACCEPTED, ctx.now, ctx.today)
    await watch_duty(ctx)
    try:
        await _check(ctx, swap)
    except NotOwnDaysError as changed:
        raise RotaChangedError from changed
    await ctx.uow.rota.replace_periods(swap_days(await ctx.uow.rota.periods(), swap))
    answered = await _answer(ctx, accepted, AuditEvent.DUTY_TAKEN_OVER)
    await end_overtaken_offers(ctx)
    return answered


async def decline_swap(ctx: Context, swap_id: DutySwapId) -> DutySwapView:
    """Say no: the rota stays as it is. Raises SwapOverError."""
    swap = await _take_up(ctx, swap_id)
    declined = settle_swap(swap, SwapState.DECLINED, ctx.now, ctx.today)
    return await _answer(ctx, declined, AuditEvent.DUTY_DECLINED)


async def withdraw_swap(ctx: Context, swap_id: DutySwapId) -> DutySwapView:
    """Take one's own offer back. Raises SwapOverError."""
    require(ctx, Action.SWAP_DUTY)
    swap = await ctx.uow.duty_swaps.get(swap_id)
    if swap.member != ctx.actor.id:
        raise not_involved(Action.SWAP_DUTY, None)
    settled = settle_swap(swap, SwapState.WITHDRAWN, ctx.now, ctx.today)
    saved = await ctx.uow.duty_swaps.save(settled)
    await ctx.record(AuditEvent.DUTY_OFFER_WITHDRAWN, subject=saved.id)
    await _tell(ctx, saved, saved.colleague)
    return await _view(ctx, saved, ctx.actor.id)


async def look_at_offer(moment: Moment, swap_id: str) -> None:
    """Remind the colleague of an offer that waits, once, and end it before the duty begins."""
    swap = await moment.uow.duty_swaps.get(DutySwapId(swap_id))
    if swap.state is not SwapState.OFFERED:
        return
    times = _time(moment, swap)
    if moment.now >= times.lapses_at:
        await _end_offer(moment, swap, SwapState.LAPSED)
        return
    await _set_timer(moment, swap, times.lapses_at)
    key = f"duty-swap:{swap.id}:again:{swap.colleague}"
    window = open_office_before(moment, _begins_at(moment, swap))
    await moment.tell(NoticeKind.DUTY_SWAP, swap.colleague, swap.id, key, card=key, window=window)


async def end_overtaken_offers(moment: Moment) -> None:
    """End the offers of days that are no longer of whoever offers them, after the rota changed."""
    rota = await moment.uow.rota.coming(moment.today)
    for swap in await moment.uow.duty_swaps.open_ones(moment.today):
        if not is_own(swap, rota):
            await _end_offer(moment, swap, SwapState.OVERTAKEN)


async def list_offers_to_answer(reading: Reading) -> Sequence[DutySwapView]:
    """List the offers that wait for the reader's answer, in the digest that reminds of them."""
    actor = await reading.form_actor(reading.recipient)
    if not decide_access(Action.SWAP_DUTY, actor, None).is_allowed:
        return []
    found = await reading.uow.duty_swaps.open_of(actor.id, reading.today)
    asked = [one for one in found if one.colleague == actor.id]
    if not asked:
        return []
    since = min(one.offered_at for one in asked)
    away = await list_spans_away(reading, actor.id, since)
    return [
        await _view(reading, one, actor.id) for one in asked if _is_reminded(reading, one, away)
    ]


async def list_own_swaps(ctx: Context) -> Sequence[DutySwapView]:
    """The open offers that the actor made or is asked to answer."""
    require(ctx, Action.SWAP_DUTY)
    found = await ctx.uow.duty_swaps.open_of(ctx.actor.id, ctx.today)
    return [await _view(ctx, one, ctx.actor.id) for one in found]


async def read_swap(reading: Reading, swap_id: DutySwapId) -> DutySwapView:
    """Read an offer for one of the two."""
    swap = await reading.uow.duty_swaps.get(swap_id)
    return await _view(reading, swap, reading.recipient.id)


async def _take_up(ctx: Context, swap_id: DutySwapId) -> DutySwap:
    require(ctx, Action.SWAP_DUTY)
    swap = await ctx.uow.duty_swaps.get(swap_id)
    if swap.colleague != ctx.actor.id:
        raise not_involved(Action.SWAP_DUTY, None)
    return swap


async def _check(ctx: Context, swap: DutySwap) -> None:
    may_serve = await find_who_may_serve(ctx, [swap.colleague])
    check_swap(swap, await ctx.uow.rota.periods(), may_serve)


async def _answer(ctx: Context, swap: DutySwap, event: AuditEvent) -> DutySwapView:
    saved = await ctx.uow.duty_swaps.save(swap)
    await ctx.record(event, subject=saved.id)
    await _tell(ctx, saved, saved.member)
    return await _view(ctx, saved, ctx.actor.id)


async def _end_offer(moment: Moment, swap: DutySwap, state: SwapState) -> None:
    saved = await moment.uow.duty_swaps.save(end_offer(swap, state, moment.now))
    await moment.record(AuditEvent.DUTY_OFFER_LAPSED, subject=saved.id)
    for member in (saved.member, saved.colleague):
        await _tell(moment, saved, member)


async def _plan_reminder(ctx: Context, swap: DutySwap) -> None:
    times = _time(ctx, swap)
    if times.in_digest_of is None:
        await _set_timer(ctx, swap, times.reminded_at)
        return
    await tell_in_digest(ctx, swap.colleague, on=times.in_digest_of)
    await _set_timer(ctx, swap, times.lapses_at)


async def _set_timer(moment: Moment, swap: DutySwap, at: datetime) -> None:
    timer = Timer(kind=TimerKind.DUTY_SWAP, subject=swap.id, due_at=at)
    await moment.uow.timers.set(timer)


def _time(moment: Moment, swap: DutySwap) -> OfferTimes:
    return time_offer(swap, moment.calendar, _begins_at(moment, swap))


def _begins_at(moment: Moment, swap: DutySwap) -> datetime:
    return open_duty(moment, moment.calendar.moment(swap.from_on, time()))


def _is_reminded(reading: Reading, swap: DutySwap, away: Sequence[Span]) -> bool:
    on = _time(reading, swap).in_digest_of
    if on is None:
        return False
    return reading.day_of(find_digest_moment(reading.calendar, on, away)) == reading.today


async def _tell(moment: Moment, swap: DutySwap, member: MemberId) -> None:
    await moment.tell(
        NoticeKind.DUTY_SWAP,
        member,
        swap.id,
        f"duty-swap:{swap.id}:{swap.state}:{member}",
        card=f"duty-swap:{swap.id}:{member}",
        window=open_office_before(moment, _begins_at(moment, swap)),
    )


async def _view(moment: Moment, swap: DutySwap, reader: MemberId) -> DutySwapView:
    people = await moment.uow.people.by_ids([swap.member, swap.colleague])
    return DutySwapView(
        id=swap.id,
        version=swap.version,
        from_on=swap.from_on,
        until_on=swap.until_on,
        member=people[swap.member].name,
        colleague=people[swap.colleague].name,
        state=swap.state,
        is_open=swap.is_open(moment.today),
        is_asked=reader == swap.colleague,
    )
