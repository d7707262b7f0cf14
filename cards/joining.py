"""Cases that somebody is involved in from now on, as a part of the digest: code and why they."""

from collections.abc import Sequence

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.referral import SHOW_CASE, press_to_show
from cards.words import Text
from domain.press import Press
from services.joining import JoinedView, ToldJoined


def draw_joined(kit: Kit, told: ToldJoined) -> PrivateMessage:
    """Tell who joined a case that is discussed soon: code, why they, who directs, and when."""
    why = _tell_why(told)
    lines = [kit.text(why.key, **why.parameters)]
    if told.starts_at:
        lines.append(kit.text("joining.discussed_at", starts_at=told.starts_at))
    if told.directed_by:
        lines.append(kit.text("joining.directed_by", name=told.directed_by))
    else:
        lines.append(kit.text("joining.nobody_directs"))
    show = kit.button("joining.show_button", Press(verb=SHOW_CASE, subject=told.case))
    return kit.private(Preview.REFERRAL, [kit.title("joining.heading"), *lines], [show])


def draw_taken(kit: Kit) -> PrivateMessage:
    """Say, in the place of a card about a case, that it is not its reader's any more."""
    return kit.private(Preview.REFERRAL, [kit.text("joining.card_taken")], [])


def list_joinings(views: Sequence[JoinedView]) -> OverviewPart:
    """List the cases a member joined, each with the way to its card."""
    rows = tuple(_row(one) for one in views)
    return OverviewPart(heading="joining.heading", place=OverviewPlace.CASES, rows=rows)


def _row(view: JoinedView) -> OverviewRow:
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    return OverviewRow(
        text=_tell_why(view),
        button=RowButton(key="overview.show", press=press_to_show(view.case, back)),
    )


def _tell_why(told: JoinedView | ToldJoined) -> Text:
    if told.stands_in_for:
        return Text("joining.stands_in_for", {"code": told.code, "name": told.stands_in_for})
    return Text(f"joining.as_{told.reason}", {"code": told.code})
