"""When a member is needed: the times they come to the table, and where; only their own cases."""

from collections.abc import Sequence

from cards.absence import GIVE_ABSENCE
from cards.kit import Kit, Part
from cards.meeting_kind import draw_kind
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow
from cards.words import Text
from domain.agenda import AgendaItem
from domain.press import Press
from services.agenda.views import OwnTimesView


def draw_own_times(kit: Kit, view: OwnTimesView) -> PrivateMessage:
    """Tell a member when they are needed, for their own cases only; or that nobody meets."""
    day, place = kit.day(kit.local(view.meeting.starts_at).date()), view.meeting.place
    if view.meeting.is_cancelled:
        title = kit.title("agenda.own_times_cancelled_title")
        cancelled = kit.text("agenda.own_times_cancelled", day=day)
        return kit.private(Preview.OWN_TIMES, [title, cancelled, *draw_kind(kit, view.kind)])
    if not view.items:
        title = kit.title("agenda.own_times_cancelled_title")
        gone = kit.text("agenda.own_times_gone", day=day)
        return kit.private(Preview.OWN_TIMES, [title, gone, *draw_kind(kit, view.kind)])
    moved = [kit.text("agenda.moved_from", moved_from=view.moved_from)] if view.moved_from else []
    body = [
        kit.title("agenda.own_times_title", hours=_blocks(kit, view)),
        kit.text("agenda.own_times_day", day=day),
        *draw_kind(kit, view.kind),
        *moved,
        *([kit.text("agenda.own_times_place", place=place)] if place else []),
        *(_line(kit, item) for item in view.items),
        kit.subtle("agenda.own_times_stay"),
    ]
    cannot = Press(verb=GIVE_ABSENCE, subject=view.meeting.id)
    return kit.private(
        Preview.OWN_TIMES, body, [kit.dialog_button("absence.cannot_button", cannot)]
    )


def list_own_times(kit: Kit, views: Sequence[OwnTimesView]) -> Sequence[OverviewPart]:
    """A member's own times in the meetings to come, as a part of *mijn*."""
    rows = tuple(OverviewRow(text=_row(kit, view)) for view in views)
    return (OverviewPart(heading="agenda.own_times_heading", place=OverviewPlace.TIMES, rows=rows),)


def _row(kit: Kit, view: OwnTimesView) -> Text:
    day = kit.short_day(kit.local(view.meeting.starts_at).date())
    key = "agenda.own_row_placed" if view.meeting.place else "agenda.own_row"
    return Text(key, {"day": day, "hours": _blocks(kit, view), "place": view.meeting.place})


def _blocks(kit: Kit, view: OwnTimesView) -> str:
    """Each time a member comes to the table, such as ``09:00–09:30 en 10:15–10:30``."""
    return kit.listed([f"{kit.clock(start)}–{kit.clock(end)}" for start, end in view.blocks])


def _line(kit: Kit, item: AgendaItem) -> Part:
    hours = f"{kit.clock(item.starts_at)}–{kit.clock(item.ends_at)}"
    return kit.text("agenda.own_line", hours=hours, colour=item.colour, code=item.code)
