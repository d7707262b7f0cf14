"""Whose screening or training has a gap: a line for each, for administrators."""

from collections.abc import Sequence
from typing import Final

from cards.overview import OverviewPart, OverviewRow, asked_part
from cards.words import Text, Value
from domain.vetting import VettingGap, VettingTrouble

# the doctor names all of them
_MOST_ROWS: Final = 10
_GAPS: Final = {
    VettingGap.NOT_SCREENED: "vetting.not_screened",
    VettingGap.SCREENING_ENDS: "vetting.screening_ends",
    VettingGap.SCREENING_OVER: "vetting.screening_over",
    VettingGap.NOT_TRAINED: "vetting.not_trained",
}


def list_vetting(troubles: Sequence[VettingTrouble]) -> OverviewPart:
    """List the first gaps, and how many more there are."""
    rows = [OverviewRow(text=_tell(one)) for one in troubles[:_MOST_ROWS]]
    if len(troubles) > _MOST_ROWS:
        more = {"number": len(troubles) - _MOST_ROWS}
        rows.append(OverviewRow(text=Text("vetting.more", more)))
    return asked_part("vetting.heading", rows)


def _tell(trouble: VettingTrouble) -> Text:
    said: dict[str, Value] = {"name": trouble.member.name}
    return Text(_GAPS[trouble.gap], said | ({"on": trouble.on} if trouble.on else {}))
