"""A kind of meeting on private cards: its name where there are several, and who is not needed."""

from collections.abc import Sequence

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow
from cards.words import Text
from services.fixed_partners import NotNeededView


def draw_kind(kit: Kit, name: str) -> list[Part]:
    """Name the kind of meeting."""
    return [kit.text("meeting_kind.name", name=name)] if name else []


def draw_not_needed(kit: Kit, view: NotNeededView) -> PrivateMessage:
    """Tell who comes to a meeting as a rule that they are not needed this time."""
    day = kit.day(kit.local(view.meeting.starts_at).date())
    body = [
        kit.title("meeting_kind.not_needed_title"),
        kit.text("meeting_kind.not_needed", day=day),
        *draw_kind(kit, view.kind),
        kit.subtle("meeting_kind.not_needed_until"),
    ]
    return kit.private(Preview.OWN_TIMES, body)


def list_not_needed_days(kit: Kit, views: Sequence[NotNeededView]) -> Sequence[OverviewPart]:
    """The days on which a member is not needed, as a part of the digest."""
    rows = tuple(OverviewRow(text=_row(kit, view)) for view in views)
    heading = "meeting_kind.not_needed_title"
    return (OverviewPart(heading=heading, place=OverviewPlace.TIMES, rows=rows),)


def _row(kit: Kit, view: NotNeededView) -> Text:
    day = kit.short_day(kit.local(view.meeting.starts_at).date())
    key = "meeting_kind.not_needed_row_of" if view.kind else "meeting_kind.not_needed_row"
    return Text(key, {"day": day, "kind": view.kind})
