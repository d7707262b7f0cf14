"""The inbox (postvak): referrals that wait for a coordinator, the nearest promise first, and
questions before a referral.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Final

from domain.access import Action, CaseState
from domain.case import Case
from domain.group_referral import GroupMark
from domain.identifiers import CaseId
from domain.policy import may_ever
from domain.sight import SeenPart
from services.access import require
from services.consult import ConsultRow, list_consults_to_answer
from services.group_standing import find_together
from services.moment import Context
from services.paging import Pages, turn_to
from services.partners import name_organisations
from services.takeover_asking import find_waiting_for_yes

INBOX_ROWS: Final = 10


class NextStep(IntEnum):
    """What a referral waits for, in the order of the inbox."""

    SCREENING = 0
    WEIGHING = 1
    ORGANISATION = 2
    REFERRER = 3


_NEXT: Final = {
    CaseState.SUBMITTED: NextStep.SCREENING,
    CaseState.PURPOSE_TESTED: NextStep.WEIGHING,
    CaseState.INCOMPLETE: NextStep.REFERRER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingGroup:
    """Several people of one group that wait, on one line: how many of them for each step."""

    mark: GroupMark
    cases: tuple[CaseId, ...]
    steps: Mapping[NextStep, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingReferral:
    """One referral in the inbox, or a ``group`` with the one of it that comes first; ``is_late``
    when its promised day has passed, else so many working days are left. ``is_acute`` while
    something acute runs on its case.
    """

    case: Case
    step: NextStep
    organisation: str
    is_acute: bool
    is_late: bool
    working_days_left: int
    may_take_step: bool
    group: WaitingGroup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxView:
    """One page of the inbox: referrals, and after the last of them the questions before a referral
    that wait for this coordinator; how many referrals in all of it are acute, and late, and how
    many questions there are (``asked``).
    """

    page: Pages[WaitingReferral]
    acute: int
    late: int
    consults: Sequence[ConsultRow] = ()
    asked: int = 0


async def view_inbox(ctx: Context, number: int = 1) -> InboxView:
    """Show a page of the inbox: what is acute first, then what waits for the house, then what waits
    for a referrer.
    """
    permit = require(ctx, Action.OPEN_INBOX)
    on, calendar = ctx.today, ctx.calendar
    names = await name_organisations(ctx)
    steps = _steps_of(ctx)
    acute = {session.case for session in await ctx.uow.sessions.open_sessions()}
    waiting = [
        WaitingReferral(
            case=case,
            step=step,
            organisation=names.get(case.referring_organisation, case.referring_organisation),
            is_acute=case.id in acute,
            is_late=on > case.promised_on,
            working_days_left=calendar.working_days_left(on, case.promised_on),
            may_take_step=step in steps,
        )
        for case, step in await _find_steps(ctx)
    ]
    waiting = sorted(await _join_groups(ctx, waiting), key=_place)
    asked = await list_consults_to_answer(ctx)
    page = turn_to([*waiting, *asked], number, INBOX_ROWS)
    shown = tuple(one for one in page.items if isinstance(one, WaitingReferral))
    seen = [case for one in shown for case in _name_cases(one)]
    await ctx.record_seen(*permit.sights(SeenPart.INBOX, seen))
    return InboxView(
        page=Pages(items=shown, number=page.number, total=page.total, length=len(waiting)),
        acute=sum(one.is_acute for one in waiting),
        late=sum(one.is_late for one in waiting),
        consults=[one for one in page.items if isinstance(one, ConsultRow)],
        asked=len(asked),
    )


async def _find_steps(ctx: Context) -> list[tuple[Case, NextStep]]:
    """What waits, and for what: also for the yes of an organisation that is asked to take it on."""
    cases = await ctx.uow.cases.in_states(_NEXT)
    asked = await find_waiting_for_yes(ctx, cases)
    return [(one, NextStep.ORGANISATION if one.id in asked else _NEXT[one.state]) for one in cases]


async def _join_groups(
    ctx: Context, waiting: Sequence[WaitingReferral]
) -> Sequence[WaitingReferral]:
    """Put people of one group on one line, by whom waits first; what is acute stays by itself."""
    marks = await find_together(ctx, [one.case.id for one in waiting if not one.is_acute])
    groups = dict[GroupMark, list[WaitingReferral]]()
    for one in sorted(waiting, key=_place):
        if one.case.id in marks:
            groups.setdefault(marks[one.case.id], []).append(one)
    alone = [one for one in waiting if one.case.id not in marks]
    return [*alone, *(_join(mark, members) for mark, members in groups.items())]


def _join(mark: GroupMark, members: Sequence[WaitingReferral]) -> WaitingReferral:
    group = WaitingGroup(
        mark=mark,
        cases=tuple(one.case.id for one in members),
        steps=Counter(one.step for one in members),
    )
    return replace(members[0], group=group)


def _name_cases(waiting: WaitingReferral) -> tuple[CaseId, ...]:
    return waiting.group.cases if waiting.group else (waiting.case.id,)


def _steps_of(ctx: Context) -> frozenset[NextStep]:
    """The steps this coordinator may take."""
    actions = {NextStep.SCREENING: Action.SCREEN, NextStep.WEIGHING: Action.WEIGH}
    return frozenset(step for step, action in actions.items() if may_ever(action, ctx.actor))


def _place(waiting: WaitingReferral) -> tuple[bool, bool, date, str]:
    is_referrers = waiting.step is NextStep.REFERRER
    return not waiting.is_acute, is_referrers, waiting.case.promised_on, waiting.case.code
