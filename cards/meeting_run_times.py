"""What a partner hears while a meeting is run: come now, or your time moved."""

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from services.meeting_run_views import OwnTurnView


def draw_called(kit: Kit, view: OwnTurnView) -> PrivateMessage:
    """Call in a member whose case is at the table, or is next."""
    if view.expected_at is None:
        title = kit.title("meeting_run.called_now")
    else:
        title = kit.title("meeting_run.called", at=kit.clock(view.expected_at))
    return kit.private(Preview.OWN_TIMES, [title, *_where(kit, view)])


def draw_moved(kit: Kit, view: OwnTurnView) -> PrivateMessage:
    """Tell a member that their own time moved, or that it is again what the agenda said."""
    expected_at, planned_at = view.expected_at or view.slot.starts_at, view.slot.starts_at
    if expected_at == planned_at:
        title = kit.title("meeting_run.moved_back", at=kit.clock(planned_at))
    else:
        at, planned = kit.clock(expected_at), kit.clock(planned_at)
        title = kit.title("meeting_run.moved", at=at, planned=planned)
    return kit.private(Preview.OWN_TIMES, [title, *_where(kit, view)])


def _where(kit: Kit, view: OwnTurnView) -> list[Part]:
    slot, place = view.slot, view.meeting.place
    named = kit.text("meeting_run.called_case", colour=slot.colour, code=slot.code)
    return [named, *([kit.text("meeting_run.called_place", place=place)] if place else [])]
