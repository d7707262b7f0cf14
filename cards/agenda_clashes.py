"""Who cannot come to a case on an approved agenda: the coordinators decide what follows."""

from cards.agenda import SHOW_AGENDA
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
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


def _line(kit: Kit, view: ClashView, clash: Clash) -> Part:
    return kit.text(
        "agenda.cannot_member" if clash.others else "agenda.cannot_line",
        organisation=view.names.get(clash.organisation, clash.organisation),
        code=clash.item.code,
        at=kit.clock(clash.item.starts_at),
        names=kit.listed(clash.names),
        others=kit.listed(clash.others),
    )
