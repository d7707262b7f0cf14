"""Who cannot come to a case on an approved agenda: the coordinators decide what follows."""

from collections.abc import Sequence

from cards.agenda import SHOW_AGENDA
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part
from cards.words import Text, Value
from domain.press import Press
from services.agenda.clashes import Clash, ClashView


def draw_clashes(kit: Kit, view: ClashView) -> PrivateMessage:
    """Name each case that lacks a partner, or say that none does any more."""
    day = kit.day(kit.local(view.meeting.starts_at).date())
    if not view.clashes:
        return kit.private(Preview.AGENDA, [kit.text("agenda.cannot_over", day=day)])
    body = [
        kit.title("agenda.cannot_title", day=day),
        *(_line(kit, view, one) for one in view.clashes),
        kit.subtle("agenda.cannot_stays"),
    ]
    show = Press(verb=SHOW_AGENDA, subject=view.meeting.id)
    look = kit.button("agenda.show_button", show, day=day)
    return kit.private(Preview.AGENDA, body, [look])


def list_clashes_found(views: Sequence[ClashView]) -> OverviewPart:
    """The cases that lack a partner, as a part of the digest."""
    rows = tuple(_row(view, clash) for view in views for clash in view.clashes)
    return asked_part("agenda.cannot_heading", rows)


def _row(view: ClashView, clash: Clash) -> OverviewRow:
    said: dict[str, Value] = {
        "organisation": view.names.get(clash.organisation, clash.organisation),
        "code": clash.item.code,
        "at": clash.item.starts_at,
    }
    look = Press(verb=SHOW_AGENDA, subject=view.meeting.id)
    return OverviewRow(
        text=Text("agenda.cannot_row", said),
        button=RowButton(key="agenda.cannot_button", press=look),
    )


def _line(kit: Kit, view: ClashView, clash: Clash) -> Part:
    return kit.text(
        "agenda.cannot_member" if clash.others else "agenda.cannot_line",
        organisation=view.names.get(clash.organisation, clash.organisation),
        code=clash.item.code,
        at=kit.clock(clash.item.starts_at),
        names=kit.listed(clash.names),
        others=kit.listed(clash.others),
    )
