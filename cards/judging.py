"""What judges are told about their typing."""

from cards.kit import Kit
from cards.messages import PrivateMessage


def draw_please_delete(kit: Kit) -> PrivateMessage:
    """Ask the sender to delete what was typed behind a command: it was not kept."""
    return kit.short("judging.please_delete")
