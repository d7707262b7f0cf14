"""After something was read: in the chat its page took the place of a card that had a use, and that
card comes back; a Teams window was over the chat and only says that it can be closed.
"""

from bot.turns.feature import Desk
from bot.turns.replies import Instead, Reply, Show
from cards.kit import Frame
from cards.messages import PrivateMessage
from cards.referral import lay_aside_identity


def lay_aside(desk: Desk, card: PrivateMessage) -> Reply:
    """Close a page that was read, and give back the card it was opened from."""
    if desk.kit.frame is Frame.CHAT_CARD:
        return Instead(message=card)
    return Show(screen=lay_aside_identity())
