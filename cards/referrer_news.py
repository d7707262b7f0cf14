"""How referrals went on, in the digest of who made them: a code and a step, and no more."""

from collections.abc import Sequence

from cards.group_referral import press_group
from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.referral import press_to_show
from cards.words import Text, Value
from domain.press import Press
from domain.referrer_news import ReferrerStep
from services.referrer_news import ReferrerNewsRow


def list_referrer_news(rows: Sequence[ReferrerNewsRow]) -> OverviewPart:
    """List how a member's referrals went on, each with the way to its card unless it rests."""
    return OverviewPart(
        heading="referrer_news.heading", place=OverviewPlace.CASES, rows=tuple(map(_row, rows))
    )


def _row(row: ReferrerNewsRow) -> OverviewRow:
    if row.group:
        said: dict[str, Value] = {"mark": row.group, "number": row.people}
        show = RowButton(key="overview.show", press=press_group(row.group), opens_dialog=True)
        return OverviewRow(text=Text("group_referral.news_tested", said), button=show)
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    way = RowButton(key="overview.show", press=press_to_show(row.case, back))
    is_shown = row.step is not ReferrerStep.PAUSED
    return OverviewRow(text=_say(row), button=way if is_shown else None)


def _say(row: ReferrerNewsRow) -> Text:
    said: dict[str, Value] = {"code": row.code, "organisation": row.organisation}
    if row.on:
        return Text(f"referrer_news.{row.step}_on", {**said, "on": row.on})
    return Text(f"referrer_news.{row.step}", said)
