"""Referring people together: one story, a case for each, one mark, one receipt. Each case goes its
own way from then on, and is destroyed alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from secrets import randbelow

from domain.access import Action
from domain.case import Case
from domain.group_referral import (
    GroupMark,
    GroupPerson,
    add_remark,
    check_group_size,
    form_group_mark,
)
from domain.identifiers import CaseCode
from domain.notice import NoticeKind
from domain.referral import Identity, Referral
from domain.timer import Timer, TimerKind
from services.group_standing import answer_in_time, tell_group_news
from services.guarding import list_coordinators
from services.moment import Context, Moment
from services.referral import ReservedCase, open_case, refuse_incomplete

_FIVE_DIGITS = 100_000
# on the promised day, late enough for what is weighed on it
LOOKS_AT_GROUP = time(16, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReceipt:
    """What a referrer gets: the mark, the codes in the order they told, the promised day."""

    mark: GroupMark
    codes: tuple[CaseCode, ...]
    promised_on: date


async def refer_group(
    ctx: Context, reserved: ReservedCase, shared: Referral, people: Sequence[GroupPerson]
) -> GroupReceipt:
    """Refer people together: each gets a case, and they get one mark.

    Raises GroupSizeError, and ReferralIncompleteError when something is missing.
    """
    reserved.permit.check(ctx, Action.REFER)
    check_group_size(len(people))
    referrals = [tell_of_one(shared, one) for one in people]
    for one in referrals:
        refuse_incomplete(ctx, one)
    ids = [reserved.id, *[await ctx.uow.cases.reserve() for _ in referrals[1:]]]
    told = zip(ids, referrals, strict=True)
    cases = [await open_case(ctx, known_as, referral) for known_as, referral in told]
    mark = await _draw_mark(ctx)
    await ctx.uow.group_referrals.add(mark, ids)
    await _announce(ctx, mark, cases[0])
    return GroupReceipt(
        mark=mark,
        codes=tuple(one.code for one in cases),
        promised_on=cases[0].promised_on,
    )


def tell_of_one(shared: Referral, person: GroupPerson) -> Referral:
    """The referral of one person: the shared story, with the own remark below it."""
    return replace(
        shared,
        identity=Identity(name=person.name, born_on=person.born_on),
        why_now=add_remark(shared.why_now, person.remark),
    )


async def _draw_mark(ctx: Context) -> GroupMark:
    while True:
        mark = form_group_mark(randbelow(_FIVE_DIGITS))
        if not await ctx.uow.group_referrals.of_mark(mark):
            return mark


async def _announce(ctx: Context, mark: GroupMark, first: Case) -> None:
    await tell_group_news(ctx, mark, first.referrer, "received")
    for coordinator in ctx.others(await list_coordinators(ctx)):
        key = f"group:{mark}:arrived:{coordinator}"
        await ctx.tell(NoticeKind.GROUP_ARRIVED, coordinator, mark, key)
    await watch_group(ctx, mark, first.promised_on)


async def watch_group(moment: Moment, mark: GroupMark, on: date) -> None:
    """Have a group looked at on a day: its referrer is answered when the term is over."""
    due_at = moment.calendar.moment(on, LOOKS_AT_GROUP)
    timer = Timer(kind=TimerKind.GROUP_REFERRAL, subject=mark, due_at=due_at)
    await moment.uow.timers.set(timer)


async def look_at_group(moment: Moment, mark: str) -> None:
    """Answer who referred a group when its term is over, and look each day until nothing waits."""
    waiting = await answer_in_time(moment, GroupMark(mark))
    if waiting:
        next_on = moment.calendar.add_working_days(moment.today, 1)
        await watch_group(moment, GroupMark(mark), max(next_on, waiting[0].promised_on))
