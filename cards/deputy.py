"""Who stands in for a colleague that is away, on a card: for whom and when, nothing of a case."""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.span import tell_span
from cards.words import Text, Value
from domain.press import Press
from services.deputy import DeputyNews, DeputyView

DECLINE_STAND_IN: Final = "deputy.decline"


def draw_stand_in(kit: Kit, view: DeputyView) -> PrivateMessage:
    """Tell a member that they stand in, or do not."""
    when = tell_span(view.span, kit.time_zone)
    if not view.may_decline:
        body = [kit.title("deputy.not_title"), kit.text("deputy.you_declined", name=view.name)]
        return kit.private(Preview.ABSENCE, [*body, kit.text(when.key, **when.parameters)])
    lines = [
        kit.title("deputy.title"),
        kit.text("deputy.you_stand_in", name=view.name, when=when),
        kit.subtle("deputy.what_it_means", name=view.name),
    ]
    return kit.private(Preview.ABSENCE, lines, [_decline(kit, view)])


def draw_standing_in(kit: Kit, views: Sequence[DeputyView]) -> list[Part]:
    """List for whom a member stands in, each with the way to decline."""
    if not views:
        return []
    body = [kit.heading("deputy.title")]
    for one in views:
        when = tell_span(one.span, kit.time_zone)
        body.append(kit.text("deputy.you_stand_in", name=one.name, when=when))
        body.append(kit.row_of([_decline(kit, one)]))
    return body


def draw_deputies(kit: Kit, views: Sequence[DeputyView]) -> list[Part]:
    """Say who stands in for who is away; that nobody does, in words."""
    said = [
        kit.subtle(
            "deputy.stands_in" if one.may_decline else "deputy.cannot",
            name=one.deputy,
            when=tell_span(one.span, kit.time_zone),
        )
        for one in views
    ]
    has_one = any(one.may_decline for one in views)
    return said if has_one else [*said, kit.subtle("deputy.nobody")]


def list_deputy_news(kit: Kit, views: Sequence[DeputyView]) -> OverviewPart:
    """List for the digest who stands in for whom, or does not any more."""
    rows = tuple(_row(kit, one) for one in views)
    return OverviewPart(heading="deputy.heading", place=OverviewPlace.ASKED, rows=rows)


def _row(kit: Kit, view: DeputyView) -> OverviewRow:
    said: dict[str, Value] = {
        "name": view.name,
        "deputy": view.deputy,
        "when": tell_span(view.span, kit.time_zone),
    }
    text = Text(f"deputy.news_{view.news}", said)
    if view.news is not DeputyNews.NAMED:
        return OverviewRow(text=text)
    button = RowButton(
        key="deputy.decline_button", press=Press(verb=DECLINE_STAND_IN, subject=view.id)
    )
    return OverviewRow(text=text, button=button)


def _decline(kit: Kit, view: DeputyView) -> Part:
    press = Press(verb=DECLINE_STAND_IN, subject=view.id)
    return kit.button("deputy.decline_button", press)
