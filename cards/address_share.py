"""That somebody is told an address, as a part of the digest: code only."""

from collections.abc import Sequence

from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.referral import press_to_show
from cards.words import Text
from domain.press import Press
from services.address_share import ToldAddress


def list_told_addresses(told: Sequence[ToldAddress]) -> OverviewPart:
    """The cases whose address a member reads from now on, each with the way to its card."""
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    rows = tuple(
        OverviewRow(
            text=Text("address_share.row", {"code": one.code}),
            button=RowButton(key="overview.show", press=press_to_show(one.case, back)),
        )
        for one in told
    )
    return OverviewPart(heading="address_share.heading", place=OverviewPlace.CASES, rows=rows)
