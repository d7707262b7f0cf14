"""A process director offers own duty days to a colleague, who says yes or no. The rota changes at
the yes; each of the two hears once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from domain.access import Action
from domain.audit import AuditEvent
from domain.duty_swap import (
    DutySwap,
    DutySwapId,
    NotOwnDaysError,
    RotaChangedError,
    SwapState,
    SwapWish,
    check_days_offered,
    check_swap,
    settle_swap,
    swap_days,
)
from domain.identifiers import MemberId
from domain.member import Role
from domain.notice import NoticeKind
from services.access import not_involved, require
from services.action_reminders import open_office
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
    """The other process directors of today."""
    require(ctx, Action.SWAP_DUTY)
    found = await ctx.uow.people.role_holders([Role.PROCESS_DIRECTOR], ctx.today)
    others = [one for one in found if one != ctx.actor.id]
    people = await ctx.uow.people.by_ids(others)
    return [ColleagueView(id=one, name=people[one].name) for one in others]


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
    return await _answer(ctx, accepted, AuditEvent.DUTY_TAKEN_OVER)


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


async def _tell(ctx: Context, swap: DutySwap, member: MemberId) -> None:
    await ctx.tell(
        NoticeKind.DUTY_SWAP,
        member,
        swap.id,
        f"duty-swap:{swap.id}:{swap.state}:{member}",
        card=f"duty-swap:{swap.id}:{member}",
        window=open_office(ctx),
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
