"""Referrers who wait for a promised answer, as a part of the digest: code and last day."""

from collections.abc import Sequence

from cards.group_referral import press_group
from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewRow, RowButton, asked_part
from cards.referral import press_to_show
from cards.words import Text, Value
from domain.press import Press
from services.promise import PromiseRow


def list_promises(rows: Sequence[PromiseRow]) -> OverviewPart:
    """The cases whose promised term nears its last day, each with the way to its card."""
    return asked_part("promise.heading", map(_row, rows))


def _row(row: PromiseRow) -> OverviewRow:
    key = "promise.last_day" if row.is_last_day else "promise.nears"
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    show = RowButton(key="overview.show", press=press_to_show(row.case, back))
    if row.group:
        press = press_group(row.group)
        show = RowButton(key="overview.show", press=press, opens_dialog=True)
    said: dict[str, Value] = {"code": row.group or row.code, "on": row.promised_on}
    return OverviewRow(text=Text(key, said), button=show)
