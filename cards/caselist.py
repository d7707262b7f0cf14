"""The list of cases in stoplight order: codes, colours and dates, never content."""

from typing import Final

from cards.colour import READ_COLOUR, SET_COLOUR
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.turning import draw_place, draw_turning
from domain.colour import ColourDecision
from domain.press import Press
from services.caselist import ListedCase, ListView

SHOW_LIST: Final = "caselist.show"


def draw_list(kit: Kit, view: ListView) -> PrivateMessage:
    """Draw one page of the list."""
    page = view.page
    body = [kit.title("caselist.title"), *_summary(kit, view), *draw_place(kit, page)]
    body += [_row(kit, listed, may_colour=view.may_colour) for listed in page.items]
    return kit.private(Preview.COLOUR, body, draw_turning(kit, SHOW_LIST, page))


def _summary(kit: Kit, view: ListView) -> list[Part]:
    if not view.page.length:
        return [kit.text("caselist.empty")]
    counts = [kit.words.count("caselist.cases", view.page.length)]
    if view.stale:
        counts.append(kit.words.count("caselist.stale", view.stale))
    return [kit.text("caselist.summary", counts=" · ".join(counts))]


def _row(kit: Kit, listed: ListedCase, *, may_colour: bool) -> Part:
    case, decision = listed.case, listed.decision
    if decision is None:
        lines = [kit.text("caselist.row_without_colour", code=case.code)]
    else:
        lines = [
            kit.text("caselist.row", colour=decision.colour, code=case.code),
            _dates(kit, listed, decision),
        ]
    why = kit.dialog_button("caselist.why_button", Press(verb=READ_COLOUR, subject=case.id))
    set_colour = Press(verb=SET_COLOUR, subject=case.id, version=case.version)
    buttons = [why, *([kit.dialog_button("caselist.colour_button", set_colour)] * may_colour)]
    return kit.group([*lines, kit.row_of(buttons)])


def _dates(kit: Kit, listed: ListedCase, decision: ColourDecision) -> Part:
    return kit.subtle(
        "caselist.dates_stale" if listed.is_stale else "caselist.dates",
        name=listed.setter,
        set_on=kit.short_day(kit.local(decision.set_at).date()),
        review_on=kit.short_day(decision.next_review_on),
    )
