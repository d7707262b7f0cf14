"""The written round of a green case: the case director writes three lines, the partners involved
answer, and a coordinator notes what was said by telephone or decides how a round goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from domain.access import Action
from domain.audit import AuditEvent, AuditReason
from domain.case import Case, CirclePlace, CircleReason
from domain.errors import AlreadyDoneError, InvalidInputError
from domain.identifiers import MemberId, OrganisationId, RoundId
from domain.member import Member, Speaker
from domain.sight import SeenPart
from domain.written_round import (
    ANSWERABLE,
    RoundAnswer,
    RoundLines,
    RoundState,
    Stance,
    WrittenRound,
    appoint,
    ask_partners,
    find_end,
    list_holding_up,
    may_continue,
    write_lines,
)
from services.access import Permit, not_involved, require_case
from services.case_director import ask_case_director
from services.digest import announce_digest, find_next_digest
from services.discussion_wish import keep_discussion_wish
from services.moment import Context
from services.standing_in import list_absent
from services.written_round_clock import close_round, continue_plan, may_take_part


class RoundMovedOnError(AlreadyDoneError):
    """This round is over, or past what was pressed."""

    text_key: ClassVar[str] = "written_round.moved_on"


class NotInRoundError(InvalidInputError):
    """This partner was not asked in the round, or answered already."""

    text_key: ClassVar[str] = "written_round.not_asked"


class NoCandidateError(InvalidInputError):
    """Only somebody who is involved can direct a case."""

    text_key: ClassVar[str] = "written_round.no_candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPermit:
    """A round that the actor may do something in now; ``own`` is what they were asked themselves.
    ``is_by_telephone`` when they note what somebody else says.
    """

    permit: Permit
    held: WrittenRound
    own: RoundAnswer | None = None
    is_by_telephone: bool = False

    @property
    def case(self) -> Case:
        """The case of the round."""
        return self.permit.case


async def open_to_write(ctx: Context, round_id: RoundId, *, by_telephone: bool) -> RoundPermit:
    """Find a round to write its lines: one's own, or as a coordinator what the case director said
    by telephone. Raises RoundMovedOnError.
    """
    held = await ctx.uow.written_rounds.get(round_id)
    action = Action.GUARD_ROUND if by_telephone else Action.ANSWER_ROUND
    if not by_telephone and held.writer != ctx.actor.id:
        raise not_involved(action, held.case)
    permit = await _require(ctx, action, held, {RoundState.WRITING})
    return RoundPermit(permit=permit, held=held, is_by_telephone=by_telephone)


async def open_to_answer(
    ctx: Context, round_id: RoundId, *, is_objection: bool = False
) -> RoundPermit:
    """Find a round in which the actor was asked and said nothing yet; whoever agreed before can
    still object. Raises RoundMovedOnError.
    """
    held = await ctx.uow.written_rounds.get(round_id)
    own = await find_own_answer(ctx, await ctx.uow.written_rounds.answers(held.id))
    if own is None:
        raise not_involved(Action.ANSWER_ROUND, held.case)
    permit = await _require(ctx, Action.ANSWER_ROUND, held, ANSWERABLE)
    if not (own.may_object if is_objection else own.may_answer):
        raise RoundMovedOnError
    return RoundPermit(permit=permit, held=held, own=own)


async def open_to_guard_round(
    ctx: Context, round_id: RoundId, *states: RoundState, version: int | None = None
) -> RoundPermit:
    """Find an open round to decide how it goes on, as long as it is in one of these states; any
    that is open when none is named. Raises RoundMovedOnError.
    """
    held = await ctx.uow.written_rounds.get(round_id)
    permit = await _require(ctx, Action.GUARD_ROUND, held, frozenset(states))
    if version not in {None, held.version}:
        raise RoundMovedOnError
    return RoundPermit(permit=permit, held=held, is_by_telephone=True)


async def _require(
    ctx: Context,
    action: Action,
    held: WrittenRound,
    states: frozenset[RoundState] | set[RoundState],
) -> Permit:
    permit = await require_case(ctx, action, await ctx.uow.cases.get(held.case))
    is_there = held.is_open and (not states or held.state in states)
    if not is_there or find_end(held, permit.case) is not None:
        raise RoundMovedOnError
    return permit


async def find_own_answer(ctx: Context, answers: Sequence[RoundAnswer]) -> RoundAnswer | None:
    """What the actor was asked in a round, else what a colleague was for whom they stand in now."""
    asked = {one.member: one for one in answers}
    if ctx.actor.id in asked:
        return asked[ctx.actor.id]
    return next((asked[one] for one in await list_absent(ctx, ctx.actor.id) if one in asked), None)


async def write_round(
    ctx: Context, found: RoundPermit, lines: RoundLines, *, may_leave: bool
) -> WrittenRound:
    """Take the lines and ask the partners from the next digest on; whether the case can leave the
    list is kept as a proposal. Raises NothingWrittenError.
    """
    case = found.permit.case_for(ctx, Action.ANSWER_ROUND, Action.GUARD_ROUND)
    held, taken = found.held, write_lines(lines)
    answers = await _ask(ctx, case, held)
    asking = ask_partners(
        held,
        [one.told_on for one in answers],
        find_next_digest(ctx),
        ctx.house.stoplight.silence_working_days,
        ctx.calendar,
    )
    written = replace(asking, may_leave=may_leave, written_by=ctx.actor.id, written_at=ctx.now)
    saved = await ctx.uow.written_rounds.save(written)
    await ctx.uow.written_rounds.keep_lines(saved, taken)
    await ctx.uow.written_rounds.keep_answers(answers)
    spoken_for = held.writer if found.is_by_telephone else None
    await ctx.record_said(AuditEvent.ROUND_WRITTEN, case.id, held.id, spoken_for=spoken_for)
    return saved


async def _ask(ctx: Context, case: Case, held: WrittenRound) -> list[RoundAnswer]:
    on = find_next_digest(ctx)
    return [
        RoundAnswer(
            round=held.id,
            member=place.member,
            organisation=place.organisation,
            told_on=await announce_digest(ctx, place.member, on),
        )
        for place in await _list_partners(ctx, case, held)
    ]


async def _list_partners(ctx: Context, case: Case, held: WrittenRound) -> list[CirclePlace]:
    """Who is asked: everybody with a place in the case but who writes; who only referred it is not
    involved in the plan.
    """
    places = [one for one in await ctx.uow.cases.circle(case.id) if one.member != held.writer]
    if all(one.reason is not CircleReason.REFERRED for one in places):
        return places
    weighing = await ctx.uow.weighings.get(case.id)
    involved = set[OrganisationId](weighing.verdict.involved if weighing else ())
    involved |= set(case.colour.required if case.colour else ())
    return [
        one
        for one in places
        if one.reason is not CircleReason.REFERRED or one.organisation in involved
    ]


async def agree_to_continue(ctx: Context, found: RoundPermit) -> None:
    """Note that the actor agrees that the plan continues."""
    if found.own is None:
        raise NotInRoundError
    await _keep_answer(ctx, found, found.own, Stance.AGREES)


async def ask_table(ctx: Context, found: RoundPermit, why: str) -> None:
    """Bring the case of a round to the table, as a partner who was asked or as a coordinator; the
    round ends so. NoWishReasonError without a reason.
    """
    case = found.permit.case_for(ctx, Action.ANSWER_ROUND, Action.GUARD_ROUND)
    if found.own is not None:
        await _keep_answer(ctx, found, found.own, Stance.OBJECTS, why)
        return
    await keep_discussion_wish(ctx, case, ctx.actor.id, ctx.actor.organisation.id, why)
    await close_round(ctx, found.held, RoundState.TO_TABLE)


async def list_unanswered(ctx: Context, found: RoundPermit) -> Sequence[Speaker]:
    """List who was asked and said nothing."""
    answers = await _find_unanswered(ctx, found)
    names = await ctx.uow.people.names({one.member for one in answers})
    return [
        Speaker(id=one.member, name=names[one.member], organisation=one.organisation)
        for one in answers
    ]


async def _find_unanswered(ctx: Context, found: RoundPermit) -> Sequence[RoundAnswer]:
    found.permit.case_for(ctx, Action.GUARD_ROUND)
    await ctx.record_seen(found.permit.sight(SeenPart.CIRCLE))
    answers = await ctx.uow.written_rounds.answers(found.held.id)
    return [one for one in answers if one.may_answer]


async def answer_for_partner(
    ctx: Context, found: RoundPermit, member: MemberId, stance: Stance, why: str
) -> None:
    """Note what a partner said by telephone. Raises NotInRoundError, NoWishReasonError."""
    asked = {one.member: one for one in await _find_unanswered(ctx, found)}
    if member not in asked:
        raise NotInRoundError
    await _keep_answer(ctx, found, asked[member], stance, why)


async def _keep_answer(
    ctx: Context, found: RoundPermit, asked: RoundAnswer, stance: Stance, why: str = ""
) -> None:
    case, held = found.permit.case_for(ctx, Action.ANSWER_ROUND, Action.GUARD_ROUND), found.held
    is_own = asked.member == ctx.actor.id
    said = replace(asked, stance=stance, answered_at=ctx.now, answered_by=ctx.actor.id)
    await ctx.uow.written_rounds.keep_answers([said])
    await ctx.record(
        AuditEvent.ROUND_ANSWERED,
        case.id,
        held.id,
        reason=AuditReason.OBJECTED if stance is Stance.OBJECTS else AuditReason.AGREED,
        on_behalf_of=None if is_own else asked.member,
    )
    if stance is Stance.OBJECTS:
        await keep_discussion_wish(ctx, case, asked.member, asked.organisation, why)
        await close_round(ctx, held, RoundState.TO_TABLE)
    elif may_continue(await ctx.uow.written_rounds.answers(held.id)):
        await continue_plan(ctx, held, case)
    else:
        # two answers at the same moment: the second one sees the first
        await ctx.uow.written_rounds.save(held)


async def take_over_round(
    ctx: Context, held: WrittenRound, own: RoundAnswer | None, giver: MemberId, receiver: MemberId
) -> None:
    """Let a colleague write or answer a round in the place of another, who answers no more."""
    if held.writer == giver:
        await ctx.uow.written_rounds.save(replace(held, writer=receiver))
    if own is None or not own.may_answer:
        return
    asked = {one.member for one in await ctx.uow.written_rounds.answers(held.id)}
    left = replace(own, stance=Stance.LEFT)
    taken = replace(own, member=receiver, told_on=ctx.today)
    answers = [left] if receiver in asked else [left, taken]
    await ctx.uow.written_rounds.keep_answers(answers)


async def prolong_round(ctx: Context, found: RoundPermit) -> WrittenRound:
    """Ask once more, for as many days, whose silence says nothing."""
    case = found.permit.case_for(ctx, Action.GUARD_ROUND)
    answers = await ctx.uow.written_rounds.answers(found.held.id)
    on = find_next_digest(ctx)
    again = [
        replace(one, stance=Stance.OPEN, told_on=await announce_digest(ctx, one.member, on))
        for one in list_holding_up(answers)
    ]
    await ctx.uow.written_rounds.keep_answers(again)
    days = ctx.house.stoplight.silence_working_days
    told = [one.told_on for one in again]
    asking = ask_partners(found.held, told, on, days, ctx.calendar)
    await ctx.record(AuditEvent.ROUND_PROLONGED, case.id, found.held.id)
    return await ctx.uow.written_rounds.save(asking)


async def list_candidates(ctx: Context, found: RoundPermit) -> Sequence[Member]:
    """List who can be asked to direct the case: who is involved and may take part."""
    case = found.permit.case_for(ctx, Action.GUARD_ROUND)
    await ctx.record_seen(found.permit.sight(SeenPart.CIRCLE))
    circle = await ctx.uow.cases.circle(case.id)
    places = {place.member for place in circle if not place.stands_in_for}
    others = sorted(places - {found.held.writer, case.case_director})
    may = [one for one in others if await may_take_part(ctx, case, one)]
    members = (await ctx.uow.people.by_ids(may)).values()
    return sorted(members, key=lambda one: (one.name, one.id))


async def choose_writer(ctx: Context, found: RoundPermit, member: MemberId) -> WrittenRound:
    """Ask somebody who is involved to direct the case, and to write the round when they do.

    Raises NoCandidateError.
    """
    case = found.permit.case_for(ctx, Action.GUARD_ROUND)
    if member not in {one.id for one in await list_candidates(ctx, found)}:
        raise NoCandidateError
    await ask_case_director(ctx, case, member)
    asked = appoint(found.held, member, find_next_digest(ctx))
    return await ctx.uow.written_rounds.save(asked)
