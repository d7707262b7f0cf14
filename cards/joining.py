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
    lines = [kit.text(f"joining.as_{told.reason}", code=told.code)]
    if told.starts_at:
        lines.append(kit.text("joining.discussed_at", starts_at=told.starts_at))
    if told.directed_by:
        lines.append(kit.text("joining.directed_by", name=told.directed_by))
    else:
        lines.append(kit.text("joining.nobody_directs"))
    show = kit.button("joining.show_button", Press(verb=SHOW_CASE, subject=told.case))
    return kit.private(Preview.REFERRAL, [kit.title("joining.heading"), *lines], [show])


def list_joinings(views: Sequence[JoinedView]) -> OverviewPart:
    """List the cases a member joined, each with the way to its card."""
    rows = tuple(_row(one) for one in views)
    return OverviewPart(heading="joining.heading", place=OverviewPlace.CASES, rows=rows)


def _row(view: JoinedView) -> OverviewRow:
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    return OverviewRow(
        text=Text(f"joining.as_{view.reason}", {"code": view.code}),
        button=RowButton(key="overview.show", press=press_to_show(view.case, back)),
    )
