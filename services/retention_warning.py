"""Half a year and a month before a case goes for its age, process directors and its case director
read so in their digest: who still needs it can act, and who has nothing else to read is not
disturbed again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.access import Action, Ground, Involvement, Standing
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.member import Role
from domain.policy import decide_access
from domain.retention import RetentionEnd, find_retention_end, find_warning
from domain.sight import SeenPart, Sight
from services.access import standing_of
from services.digest import tell_in_digest
from services.guarding import COORDINATORS, list_directors
from services.moment import Context, Moment, Reading

# who is not there on the day itself reads it in a digest of the days after
_READ_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRow:
    """A case that goes for its age, and on which day; ``may_look`` who may see all that go,
    ``to_extend`` is its id to who may keep it longer.
    """

    code: CaseCode
    goes_on: date
    may_look: bool
    to_extend: CaseId | None = None


async def warn_of_ends(moment: Moment, ends: Collection[tuple[Case, RetentionEnd]]) -> None:
    """Have it told which of these cases go in half a year, or in a month, each once."""
    near = {case: find_warning(end, moment.today) for case, end in ends}
    told = await moment.uow.retention_warnings.told(
        [case.id for case, months in near.items() if months]
    )
    new = {
        case: months
        for case, months in near.items()
        if months and (case.id not in told or months < told[case.id])
    }
    if not new:
        return
    directors = await list_directors(moment)
    case_directors = (case.case_director for case in new if case.case_director)
    for case, months in new.items():
        await moment.uow.retention_warnings.keep(case.id, months, moment.today)
    await tell_in_digest(moment, *directors, *case_directors)


async def read_warnings(reading: Reading) -> Sequence[WarningRow]:
    """Read which cases go for their age, of those that were told of in the last week, for who may
    know: a process director of all, a case director of their own.
    """
    told = await reading.uow.retention_warnings.since(reading.today - _READ_WITHIN)
    if not told:
        return ()
    ctx = await reading.as_recipient()
    may_look = Role.PROCESS_DIRECTOR in ctx.actor.roles
    known = await reading.uow.cases.known(told)
    return [
        _row(ctx, case, may_look=may_look)
        for case in known
        if may_look or await _directs(ctx, case)
    ]


async def list_warned(ctx: Context) -> Sequence[WarningRow]:
    """List which cases that were told of go for their age, for as long as they are there: all to a
    coordinator, to a case director their own.
    """
    told = await ctx.uow.retention_warnings.since(date.min)
    known = await ctx.uow.cases.known(told) if told else ()
    may_look = not ctx.actor.roles.isdisjoint(COORDINATORS)
    grounds = {
        case: ground
        for case in known
        if find_warning(_find_end(ctx, case), ctx.today)
        and (ground := await _find_ground(ctx, case, may_look=may_look))
    }
    await ctx.record_seen(
        *(
            Sight(part=SeenPart.RETENTION, ground=ground, case_id=case.id)
            for case, ground in grounds.items()
        )
    )
    return [_row(ctx, case, may_look=may_look) for case in grounds]


async def _find_ground(ctx: Context, case: Case, *, may_look: bool) -> Ground | None:
    if may_look:
        return decide_access(Action.VIEW_RETENTION, ctx.actor, None).ground
    return await _directs(ctx, case)


async def _directs(ctx: Context, case: Case) -> Ground | None:
    if case.case_director != ctx.actor.id:
        return None
    standing = await standing_of(ctx, case)
    return decide_access(Action.VIEW_CASE, ctx.actor, standing).ground


def _row(ctx: Context, case: Case, *, may_look: bool) -> WarningRow:
    standing = Standing(involvement=Involvement.NONE, state=case.state)
    may_extend = decide_access(Action.EXTEND_CASE, ctx.actor, standing).is_allowed
    return WarningRow(
        code=case.code,
        goes_on=_find_end(ctx, case).goes_on,
        may_look=may_look,
        to_extend=case.id if may_extend else None,
    )


def _find_end(ctx: Context, case: Case) -> RetentionEnd:
    return find_retention_end(case, ctx.house.terms.retention, ctx.calendar)
