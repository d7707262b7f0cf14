"""Our messages as the Bot Connector wants them. The preview is always a fixed, neutral text."""

from typing import Any

from cards.kit import Kit
from cards.messages import Card, ChannelMessage, PrivateMessage

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
REFRESH = "delivery.refresh"


def attach(card: Card) -> dict[str, Any]:
    """Wrap a card as an attachment."""
    return {"contentType": CARD_TYPE, "content": card}


def write_activity(kit: Kit, message: PrivateMessage | ChannelMessage) -> dict[str, Any]:
    """Write a message activity: a card with a neutral summary, or a short text."""
    is_drill = isinstance(message, PrivateMessage) and message.is_drill
    summary = (kit.for_drill() if is_drill else kit).summarise(message.preview)
    if message.card is not None:
        return {"type": "message", "summary": summary, "attachments": [attach(message.card)]}
    text = message.text if isinstance(message, PrivateMessage) else ""
    return {"type": "message", "summary": summary, "text": text, "textFormat": "plain"}
