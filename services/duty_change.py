"""Who is on duty at other days than before hears it once: by a message when it is about today or
the next working day, else in the next digest. Who made the change knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from secrets import token_hex
from typing import Final

from domain.absence import Span
from domain.access import Action
from domain.duty_change import (
    DutyChange,
    DutyChangeId,
    DutyPart,
    DutyStint,
    find_stints_changed,
    still_holds,
)
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from domain.policy import decide_access
from services.action_reminders import open_office_before
from services.acute.duty import open_duty
from services.digest import (
    is_first_digest,
    list_spans_away,
    tell_in_digest,
)
from services.moment import Context, Moment, Reading

# nobody is away longer and is still on the rota
_LOOKS_BACK: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class StintView:
    """Days on which the reader has another part in the duty than before."""

    part: DutyPart
    from_on: date
    until_on: date


async def replace_rota(ctx: Context, rota: Sequence[DutyPeriod]) -> DutyChange:
    """Put a new rota in the place of the old one, and let each whom it touches hear it."""
    before = await ctx.uow.rota.periods()
    await ctx.uow.rota.replace_periods(rota)
    return await tell_rota_changed(ctx, before, by=ctx.actor.id)


async def tell_rota_changed(
    moment: Moment, before: Sequence[DutyPeriod], by: MemberId | None = None
) -> DutyChange:
    """Let each whom a change of the rota touches hear it; ``by`` is who made it, None when the
    house file was loaded.
    """
    rota = await moment.uow.rota.periods()
    change = DutyChange(
        id=DutyChangeId(token_hex(16)),
        changed_at=moment.now,
        changed_by=by,
        stints=find_stints_changed(before, rota, moment.today),
    )
    await moment.uow.duty_changes.add(change)
    for member in sorted({one.member for one in change.stints} - {by}):
        await _tell(moment, change, member)
    return change


async def list_duty_changes(reading: Reading) -> Sequence[StintView]:
    """List what changed for a member since their last digest, as far as it is still so."""
    actor = await reading.form_actor(reading.recipient)
    if not decide_access(Action.VIEW_ROTA, actor, None).is_allowed:
        return []
    member, since = actor.id, reading.now - _LOOKS_BACK
    changes = await reading.uow.duty_changes.since(member, since)
    if not changes:
        return []
    away = await list_spans_away(reading, member, since)
    stints = [stint for one in changes if _is_news(reading, one, away) for stint in one.stints]
    return await _show(reading, stints)


async def read_duty_change(reading: Reading, change_id: DutyChangeId) -> Sequence[StintView]:
    """Read what one change means for its reader, as far as it is still so."""
    change = await reading.uow.duty_changes.of_member(change_id, reading.recipient.id)
    return await _show(reading, change.stints)


async def _show(reading: Reading, stints: Sequence[DutyStint]) -> Sequence[StintView]:
    rota = await reading.uow.rota.coming(reading.today)
    held = dict.fromkeys(one for one in stints if still_holds(one, rota, reading.today))
    return [
        StintView(part=one.part, from_on=max(one.from_on, reading.today), until_on=one.until_on)
        for one in sorted(held, key=lambda one: one.from_on)
    ]


def _is_news(reading: Reading, change: DutyChange, away: Sequence[Span]) -> bool:
    """Tell whether this digest is the first since a change that was no message of its own."""
    member = reading.recipient.id
    if change.changed_by == member or _is_near(reading, change, member):
        return False
    return is_first_digest(reading, change.changed_at, away)


async def _tell(moment: Moment, change: DutyChange, member: MemberId) -> None:
    first_on = _first_day(change, member)
    if not _is_near(moment, change, member):
        await tell_in_digest(moment, member)
        return
    midnight = moment.calendar.moment(first_on, time())
    begins_at = open_duty(moment, max(moment.now, midnight))
    await moment.tell(
        NoticeKind.DUTY_CHANGE,
        member,
        change.id,
        f"duty-change:{change.id}:{member}",
        window=open_office_before(moment, begins_at),
    )


def _is_near(moment: Moment, change: DutyChange, member: MemberId) -> bool:
    """Tell whether it is about the day of the change or the working day after it."""
    changed_on = moment.day_of(change.changed_at)
    return _first_day(change, member) <= moment.calendar.add_working_days(changed_on, 1)


def _first_day(change: DutyChange, member: MemberId) -> date:
    return min(one.from_on for one in change.stints if one.member == member)
