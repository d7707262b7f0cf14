"""When nobody is on duty in the coming week, process directors and managers hear it: in a digest a
week ahead, by a message a day ahead, and on that message that somebody filled it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from secrets import token_hex
from typing import Final

from domain.access import Action
from domain.duty_gap import (
    TOLD_AHEAD_WITHIN,
    DutyGap,
    DutyGapId,
    GapsFollowed,
    follow_gaps,
    is_near,
)
from domain.identifiers import MemberId
from domain.member import Role
from domain.notice import NoticeKind
from domain.policy import decide_access
from domain.timer import Timer, TimerKind
from services.action_reminders import open_office_before
from services.digest import tell_in_digest
from services.duty import SHOWN_WITHIN, find_duty_gaps
from services.moment import Moment, Reading

_HOUSE: Final = "house"
_DAY: Final = timedelta(days=1)
# before the digest of that day is made
_LOOKED_AT: Final = time(7)
_WHO_HEARS: Final = (Role.PROCESS_DIRECTOR, Role.MANAGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyGapView:
    """A time at which nobody is on duty. ``starts_at`` is when it began or begins; in it a report
    goes to ``fallback``.
    """

    starts_at: datetime
    is_filled: bool
    fallback: str


async def watch_duty(moment: Moment) -> None:
    """Have the rota looked at as soon as the clock comes round."""
    timer = Timer(kind=TimerKind.DUTY, subject=_HOUSE, due_at=moment.now)
    await moment.uow.timers.set(timer)


async def watch_duty_of(moment: Moment, member: MemberId) -> None:
    """Have the rota looked at when it is about somebody who may be on it."""
    who = await moment.uow.people.member(member)
    if any(one.role is Role.PROCESS_DIRECTOR for one in who.appointments):
        await watch_duty(moment)


async def look_at_duty(moment: Moment, _house: str) -> None:
    """Follow the gaps of the coming week and tell what is new; look again tomorrow."""
    until_on = moment.today + SHOWN_WITHIN
    ahead_at = moment.now + TOLD_AHEAD_WITHIN
    gaps = await find_duty_gaps(moment, until_on)
    near = [one for one in gaps if one.starts_at <= ahead_at]
    known = await moment.uow.duty_gaps.open_ones()
    followed = follow_gaps(known, near, moment.now)
    await _follow(moment, followed)
    at = moment.calendar.moment(moment.today + _DAY, _LOOKED_AT)
    await moment.uow.timers.set(Timer(kind=TimerKind.DUTY, subject=_HOUSE, due_at=at))


async def _follow(moment: Moment, followed: GapsFollowed) -> None:
    for gap in followed.over:
        await moment.uow.duty_gaps.save(gap)
    if not (followed.filled or followed.kept or followed.found):
        return
    who = await moment.uow.people.role_holders(_WHO_HEARS, moment.today)
    for gap in followed.filled:
        await _tell_filled(moment, gap, who)
    for gap in followed.kept:
        await _tell_gap(moment, gap, who)
    for span in followed.found:
        gap = DutyGap(id=DutyGapId(token_hex(16)), span=span, found_at=moment.now)
        await _tell_new(moment, gap, who)


async def _tell_new(moment: Moment, gap: DutyGap, who: Sequence[MemberId]) -> None:
    """What begins at once is told by a message; what is a week away waits for the digest."""
    if not is_near(gap, moment.calendar, moment.now):
        await tell_in_digest(moment, *who)
    await _tell_gap(moment, gap, who)


async def _tell_gap(moment: Moment, gap: DutyGap, who: Sequence[MemberId]) -> None:
    starts_on = moment.day_of(gap.span.starts_at)
    is_told = gap.near_on is not None and gap.near_on >= starts_on
    if is_near(gap, moment.calendar, moment.now) and not is_told:
        gap = replace(gap, near_on=starts_on)
        for member in who:
            await _tell(moment, gap, member, str(starts_on))
    await moment.uow.duty_gaps.save(gap)


async def _tell_filled(moment: Moment, gap: DutyGap, who: Sequence[MemberId]) -> None:
    await moment.uow.duty_gaps.save(gap)
    if gap.near_on is not None:
        for member in who:
            await _tell(moment, gap, member, "filled")


async def _tell(moment: Moment, gap: DutyGap, member: MemberId, what: str) -> None:
    await moment.tell(
        NoticeKind.DUTY_GAP,
        member,
        gap.id,
        f"duty-gap:{gap.id}:{what}:{member}",
        card=f"duty-gap:{gap.id}:{member}",
        window=open_office_before(moment, gap.span.starts_at),
    )


async def read_duty_gap(reading: Reading, gap_id: DutyGapId) -> DutyGapView:
    """Read what is told of a time at which nobody is on duty."""
    gap = await reading.uow.duty_gaps.get(gap_id)
    return await _view(reading, gap)


async def list_duty_gaps(reading: Reading) -> Sequence[DutyGapView]:
    """List the gaps of the coming week for who is told of them."""
    actor = await reading.form_actor(reading.recipient)
    if not decide_access(Action.VIEW_ROTA, actor, None).is_allowed:
        return []
    if not actor.roles & frozenset(_WHO_HEARS):
        return []
    return [await _view(reading, one) for one in await reading.uow.duty_gaps.open_ones()]


async def _view(moment: Moment, gap: DutyGap) -> DutyGapView:
    fallback = await moment.uow.people.member(moment.house.duty.fallback)
    return DutyGapView(
        starts_at=gap.span.starts_at, is_filled=gap.ended_at is not None, fallback=fallback.name
    )
