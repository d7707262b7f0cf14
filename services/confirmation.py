"""Who speaks for an organisation that was named as having agreed says whether that is right, by
code: one press for each decision, one for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from domain.access import Action, CaseState, Ground, Involvement, Standing
from domain.audit import AuditEvent
from domain.case import Case
from domain.confirmation import (
    CONFIRMATION_BACK_WITHIN,
    Confirmation,
    ConfirmationAnswer,
    SaidOfAgreement,
    say_of_agreement,
    undo_confirmation,
)
from domain.identifiers import CaseCode, ConfirmationId
from domain.mandate import AgreedDecision
from domain.member import Actor
from domain.policy import decide_access
from domain.sight import SeenPart, Sight
from services.access import not_involved, require, require_case
from services.answering import answers_now_for
from services.confirmation_asking import (
    look_again,
    tell_contested,
    until_confirmed,
)
from services.moment import Context, Moment, Reading
from services.partners import name_member

# a card must stay small: each of so many has buttons, more are named by their codes, and the rest
# comes when these are answered
ASKED_ONE_BY_ONE: Final = 7
CONFIRMED_AT_ONCE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationRow:
    """A decision to which an organisation is said to have agreed, without a name of a subject; what
    was said in the last quarter of an hour in ``answer``.
    """

    id: ConfirmationId
    version: int
    code: CaseCode
    decision: AgreedDecision
    named_by: str
    named_on: date
    until_on: date
    answer: ConfirmationAnswer | None = None
    back_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationsAsked:
    """What an organisation is asked, one by one in ``rows``; ``further`` are asked too, but only
    named. ``left_out`` counts those that come after these are answered. ``mark`` tells which are
    named as open now: who confirms all at once confirms these. ``recent`` counts what was said just
    now beside the rows.
    """

    rows: tuple[ConfirmationRow, ...]
    further: tuple[ConfirmationRow, ...] = ()
    left_out: int = 0
    mark: str = ""
    recent: int = 0

    @property
    def open(self) -> tuple[ConfirmationRow, ...]:
        """Those without an answer that are named."""
        return tuple(one for one in (*self.rows, *self.further) if one.answer is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    one: Confirmation
    case: Case


async def list_to_agree(ctx: Context) -> ConfirmationsAsked:
    """List what the actor's organisation is asked; each case that is shown goes on record."""
    require(ctx, Action.VIEW_OWN)
    held = await _find_held(ctx, ctx.actor)
    await _record_shown(ctx, held)
    return await _form(ctx, held)


async def read_to_agree(reading: Reading) -> ConfirmationsAsked:
    """Read what a member's organisation is asked, for the digest."""
    actor = await reading.form_actor(reading.recipient)
    held = await _find_held(reading, actor)
    return await _form(reading, [one for one in held if one.one.answer is None])


async def answer_confirmation(
    ctx: Context, known_as: ConfirmationId, seen_version: int | None, answer: ConfirmationAnswer
) -> None:
    """Say whether the actor's organisation agreed; an old card changes nothing, what was said first
    counts.
    """
    asked = await _open_own(ctx, known_as)
    if asked.version == seen_version:
        await _say(ctx, asked, answer)


async def confirm_all(ctx: Context, seen_mark: str) -> bool:
    """Confirm all that the actor was shown; False when others came or went since, so that nothing
    was said.
    """
    require(ctx, Action.VIEW_OWN)
    held = await _find_held(ctx, ctx.actor)
    shown = [one.one for one in _find_open(held)[:CONFIRMED_AT_ONCE]]
    if _mark(shown) != seen_mark:
        return False
    for one in shown:
        await _say(ctx, one, ConfirmationAnswer.CONFIRMED)
    return True


async def take_back_confirmation(
    ctx: Context, known_as: ConfirmationId, seen_version: int | None
) -> None:
    """Take back what was said; TooLateToUndoError after a quarter of an hour."""
    asked = await _open_own(ctx, known_as)
    if asked.version != seen_version:
        return
    await _undo(ctx, asked)


async def take_back_all(ctx: Context) -> None:
    """Take back all that was said for the actor's organisation within the last quarter of an
    hour.
    """
    require(ctx, Action.VIEW_OWN)
    for one in await _find_held(ctx, ctx.actor):
        if one.one.answer is not None:
            await _undo(ctx, one.one)


async def _undo(ctx: Context, asked: Confirmation) -> None:
    undone = await ctx.uow.confirmations.save(undo_confirmation(asked, ctx.now))
    await ctx.record(AuditEvent.CONFIRMATION_UNDONE, undone.case, undone.id)
    await look_again(ctx, undone)


async def _say(ctx: Context, asked: Confirmation, answer: ConfirmationAnswer) -> None:
    said = SaidOfAgreement(
        answer=answer, said_by=ctx.actor.id, said_on=ctx.today, noted_by=ctx.actor.id
    )
    await keep_said(ctx, asked, said)


async def keep_said(ctx: Context, asked: Confirmation, said: SaidOfAgreement) -> None:
    """Keep what is said for an organisation; all process directors read what it contradicts."""
    saved = await ctx.uow.confirmations.save(say_of_agreement(asked, said, ctx.now))
    spoken_for = said.said_by if said.noted_by != said.said_by else None
    is_right = said.answer is ConfirmationAnswer.CONFIRMED
    event = AuditEvent.AGREEMENT_CONFIRMED if is_right else AuditEvent.AGREEMENT_CONTRADICTED
    await ctx.record_said(event, saved.case, saved.id, spoken_for=spoken_for)
    if not is_right:
        await tell_contested(ctx, saved)


async def _open_own(ctx: Context, known_as: ConfirmationId) -> Confirmation:
    """The question itself knows whose it is: who speaks now for the organisation."""
    asked = await ctx.uow.confirmations.get(known_as)
    if not await answers_now_for(ctx, ctx.actor, asked.organisation):
        raise not_involved(Action.CONFIRM_AGREEMENT, asked.case)
    case = await ctx.uow.cases.get(asked.case)
    await require_case(ctx, Action.CONFIRM_AGREEMENT, case, standing=_stand(case.state))
    return asked


def _stand(state: CaseState) -> Standing:
    return Standing(involvement=Involvement.ASKED, state=state)


async def _find_held(moment: Moment, actor: Actor) -> Sequence[_Asked]:
    """What an actor may answer for their organisation, what is open first, and what was said within
    the last quarter of an hour.
    """
    own = actor.organisation.id
    since = moment.now - CONFIRMATION_BACK_WITHIN
    asked = await moment.uow.confirmations.asked_of(own)
    fresh = await moment.uow.confirmations.answered_since(own, since)
    found = [*asked, *(one for one in fresh if one.may_be_undone(moment.now))]
    if not found or not await answers_now_for(moment, actor, own):
        return []
    known = await moment.uow.cases.known({one.case for one in found})
    cases = {one.id: one for one in known if _may(actor, one.state)}
    return [_Asked(one=one, case=cases[one.case]) for one in found if one.case in cases]


def _may(actor: Actor, state: CaseState) -> bool:
    return decide_access(Action.CONFIRM_AGREEMENT, actor, _stand(state)).is_allowed


async def _record_shown(ctx: Context, held: Sequence[_Asked]) -> None:
    await ctx.record_seen(
        *(
            Sight(
                part=SeenPart.OVERVIEW,
                ground=Ground.ASKED,
                case_id=one.case.id,
                subject=one.one.id,
            )
            for one in (*_pick_shown(held), *_find_further(held))
        )
    )


def _find_open(held: Sequence[_Asked]) -> Sequence[_Asked]:
    return [one for one in held if one.one.answer is None]


def _pick_shown(held: Sequence[_Asked]) -> Sequence[_Asked]:
    """So many that are open, and so many that were answered last: who pressed wrong finds it."""
    answered = [one for one in held if one.one.answer is not None]
    return [*_find_open(held)[:ASKED_ONE_BY_ONE], *answered[-ASKED_ONE_BY_ONE:]]


def _find_further(held: Sequence[_Asked]) -> Sequence[_Asked]:
    return _find_open(held)[ASKED_ONE_BY_ONE:CONFIRMED_AT_ONCE]


async def _form(moment: Moment, held: Sequence[_Asked]) -> ConfirmationsAsked:
    open_ones = _find_open(held)
    return ConfirmationsAsked(
        rows=tuple([await _row(moment, one) for one in _pick_shown(held)]),
        further=tuple([await _row(moment, one) for one in _find_further(held)]),
        left_out=len(open_ones[CONFIRMED_AT_ONCE:]),
        mark=_mark([one.one for one in open_ones[:CONFIRMED_AT_ONCE]]),
        recent=sum(one.one.answer is not None for one in held[ASKED_ONE_BY_ONE:]),
    )


def _mark(open_ones: Sequence[Confirmation]) -> str:
    names = sorted(f"{one.id}:{one.version}" for one in open_ones)
    return sha256(" ".join(names).encode()).hexdigest()[:16]


async def _row(moment: Moment, held: _Asked) -> ConfirmationRow:
    one = held.one
    return ConfirmationRow(
        id=one.id,
        version=one.version,
        code=held.case.code,
        decision=one.decision,
        named_by=await name_member(moment, one.named_by),
        named_on=moment.day_of(one.named_at),
        until_on=until_confirmed(moment, one),
        answer=one.answer,
        back_until=one.answered_at + CONFIRMATION_BACK_WITHIN if one.answered_at else None,
    )
