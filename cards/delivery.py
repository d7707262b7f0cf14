"""Tells a coordinator that a message failed, or asks whether it arrived; never what was in it."""

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.words import Value
from domain.delivery import OPEN_DELIVERY_STATES, DeliveryState
from domain.press import Press
from services.delivery import DeliveryView, ReplyView


def draw_delivery(kit: Kit, view: DeliveryView) -> PrivateMessage:
    """Draw a failure, a message that is late, or the question that only a person can answer."""
    who = view.recipient.name if view.recipient else kit.words("delivery.channel")
    phone = view.recipient.telephone if view.recipient else ""
    facts: list[tuple[str, Value]] = [
        ("delivery.what", kit.words(f"delivery.kind.{view.kind}")),
        ("delivery.to", who),
        ("delivery.since", view.created_at),
        *([("delivery.telephone", phone)] if phone else []),
    ]
    word = "late" if view.state in OPEN_DELIVERY_STATES else view.state
    body = [kit.title(f"delivery.{word}.title"), kit.facts(*facts)]
    body.append(kit.text(f"delivery.{word}.advice"))
    if view.state is not DeliveryState.ASKED:
        return kit.private(Preview.DELIVERY, body)
    return kit.private(
        Preview.DELIVERY,
        body,
        [
            kit.button("delivery.arrived", _press("delivery.arrived", view)),
            kit.button("delivery.again", _press("delivery.again", view)),
        ],
    )


def draw_reply_failed(kit: Kit, view: ReplyView) -> PrivateMessage:
    """Draw for whoever asked that an answer is missing, or may be; never what was in it."""
    word = "uncertain" if view.is_uncertain else "missing"
    told = kit.text(f"delivery.reply.{word}", at=view.answered_at)
    return kit.private(Preview.DELIVERY, [told, kit.text("delivery.reply.advice")])


def draw_settled(kit: Kit) -> PrivateMessage:
    """Draw what stays behind after the question was answered."""
    return kit.private(Preview.DELIVERY, [kit.text("delivery.settled")])


def draw_stub_refreshed(kit: Kit) -> PrivateMessage:
    """Draw what a reader sees while the content is on its way."""
    return kit.private(Preview.AGENDA, [kit.text("delivery.on_its_way")])


def _press(verb: str, view: DeliveryView) -> Press:
    return Press(verb=verb, subject=str(view.id))
