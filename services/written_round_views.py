"""What is shown of written rounds: whose turn it is on a list, what a coordinator decides about
on a card, and the lines with what each partner said in a window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.access import Action, Ground
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId, RoundId
from domain.policy import decide_access
from domain.sight import SeenPart
from domain.written_round import (
    ANSWERABLE,
    OPEN_ROUND_STATES,
    RoundAnswer,
    RoundLines,
    RoundState,
    Stance,
    WrittenRound,
    find_end,
    list_holding_up,
)
from services.access import Permit, find_grounds, require, require_case
from services.moment import Context, Moment, Reading
from services.partners import name_organisations
from services.written_round import find_own_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """A round on a list: never its lines."""

    id: RoundId
    code: CaseCode
    state: RoundState
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundsView:
    """The rounds a member writes, those they are asked in, and those that wait for a
    coordinator.
    """

    write: tuple[RoundLine, ...] = ()
    answer: tuple[RoundLine, ...] = ()
    guard: tuple[RoundLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentPartner:
    """A partner whose silence says nothing, and why; with the number to call."""

    stance: Stance
    name: str
    organisation: str
    telephone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedDirecting:
    """Who was asked last to direct a case and said no, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round for the coordinator who decides how it goes on, without its lines."""

    held: WrittenRound
    code: CaseCode
    state: RoundState
    writer: str
    held_up_by: tuple[SilentPartner, ...]
    has_unanswered: bool
    declined: DeclinedDirecting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundText:
    """The lines of a round and what each partner said, for a window only. ``state`` is how it ended
    when its case has overtaken it; ``may_answer`` when this reader is asked still, ``may_object``
    also when they agreed, ``may_guard`` when they decide how it goes on.
    """

    held: WrittenRound
    case: Case
    state: RoundState
    lines: RoundLines | None
    writer: str
    answers: tuple[RoundAnswer, ...]
    names: Mapping[MemberId, str]
    organisations: Mapping[OrganisationId, str]
    may_answer: bool
    may_object: bool
    may_guard: bool


async def list_own_rounds(ctx: Context) -> RoundsView:
    """List the rounds in which something is asked of a member; each case goes on record."""
    require(ctx, Action.VIEW_OWN)
    view, grounds = await _list(ctx)
    await ctx.record_listed((case.id, ground) for case, ground in grounds.items())
    return view


async def read_due_rounds(reading: Reading) -> RoundsView:
    """Read in which rounds something is asked of a member now."""
    view, _ = await _list(await reading.as_recipient())
    return view


async def _list(ctx: Context) -> tuple[RoundsView, Mapping[Case, Ground]]:
    me = ctx.actor.id
    found = await ctx.uow.written_rounds.concerning(me)
    write = [held for held, _ in found if held.writer == me and held.state is RoundState.WRITING]
    answer = [held for held, own in found if own and own.may_answer and held.state in ANSWERABLE]
    guard = [held for held, _ in found if held.needs_coordinator]
    ids = {held.case for held in (*write, *answer, *guard)}
    if not ids:
        return RoundsView(), {}
    known = await ctx.uow.cases.known(ids)
    involvements = await ctx.uow.cases.involvements(ids, me)
    stands = {case: involvements[case.id] for case in known}
    may_answer = find_grounds(ctx, Action.ANSWER_ROUND, stands)
    may_guard = find_grounds(ctx, Action.GUARD_ROUND, stands)
    view = RoundsView(
        write=_lines(write, may_answer),
        answer=_lines(answer, may_answer),
        guard=_lines(guard, may_guard),
    )
    shown = {line.code for line in (*view.write, *view.answer, *view.guard)}
    grounds = {**may_guard, **may_answer}
    return view, {case: ground for case, ground in grounds.items() if case.code in shown}


def _lines(rounds: Sequence[WrittenRound], may: Mapping[Case, Ground]) -> tuple[RoundLine, ...]:
    """The rounds of cases that may be seen, as far as their case has not overtaken them."""
    cases = {case.id: case for case in may}
    return tuple(
        RoundLine(id=held.id, code=cases[held.case].code, state=held.state, until_on=held.until_on)
        for held in rounds
        if held.case in cases and find_end(held, cases[held.case]) is None
    )


async def view_round(ctx: Context, round_id: RoundId) -> RoundView:
    """Show a round to a coordinator, without its lines."""
    held = await ctx.uow.written_rounds.get(round_id)
    permit = await require_case(ctx, Action.GUARD_ROUND, await ctx.uow.cases.get(held.case))
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE), permit.sight(SeenPart.ROUND, held.id))
    answers = await ctx.uow.written_rounds.answers(held.id)
    return RoundView(
        held=held,
        code=permit.case.code,
        state=_find_state(held, permit.case),
        writer=await _name_writer(ctx, held),
        held_up_by=await _find_silent(ctx, answers),
        has_unanswered=any(one.may_answer for one in answers),
        declined=await _find_declined(ctx, permit.case),
    )


async def _find_declined(moment: Moment, case: Case) -> DeclinedDirecting | None:
    request = await moment.uow.director_requests.find(case.id)
    if request is None or request.declined_at is None:
        return None
    name = (await moment.uow.people.member(request.member)).name
    return DeclinedDirecting(name=name, at=request.declined_at)


async def _find_silent(moment: Moment, answers: Sequence[RoundAnswer]) -> tuple[SilentPartner, ...]:
    people, silent = moment.uow.people, list_holding_up(answers)
    members = await people.by_ids({one.member for one in silent})
    found = []
    for one in silent:
        member, organisation = members[one.member], await people.organisation(one.organisation)
        found.append(
            SilentPartner(
                stance=one.stance,
                name=member.name,
                organisation=organisation.name,
                telephone=member.telephone or organisation.telephone,
            )
        )
    return tuple(found)


def _find_state(held: WrittenRound, case: Case) -> RoundState:
    """The state of a round, also when its case has overtaken it and nobody looked yet."""
    return (find_end(held, case) if held.is_open else None) or held.state


async def _name_writer(moment: Moment, held: WrittenRound) -> str:
    return (await moment.uow.people.member(held.writer)).name if held.writer else ""


async def read_round(ctx: Context, round_id: RoundId) -> RoundText:
    """Read the lines of a round and what the partners said: who writes it, who is asked in it, and
    whoever reads the plan of the case.
    """
    held = await ctx.uow.written_rounds.get(round_id)
    answers = await ctx.uow.written_rounds.answers(held.id)
    is_own = ctx.actor.id == held.writer or await find_own_answer(ctx, answers) is not None
    action = Action.ANSWER_ROUND if is_own else Action.VIEW_ACTIONS
    permit = await require_case(ctx, action, await ctx.uow.cases.get(held.case))
    return await _read(ctx, permit, held, answers)


async def find_newest_round(ctx: Context, case_id: CaseId) -> RoundText | None:
    """Read the newest round of a case, for who reads its plan; None when there was none."""
    permit = await require_case(ctx, Action.VIEW_ACTIONS, await ctx.uow.cases.get(case_id))
    held = (await ctx.uow.written_rounds.newest_of([case_id])).get(case_id)
    if held is None:
        return None
    return await _read(ctx, permit, held, await ctx.uow.written_rounds.answers(held.id))


async def _read(
    ctx: Context, permit: Permit, held: WrittenRound, answers: Sequence[RoundAnswer]
) -> RoundText:
    await ctx.record_seen(permit.sight(SeenPart.ROUND, held.id))
    state = _find_state(held, permit.case)
    own = await find_own_answer(ctx, answers)
    is_asked = state in ANSWERABLE and _may(ctx, Action.ANSWER_ROUND, permit)
    return RoundText(
        held=held,
        case=permit.case,
        state=state,
        lines=await ctx.uow.written_rounds.lines(held),
        writer=await _name_writer(ctx, held),
        answers=tuple(answers),
        names=await ctx.uow.people.names({one.member for one in answers}),
        organisations=await name_organisations(ctx),
        may_answer=is_asked and bool(own and own.may_answer),
        may_object=is_asked and bool(own and own.may_object),
        may_guard=state in OPEN_ROUND_STATES and _may(ctx, Action.GUARD_ROUND, permit),
    )


def _may(ctx: Context, action: Action, permit: Permit) -> bool:
    return decide_access(action, ctx.actor, permit.standing).is_allowed


async def find_running(moment: Moment, cases: Sequence[Case]) -> Mapping[CaseId, WrittenRound]:
    """Find of these cases the rounds that run, and those over in which the case director proposes
    that the case leaves the list.
    """
    found = await moment.uow.written_rounds.newest_of([case.id for case in cases])
    return {
        case.id: held for case in cases if (held := found.get(case.id)) and _is_of_now(held, case)
    }


def _is_of_now(held: WrittenRound, case: Case) -> bool:
    if held.is_open:
        return find_end(held, case) is None
    is_same = case.colour is not None and case.colour.set_at == held.coloured_at
    return is_same and held.proposes_leaving
