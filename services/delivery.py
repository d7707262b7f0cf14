"""No message fails in silence: a named coordinator is told, and settles what nobody knows; of an
answer, whoever asked is told (product page, principle 5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from domain.access import Action
from domain.audit import AuditEvent, AuditOutcome, AuditReason
from domain.delivery import OPEN_DELIVERY_STATES, DeliveryState
from domain.drill import is_drill
from domain.errors import AlreadyDoneError
from domain.identifiers import InvitationId
from domain.member import Member
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.access import require
from services.acute.escalation import go_on_without
from services.acute.notices import announce_undelivered
from services.calendar import write_moment
from services.guarding import list_directors
from services.moment import Context, Moment, Reading
from services.ports.deliveries import Delivery, DeliveryId

_ABOUT_DELIVERY: Final = (
    NoticeKind.DELIVERY_FAILED,
    NoticeKind.DELIVERY_LATE,
    NoticeKind.DELIVERY_QUESTION,
)
# a card that could not be replaced is refused all the same when it is pressed
_UNTOLD: Final = (*_ABOUT_DELIVERY, NoticeKind.CARD_TAKEN)
_REASONS: Final = {
    DeliveryState.ASKED: AuditReason.OUTCOME_UNKNOWN,
    DeliveryState.DEAD: AuditReason.UNDELIVERABLE,
    DeliveryState.EXPIRED: AuditReason.NO_ANSWER,
    DeliveryState.WITHHELD: AuditReason.RIGHT_LOST,
}

# a chain of the acute lane waits for whom these are for: not delivered, and it goes on at once
_WAITED_FOR: Final = frozenset({
    NoticeKind.ACUTE_REPORT,
    NoticeKind.ACUTE_UNJUDGED,
    NoticeKind.ACUTE_WAITS,
    NoticeKind.INVITATION,
})  # fmt: skip
# each tells its recipient what is their own: to who lost the right to it, it is news no more, and
# nobody else misses it
_OF_NOBODY_ELSE: Final = frozenset({
    NoticeKind.DIGEST,
    NoticeKind.REFERRAL_RECEIVED,
    NoticeKind.CIRCLE_JOINED,
    NoticeKind.NOT_NEEDED,
    NoticeKind.ACUTE_RECEIPT,
    NoticeKind.CONSULT,
})  # fmt: skip
# who must be at a meeting, or is asked after a session, may have changed since it was announced
_PASSED_ON: Final[Mapping[NoticeKind, TimerKind]] = {
    NoticeKind.OWN_TIMES: TimerKind.OWN_TIMES,
    NoticeKind.OWN_TIMES_MAIL: TimerKind.OWN_TIMES,
    NoticeKind.ACUTE_CHECK: TimerKind.ACUTE_CHECK,
}


class MessageSettledError(AlreadyDoneError):
    """Somebody settled this message before you."""

    text_key: ClassVar[str] = "delivery.settled_before"


class SettledByYouError(MessageSettledError):
    """You settled this message yourself before."""

    text_key: ClassVar[str] = "delivery.settled_by_you"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A message that failed or stayed uncertain, as a coordinator may see it: never its content."""

    id: DeliveryId
    kind: NoticeKind
    state: DeliveryState
    recipient: Member | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """An answer that failed or stayed uncertain, for whoever asked: never its content."""

    is_uncertain: bool
    answered_at: datetime


async def tell_failures(moment: Moment) -> None:
    """Tell the process directors about each message that failed, and about a reply whoever asked.
    What was withheld goes to who should have it now.
    """
    for delivery in await moment.uow.deliveries.untold_failures():
        await moment.uow.deliveries.mark_told(delivery.id)
        if delivery.kind is None:
            await _tell_asker(moment, delivery)
        elif delivery.kind not in _UNTOLD:
            await _tell_failure(moment, delivery)
            await _pass_on(moment, delivery)


async def _tell_asker(moment: Moment, delivery: Delivery) -> None:
    """Nobody can be told whom the house does not know."""
    await _record_failure(moment, delivery)
    if delivery.member is not None:
        key = f"reply:{delivery.id}:failed"
        await moment.tell(NoticeKind.REPLY_FAILED, delivery.member, str(delivery.id), key)


async def _pass_on(moment: Moment, delivery: Delivery) -> None:
    """By a timer of its own: what cannot be passed on keeps no failure from being told."""
    looked_at_by = _PASSED_ON.get(delivery.kind) if delivery.kind else None
    if delivery.state is DeliveryState.WITHHELD and looked_at_by:
        again = Timer(kind=looked_at_by, subject=delivery.subject, due_at=moment.now)
        await moment.uow.timers.set(again)


async def _record_failure(moment: Moment, delivery: Delivery) -> None:
    await moment.record(
        AuditEvent.DELIVERY_FAILED,
        subject=str(delivery.id),
        outcome=AuditOutcome.FAILED,
        reason=_REASONS[delivery.state],
    )


async def _tell_failure(moment: Moment, delivery: Delivery) -> None:
    await _record_failure(moment, delivery)
    await _go_on_soon(moment, delivery)
    if _is_rightly_withheld(delivery):
        return
    if is_drill(delivery.subject):
        # the board of the drill says who was not reached
        return
    is_question = delivery.state is DeliveryState.ASKED
    kind = NoticeKind.DELIVERY_QUESTION if is_question else NoticeKind.DELIVERY_FAILED
    for director in await list_directors(moment):
        key = f"delivery:{delivery.id}:{delivery.attempts}:{director}"
        await moment.tell(kind, director, str(delivery.id), key)


def _is_rightly_withheld(delivery: Delivery) -> bool:
    """Tell whether nobody misses what was withheld: it is on record, and no failure to tell."""
    if delivery.state is not DeliveryState.WITHHELD:
        return False
    is_old_card = delivery.is_posted and delivery.kind not in _WAITED_FOR
    return is_old_card or delivery.kind in _OF_NOBODY_ELSE


async def tell_lateness(moment: Moment) -> None:
    """Tell the process directors, once, about each acute message that did not arrive in time; it
    is still tried.
    """
    late = await moment.uow.deliveries.late(moment.now)
    directors = await list_directors(moment) if late else ()
    for delivery in late if directors else ():
        await moment.record(
            AuditEvent.DELIVERY_FAILED,
            subject=str(delivery.id),
            outcome=AuditOutcome.FAILED,
            reason=AuditReason.LATE,
        )
        await _go_on_soon(moment, delivery)
        for director in directors:
            key = f"delivery:{delivery.id}:late:{director}"
            await moment.tell(NoticeKind.DELIVERY_LATE, director, str(delivery.id), key)


async def _go_on_soon(moment: Moment, delivery: Delivery) -> None:
    """By a timer of its own: a board that cannot be read keeps no failure from being told."""
    if delivery.kind in _WAITED_FOR:
        look = Timer(kind=TimerKind.UNDELIVERED, subject=str(delivery.id), due_at=moment.now)
        await moment.uow.timers.set(look)


async def look_at_undelivered(moment: Moment, delivery_id: str) -> None:
    """Go on without whom an acute message did not reach, and show that on the board: who was not
    reached is another there than who does not answer. Its timer calls this.
    """
    delivery = await moment.uow.deliveries.get(DeliveryId(int(delivery_id)))
    is_withheld = delivery.state is DeliveryState.WITHHELD
    await go_on_without(moment, delivery, is_withheld=is_withheld)
    if delivery.kind is NoticeKind.INVITATION:
        is_late = delivery.state in OPEN_DELIVERY_STATES
        cause = f"undelivered:{delivery.id}:{'late' if is_late else delivery.state}"
        await announce_undelivered(moment, InvitationId(delivery.subject), cause)


async def read_late(reading: Reading, delivery_id: DeliveryId) -> DeliveryView | None:
    """What to tell about a late message; None once it arrived or failed."""
    delivery = await reading.uow.deliveries.get(delivery_id)
    return await _view(reading, delivery) if delivery.state in OPEN_DELIVERY_STATES else None


async def read_delivery(reading: Reading, delivery_id: DeliveryId) -> DeliveryView | None:
    """What to tell about a message; None when it needs no telling any more."""
    delivery = await reading.uow.deliveries.get(delivery_id)
    return await _view(reading, delivery) if delivery.state in _REASONS else None


async def read_reply(reading: Reading, delivery_id: DeliveryId) -> ReplyView | None:
    """What to tell about an answer to whoever asked; None when it needs no telling any more."""
    delivery = await reading.uow.deliveries.get(delivery_id)
    if delivery.kind or delivery.member != reading.recipient.id or delivery.state not in _REASONS:
        return None
    return ReplyView(
        is_uncertain=delivery.state is DeliveryState.ASKED, answered_at=delivery.created_at
    )


async def _view(reading: Reading, delivery: Delivery) -> DeliveryView | None:
    if delivery.kind is None:
        return None
    recipient = await reading.uow.people.member(delivery.member) if delivery.member else None
    return DeliveryView(
        id=delivery.id,
        kind=delivery.kind,
        state=delivery.state,
        recipient=recipient,
        created_at=delivery.created_at,
    )


async def confirm_arrival(ctx: Context, delivery_id: DeliveryId) -> None:
    """Settle an uncertain message as arrived. AlreadyDoneError when somebody settled it before."""
    await _settle(ctx, delivery_id, DeliveryState.SENT)


async def send_again(ctx: Context, delivery_id: DeliveryId) -> None:
    """Send an uncertain message once more. AlreadyDoneError when somebody settled it before."""
    await _settle(ctx, delivery_id, DeliveryState.PENDING)


async def _settle(ctx: Context, delivery_id: DeliveryId, state: DeliveryState) -> None:
    require(ctx, Action.SETTLE_DELIVERY)
    await ctx.uow.deliveries.get(delivery_id)
    if not await ctx.uow.deliveries.settle(delivery_id, state):
        raise await _settled_before(ctx, delivery_id)
    await ctx.record(AuditEvent.DELIVERY_SETTLED, subject=str(delivery_id))


async def _settled_before(ctx: Context, delivery_id: DeliveryId) -> AlreadyDoneError:
    """Say who settled a message, and when; nobody did when it was never uncertain."""
    link = await ctx.uow.audit.latest(AuditEvent.DELIVERY_SETTLED, str(delivery_id))
    if link is None or link.entry.who is None:
        return AlreadyDoneError()
    first = await ctx.uow.people.member(link.entry.who)
    error = SettledByYouError if first.id == ctx.actor.id else MessageSettledError
    return error(name=first.name, at=write_moment(ctx.house, link.entry.at))
