"""The answer to a hand-over: the colleague accepts or declines, or a coordinator or administrator
records what they said by telephone. On yes all of it moves in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain import hand_over as rules
from domain.access import Action
from domain.audit import AuditEvent, AuditReason
from domain.hand_over import (
    CannotTakeOverError,
    HandOverIsOverError,
    HandOverState,
    ReceiverLeftError,
    WorkHandOver,
)
from domain.identifiers import MemberId
from domain.member import Role
from services.access import require
from services.digest import tell_in_digest
from services.guarding import list_directors
from services.hand_over import settle_hand_over, tell_hand_over
from services.held_parts import keep_chosen
from services.held_work import HeldCounts, count_held, find_held, move_held
from services.moment import Context, Moment, Reading
from services.standing_in import has_left


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOver:
    """What a colleague is asked to take over: counts only, a code is for who has a place.
    ``asked_by`` when another than the giver asked, ``receiver`` for who answers on their behalf.
    """

    held: WorkHandOver
    giver: str
    counts: HeldCounts
    asked_by: str = ""
    receiver: str = ""


async def open_asked_over(ctx: Context, giver: MemberId) -> AskedOver:
    """Find what the actor is asked to take over. HandOverIsOverError when they are not asked (any
    more); CannotTakeOverError when they speak for another organisation by now.
    """
    require(ctx, Action.HAND_OVER)
    held = await ctx.uow.hand_overs.find(giver)
    if held is None or not held.is_waiting or held.receiver != ctx.actor.id:
        raise HandOverIsOverError
    speaks = Role.PROFESSIONAL in ctx.actor.roles
    if not speaks or held.organisation != ctx.actor.organisation.id:
        raise CannotTakeOverError
    return await _form_asked(ctx, held)


async def open_by_telephone(ctx: Context, giver: MemberId) -> AskedOver:
    """Find what a colleague is asked, to record their answer: counts only. HandOverIsOverError when
    it was settled, ReceiverLeftError when they speak for the organisation no more, and
    NotForYouToRecordError for the giver and the colleague themselves.
    """
    require(ctx, Action.HAND_OVER_FOR)
    held = await ctx.uow.hand_overs.find(giver)
    if held is None or not held.is_waiting:
        raise HandOverIsOverError
    noted = rules.note_by_telephone(held, ctx.actor.id)
    if await has_left(ctx, held.receiver, held.organisation):
        raise ReceiverLeftError
    receiver = (await ctx.uow.people.member(held.receiver)).name
    return replace(await _form_asked(ctx, noted), receiver=receiver)


async def _form_asked(moment: Moment, held: WorkHandOver) -> AskedOver:
    work = await find_held(moment, held.giver, held.organisation)
    names = await moment.uow.people.names({held.giver, held.asked_by})
    return AskedOver(
        held=held,
        giver=names[held.giver],
        # what does not go along is between the giver and the bot
        counts=replace(count_held(keep_chosen(work, held.chosen)), kept=0, stood_in=0),
        asked_by="" if held.asked_by == held.giver else names[held.asked_by],
    )


async def accept_hand_over(ctx: Context, asked: AskedOver) -> HeldCounts:
    """Take over what the giver holds now, of what was ticked: from this minute they are refused,
    and process directors read it in their next digest; so does a colleague who said yes by
    telephone. HandOverIsOverError when it was settled meanwhile.
    """
    held = asked.held
    reason = _require_answer(ctx, held)
    await settle_hand_over(ctx, rules.settle(held, HandOverState.ACCEPTED, ctx.now))
    work = keep_chosen(await find_held(ctx, held.giver, held.organisation), held.chosen)
    moved = await move_held(ctx, work, held.receiver, reason)
    await _record(ctx, AuditEvent.HAND_OVER_ACCEPTED, held)
    directors = await list_directors(ctx)
    await tell_in_digest(ctx, held.giver, held.asked_by, *_told_afterwards(held), *directors)
    return moved


async def decline_hand_over(ctx: Context, asked: AskedOver, why: str) -> None:
    """Decline: who gives it reads so in the next digest, and why when they look.

    NoReasonNotToTakeOverError without a reason, HandOverIsOverError when it was settled meanwhile.
    """
    held = asked.held
    _require_answer(ctx, held)
    said = rules.require_why_not(why)
    await settle_hand_over(ctx, rules.settle(held, HandOverState.DECLINED, ctx.now), said)
    await _record(ctx, AuditEvent.HAND_OVER_DECLINED, held)
    await tell_hand_over(ctx, held, *_told_afterwards(held))


def _require_answer(ctx: Context, held: WorkHandOver) -> AuditReason | None:
    """The colleague answers, or who recorded what they said by telephone: that is the reason."""
    if held.recorded_by is None and held.receiver == ctx.actor.id:
        require(ctx, Action.HAND_OVER)
        return None
    if held.recorded_by != ctx.actor.id:
        raise HandOverIsOverError
    require(ctx, Action.HAND_OVER_FOR)
    return AuditReason.BY_TELEPHONE


def _told_afterwards(held: WorkHandOver) -> list[MemberId]:
    return [held.receiver] if held.recorded_by else []


async def _record(ctx: Context, event: AuditEvent, held: WorkHandOver) -> None:
    spoken_for = held.receiver if held.recorded_by else None
    await ctx.record_said(event, subject=held.giver, spoken_for=spoken_for)


async def list_asked_over(ctx: Context) -> Sequence[AskedOver]:
    """List what the actor is asked to take over."""
    require(ctx, Action.VIEW_OWN)
    asked = await ctx.uow.hand_overs.asked_of(ctx.actor.id)
    own = ctx.actor.organisation.id
    return [await _form_asked(ctx, one) for one in asked if one.organisation == own]


async def read_asked_over(reading: Reading) -> Sequence[AskedOver]:
    """Read for the digest what a member is asked to take over."""
    asked = await reading.uow.hand_overs.asked_of(reading.recipient.id)
    own = reading.recipient.organisation
    return [await _form_asked(reading, one) for one in asked if one.organisation == own]


async def read_one_asked_over(reading: Reading, giver: MemberId) -> AskedOver | None:
    """Read what a member is asked at once to take over; None once it is settled."""
    found = await read_asked_over(reading)
    return next((one for one in found if one.held.giver == giver), None)
