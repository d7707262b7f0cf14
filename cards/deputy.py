"""Who stands in for a colleague that is away, on a card: for whom and when, nothing of a case."""

from collections.abc import Sequence
from typing import Final

from cards.agreed_action import SHOW_ACTION
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton, asked_part
from cards.span import tell_span
from cards.words import Text, Value
from cards.written_round import READ_ROUND
from domain.absence import Span
from domain.press import Press
from services.deputy import DeputyNews, DeputyView
from services.deputy_views import AskedOfAbsent

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


def draw_deputies(kit: Kit, views: Sequence[DeputyView], unattended: Sequence[Span]) -> list[Part]:
    """Say who stands in for who is away, and when nobody does."""
    said = [
        kit.subtle(
            "deputy.stands_in" if one.may_decline else "deputy.cannot",
            name=one.deputy,
            when=tell_span(one.span, kit.time_zone),
        )
        for one in views
    ]
    if unattended and not any(one.may_decline for one in views):
        return [*said, kit.subtle("deputy.nobody")]
    alone = [tell_span(one, kit.time_zone) for one in unattended]
    return [*said, *(kit.subtle("deputy.nobody_then", when=when) for when in alone)]


def list_deputy_news(kit: Kit, views: Sequence[DeputyView]) -> OverviewPart:
    """List for the digest who stands in for whom, or does not any more."""
    rows = tuple(_row(kit, one) for one in views)
    return asked_part("deputy.heading", rows)


def list_of_absent(rows: Sequence[AskedOfAbsent]) -> OverviewPart:
    """List what is asked of whom a member stands in for, each with the way to it."""
    listed = tuple(
        OverviewRow(text=Text(f"deputy.{_kind(one)}_row", _say(one)), button=_open(one))
        for one in rows
    )
    return OverviewPart(heading="deputy.of_absent", place=OverviewPlace.ACTIONS, rows=listed)


def _kind(row: AskedOfAbsent) -> str:
    return "action" if row.action else "round"


def _say(row: AskedOfAbsent) -> dict[str, Value]:
    said: dict[str, Value] = {"name": row.name, "code": row.code}
    return {**said, "on": row.on} if row.on else said


def _open(row: AskedOfAbsent) -> RowButton:
    if row.action:
        press = Press(verb=SHOW_ACTION, subject=row.action)
        return RowButton(key="overview.show", press=press)
    press = Press(verb=READ_ROUND, subject=row.round or "")
    return RowButton(key="written_round.answer_button", press=press, opens_dialog=True)


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
        key="deputy.cannot_button", press=Press(verb=DECLINE_STAND_IN, subject=view.id)
    )
    return OverviewRow(text=text, button=button)


def _decline(kit: Kit, view: DeputyView) -> Part:
    press = Press(verb=DECLINE_STAND_IN, subject=view.id)
    return kit.button("deputy.decline_button", press)
