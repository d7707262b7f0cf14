"""What became of the question whether a case may be kept longer: coordinators and each supplier
that was asked read it once, in their next digest; of a case that is gone only process directors,
and not which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.access import Action, Involvement, Standing
from domain.case import Case
from domain.extension_outcome import (
    CaseGone,
    ExtensionOutcome,
    SupplierFate,
    SupplierOutcome,
)
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.member import Role
from domain.policy import decide_access
from services.digest import is_first_digest_since, tell_in_digest
from services.guarding import COORDINATORS, DIRECTORS, list_coordinators, list_directors
from services.moment import Context, Moment, Reading
from services.suppliers import find_asked_members

# nobody is away longer and still reads what became of it
_LOOKS_BACK: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCaseRow:
    """A case that is kept until a day, without the parts of these organisations."""

    code: CaseCode
    goes_on: date
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPartsRow:
    """What became of what the reader's organisation told of a case; kept until a day, if it is."""

    code: CaseCode
    goes_on: date
    fate: SupplierFate


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesRead:
    """What one member reads of what became of questions to suppliers; ``gone`` counts cases."""

    kept: tuple[KeptCaseRow, ...] = ()
    own: tuple[OwnPartsRow, ...] = ()
    gone: int = 0


async def tell_outcomes(moment: Moment, outcomes: Sequence[SupplierOutcome]) -> None:
    """Keep what became of a case, for the next digest of coordinators and of who was asked."""
    told = set(await list_coordinators(moment))
    for one in outcomes:
        told |= await find_asked_members(moment, one.case, one.organisation)
    await _keep(moment, outcomes, told)


async def tell_case_gone(moment: Moment) -> None:
    """Keep that all of a case went, and not which, for the next digest of process directors."""
    directors = await list_directors(moment)
    await _keep(moment, [CaseGone(decided_at=moment.now)], set(directors))


async def _keep(moment: Moment, outcomes: Sequence[ExtensionOutcome], told: set[MemberId]) -> None:
    await moment.uow.extension_outcomes.keep(outcomes)
    await tell_in_digest(moment, *told)


async def forget_outcomes(moment: Moment) -> None:
    """Forget what everybody had the time to read."""
    await moment.uow.extension_outcomes.forget_before(moment.now - _LOOKS_BACK)


async def read_outcomes(reading: Reading) -> OutcomesRead:
    """Read what became of questions to suppliers since the recipient's digest before."""
    found = await reading.uow.extension_outcomes.since(reading.now - _LOOKS_BACK)
    news = [one for one in found if await is_first_digest_since(reading, one.decided_at)]
    if not news:
        return OutcomesRead()
    ctx = await reading.as_recipient()
    suppliers = [one for one in news if isinstance(one, SupplierOutcome)]
    cases = {one.id: one for one in await ctx.uow.cases.known({one.case for one in suppliers})}
    return OutcomesRead(
        kept=await _list_kept(ctx, cases, suppliers) if _guards(ctx, COORDINATORS) else (),
        own=await _list_own(ctx, cases, suppliers),
        gone=len(news) - len(suppliers) if _guards(ctx, DIRECTORS) else 0,
    )


def _guards(ctx: Context, roles: Sequence[Role]) -> bool:
    may = decide_access(Action.VIEW_RETENTION, ctx.actor, None).is_allowed
    return may and not ctx.actor.roles.isdisjoint(roles)


async def _list_kept(
    ctx: Context, cases: Mapping[CaseId, Case], outcomes: Sequence[SupplierOutcome]
) -> tuple[KeptCaseRow, ...]:
    until = {one.case: one.goes_on for one in outcomes}
    left_out = [one for one in outcomes if one.is_left_out]
    names = {
        one.organisation: (await ctx.uow.people.organisation(one.organisation)).name
        for one in left_out
    }
    return tuple(
        KeptCaseRow(
            code=case.code,
            goes_on=until[known_as],
            left_out=tuple(
                sorted(names[one.organisation] for one in left_out if one.case == known_as)
            ),
        )
        for known_as, case in cases.items()
    )


async def _list_own(
    ctx: Context, cases: Mapping[CaseId, Case], outcomes: Sequence[SupplierOutcome]
) -> tuple[OwnPartsRow, ...]:
    own = [one for one in outcomes if await _is_own(ctx, cases[one.case], one)]
    return tuple(
        OwnPartsRow(code=cases[one.case].code, goes_on=one.goes_on, fate=one.fate) for one in own
    )


async def _is_own(ctx: Context, case: Case, outcome: SupplierOutcome) -> bool:
    if outcome.organisation != ctx.actor.organisation.id:
        return False
    standing = Standing(involvement=Involvement.NONE, state=case.state, is_supplier=True)
    may = decide_access(Action.ANSWER_EXTENSION, ctx.actor, standing).is_allowed
    asked = await find_asked_members(ctx, case.id, outcome.organisation) if may else ()
    return ctx.actor.id in asked
