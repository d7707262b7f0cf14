"""What is asked of a colleague that is away, for who stands in for them: agreed actions and written
rounds of the cases in which they have a place for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.access import Action, Ground
from domain.agreed_action import needs_attention
from domain.case import Case
from domain.identifiers import ActionId, CaseCode, CaseId, MemberId, RoundId
from domain.written_round import ANSWERABLE, find_end
from services.access import find_grounds, require
from services.moment import Context, Reading
from services.standing_in import list_absent


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfAbsent:
    """One thing that is asked of a colleague that is away: an action, or an answer in a round."""

    name: str
    code: CaseCode
    on: date | None
    action: ActionId | None = None
    round: RoundId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    member: MemberId
    case: CaseId
    asks: Action
    on: date | None
    action: ActionId | None = None
    round: RoundId | None = None


async def list_asked_of_absent(ctx: Context) -> Sequence[AskedOfAbsent]:
    """List what the actor may answer for who they stand in for; each case goes on record."""
    require(ctx, Action.VIEW_OWN)
    rows, grounds = await _form(ctx, await _find(ctx, is_due=False))
    await ctx.record_listed((case.id, ground) for case, ground in grounds.items())
    return rows


async def read_due_of_absent(reading: Reading) -> Sequence[AskedOfAbsent]:
    """Read what is due of what was asked of those a member stands in for, for the digest."""
    ctx = await reading.as_recipient()
    rows, _ = await _form(ctx, await _find(ctx, is_due=True))
    return rows


async def _find(ctx: Context, *, is_due: bool) -> list[_Waiting]:
    absent = await list_absent(ctx, ctx.actor.id)
    own = await _list_own_rounds(ctx) if absent else set()
    return [
        one
        for member in absent
        for one in (*await _find_actions(ctx, member, is_due=is_due), *await _rounds(ctx, member))
        if one.round not in own
    ]


async def _list_own_rounds(ctx: Context) -> set[RoundId]:
    found = await ctx.uow.written_rounds.concerning(ctx.actor.id)
    return {held.id for held, answer in found if answer}


async def _find_actions(ctx: Context, member: MemberId, *, is_due: bool) -> list[_Waiting]:
    return [
        _Waiting(
            member=member,
            case=one.case,
            asks=Action.ANSWER_ACTION,
            on=one.due_on,
            action=one.id,
        )
        for one in await ctx.uow.agreed_actions.concerning(member)
        if one.owner == member
        and one.is_open
        and (not is_due or needs_attention(one, ctx.today, ctx.calendar))
    ]


async def _rounds(ctx: Context, member: MemberId) -> list[_Waiting]:
    return [
        _Waiting(
            member=member,
            case=held.case,
            asks=Action.ANSWER_ROUND,
            on=held.until_on,
            round=held.id,
        )
        for held, answer in await ctx.uow.written_rounds.concerning(member)
        if answer and answer.may_answer and held.state in ANSWERABLE
    ]


async def _form(
    ctx: Context, waiting: Sequence[_Waiting]
) -> tuple[Sequence[AskedOfAbsent], Mapping[Case, Ground]]:
    """The rows of what the actor may answer now, and the cases they show with the ground."""
    if not waiting:
        return (), {}
    ids = {one.case for one in waiting}
    stands = await ctx.uow.cases.involvements(ids, ctx.actor.id)
    known = {case: stands[case.id] for case in await ctx.uow.cases.known(ids)}
    may = {asks: find_grounds(ctx, asks, known) for asks in {one.asks for one in waiting}}
    cases = {(asks, case.id): case for asks, found in may.items() for case in found}
    names = await ctx.uow.people.names({one.member for one in waiting})
    rows = [
        AskedOfAbsent(
            name=names[one.member],
            code=cases[one.asks, one.case].code,
            on=one.on,
            action=one.action,
            round=one.round,
        )
        for one in waiting
        if (one.asks, one.case) in cases and await _goes_on(ctx, one, cases[one.asks, one.case])
    ]
    shown = {row.code for row in rows}
    return rows, {
        case: ground
        for found in may.values()
        for case, ground in found.items()
        if case.code in shown
    }


async def _goes_on(ctx: Context, one: _Waiting, case: Case) -> bool:
    """A round that its case has overtaken asks nothing any more."""
    if one.round is None:
        return True
    return find_end(await ctx.uow.written_rounds.get(one.round), case) is None
