"""The buttons with which a process director calls a meeting off or moves it, and what is said of a
meeting that was called off.
"""

from typing import Final

from cards.kit import Kit, Part
from domain.meeting import Meeting
from domain.press import Press

CALL_OFF: Final = "meeting_change.call_off"
MOVE: Final = "meeting_change.move"


def draw_change_buttons(kit: Kit, meeting: Meeting) -> list[Part]:
    """Let a process director move a meeting that is to come, or call it off."""
    buttons = (("meeting_change.move_button", MOVE), ("meeting_change.call_off_button", CALL_OFF))
    presses = [(key, Press(verb=verb, subject=meeting.id)) for key, verb in buttons]
    return [kit.row_of([kit.dialog_button(key, press) for key, press in presses])]


def draw_moved_by(kit: Kit, meeting: Meeting, name: str) -> list[Part]:
    """Say who moved a meeting, and when."""
    if meeting.moved_to is None or meeting.changed_at is None or meeting.is_cancelled:
        return []
    return [kit.text("meeting_change.state_moved", name=name, at=meeting.changed_at)]


def draw_called_off(kit: Kit, meeting: Meeting, name: str) -> Part:
    """Say why a meeting is not held, and who decided that."""
    if meeting.called_off is None or meeting.changed_at is None:
        return kit.text("agenda.state_cancelled")
    return kit.text(
        "meeting_change.state_called_off",
        reason=kit.phrase(f"meeting_change.reason_{meeting.called_off}"),
        name=name,
        at=meeting.changed_at,
    )
