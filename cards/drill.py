"""Drills of the acute lane on a private card: taking part or not, and who does."""

from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from domain.press import Press
from services.drill import DrillsView

JOIN_DRILLS: Final = "drill.join"
LEAVE_DRILLS: Final = "drill.leave"


def draw_drills(kit: Kit, view: DrillsView) -> PrivateMessage:
    """Say what a drill is and whether the reader takes part; who runs drills reads who does."""
    body = [kit.title("drill.title"), kit.text("drill.what_it_is"), _own(kit, view)]
    if view.may_run:
        body += [*_partners(kit, view), *_missing(kit, view)]
    own = (
        kit.button("drill.leave_button", Press(verb=LEAVE_DRILLS))
        if view.joined_on
        else kit.button("drill.join_button", Press(verb=JOIN_DRILLS))
    )
    return kit.private(Preview.DRILL, body, [own])


def _own(kit: Kit, view: DrillsView) -> Part:
    if view.joined_on:
        return kit.text("drill.you_take_part", on=view.joined_on)
    return kit.text("drill.you_take_no_part")


def _partners(kit: Kit, view: DrillsView) -> list[Part]:
    if not view.partners:
        return [kit.heading("drill.who"), kit.text("drill.nobody")]
    number = sum(len(one.members) for one in view.partners)
    lines = [
        kit.text(
            "drill.partner", organisation=one.organisation, members=kit.listed(list(one.members))
        )
        for one in view.partners
    ]
    return [kit.counted_heading("drill.who_count", number), *lines]


def _missing(kit: Kit, view: DrillsView) -> list[Part]:
    if not view.missing:
        return []
    names = kit.text("drill.of_these", names=kit.listed(list(view.missing)))
    count = kit.counted("drill.missing", len(view.missing))
    return [count, *kit.folded("missing", "drill.missing_button", [names])]
