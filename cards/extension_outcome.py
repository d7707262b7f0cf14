"""What became of the question whether a case may be kept longer: a code, a day and names of
organisations.
"""

from cards.overview import OverviewPart, OverviewPlace, OverviewRow
from cards.plain import join_names
from cards.words import Text, Value
from services.extension_outcome import KeptCaseRow, OutcomesRead, OwnPartsRow


def list_extension_outcomes(read: OutcomesRead) -> OverviewPart:
    """List until when each case is kept, what went, and that a case went whole."""
    return OverviewPart(
        heading="extension.outcome_heading",
        place=OverviewPlace.CASES,
        rows=(
            *map(_list_kept, read.kept),
            *map(_list_own, read.own),
            *(OverviewRow(text=Text("extension.case_gone")) for _ in range(read.gone)),
        ),
    )


def _list_kept(row: KeptCaseRow) -> OverviewRow:
    kept: dict[str, Value] = {"code": row.code, "on": row.goes_on}
    if not row.left_out:
        return OverviewRow(text=Text("extension.kept_whole", kept))
    without = kept | {"names": join_names(row.left_out)}
    return OverviewRow(text=Text("extension.kept_without", without))


def _list_own(row: OwnPartsRow) -> OverviewRow:
    told: dict[str, Value] = {"code": row.code, "on": row.goes_on}
    return OverviewRow(text=Text(f"extension.own_{row.fate}", told))
