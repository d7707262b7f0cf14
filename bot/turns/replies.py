"""What a handler answers, before anybody knows which frame or conversation it goes to."""

from dataclasses import dataclass
from enum import StrEnum

from cards.messages import PrivateMessage
from cards.page import PageView, ReceiptView


class Where(StrEnum):
    """Where a reply is said: in this conversation, or in the member's own chat with the bot."""

    HERE = "here"
    PRIVATELY = "privately"


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Say something new. In a channel or group chat it goes to the member's own chat,
    unless the message is one that everybody may read (``Where.HERE``).
    """

    message: PrivateMessage
    where: Where = Where.PRIVATELY


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """Put this in the place of the card whose button was pressed."""

    message: PrivateMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Show a page or the receipt of a dialog; the frame decides how. ``is_drill`` when it says that
    nothing of it is real.
    """

    screen: PageView | ReceiptView
    is_drill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a reader's Teams gets when it refreshes a card by itself: read-only, never a message."""

    message: PrivateMessage


ReplyPart = Say | Instead | Show | Refreshed
Reply = ReplyPart | tuple[ReplyPart, ...]
