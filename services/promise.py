"""Coordinators read in their digest which referrers were promised an answer that nears its last
day, two working days before and on that day, as long as there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access import Action, CaseState
from domain.case import Case
from domain.group_referral import GroupMark
from domain.identifiers import CaseCode, CaseId
from domain.policy import may_ever
from domain.promise import awaits_promise, find_promise_warning, is_warned_on
from domain.timer import TimerKind
from services.digest import announce_digest_of_day
from services.group_standing import find_together
from services.guarding import list_coordinators
from services.moment import Moment, Reading
from services.morning_look import look_in_the_morning

_ASKED = (CaseState.SUBMITTED, CaseState.INCOMPLETE, CaseState.PURPOSE_TESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """A case whose referrer was promised an answer, and the last day of that; ``group`` when it
    stands for others that were referred together with it.
    """

    case: CaseId
    code: CaseCode
    promised_on: date
    is_last_day: bool
    group: GroupMark | None = None


async def watch_promise(moment: Moment, case: Case) -> None:
    """Have the promise of a new case looked at before it passes."""
    await _look_on(moment, case, find_promise_warning(case, moment.today, moment.calendar))


async def look_at_promise(moment: Moment, case_id: str) -> None:
    """Have coordinators read that a promise nears its last day; its timer calls this."""
    case = await moment.uow.cases.get(CaseId(case_id))
    if not awaits_promise(case):
        return
    if is_warned_on(case, moment.today, moment.calendar):
        for one in await list_coordinators(moment):
            await announce_digest_of_day(moment, one, moment.today)
    await watch_promise(moment, case)


async def _look_on(moment: Moment, case: Case, on: date | None) -> None:
    if on is not None:
        await look_in_the_morning(moment, TimerKind.PROMISE, case.id, on)


async def read_promises(reading: Reading) -> Sequence[PromiseRow]:
    """Read for a coordinator which promises near their last day today."""
    actor = await reading.form_actor(reading.recipient)
    if not may_ever(Action.OPEN_INBOX, actor):
        return ()
    waiting = await reading.uow.cases.in_states(_ASKED)
    today, calendar = reading.today, reading.calendar
    rows = [
        PromiseRow(
            case=one.id,
            code=one.code,
            promised_on=one.promised_on,
            is_last_day=one.promised_on == today,
        )
        for one in waiting
        if is_warned_on(one, today, calendar)
    ]
    marks = await find_together(reading, [one.case for one in rows])
    return _keep_first_of_each([replace(one, group=marks.get(one.case)) for one in rows])


def _keep_first_of_each(rows: Sequence[PromiseRow]) -> Sequence[PromiseRow]:
    """A group is promised one answer: it is one row."""
    first = {one.group: one for one in reversed(rows)}
    return [one for one in rows if one.group is None or first[one.group] is one]
