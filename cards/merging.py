"""Merging two cases: which may be one, what there is of both, and rows with codes and days; why, in
a window only.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cards.overview import OverviewPart, OverviewPlace, OverviewRow, asked_part, opening_row
from cards.page import ButtonView, PageView, PartView, ShownView
from cards.plain import join_names
from cards.referral import HIDE
from cards.words import Text, Value
from domain.identifiers import CaseCode, CaseId
from domain.press import Press
from services.merging import MergeCandidate, Moving, RenamedCode
from services.merging_wish import MergeLook, MergeRow
from services.referral_views import OwnCase

MERGE_CASES: Final = "merging.open"
CONFIRM_MERGE: Final = "merging.confirm"


def press_merge(case: CaseId, other: CaseId) -> Press:
    """Merge these two cases."""
    return Press(verb=MERGE_CASES, subject=f"{case}:{other}")


def read_merge(press: Press) -> tuple[CaseId, CaseId | None]:
    """Read which two cases are meant; the second is chosen yet on the button of a case."""
    case, _, other = press.subject.partition(":")
    return CaseId(case), CaseId(other) if other else None


def lay_out_candidates(
    case: CaseId, code: CaseCode, candidates: Sequence[MergeCandidate]
) -> PageView:
    """Lay out which cases may be of the same person, each with the button that merges it."""
    return PageView(
        title=Text("merging.choose_title", {"code": code}),
        intro=Text("merging.choose_intro" if candidates else "merging.nobody_like_it"),
        parts=tuple(_candidate(case, one) for one in candidates),
        buttons=(ButtonView(key="case.hide_button", press=Press(verb=HIDE, subject=case)),),
        reopen=Press(verb=MERGE_CASES, subject=case),
    )


def _candidate(case: CaseId, one: MergeCandidate) -> PartView:
    why = "merging.is_alike" if one.is_alike else "merging.is_linked"
    phase = Text(f"case_state.{one.state}")
    return PartView(
        title=Text("case.title", {"code": one.code}),
        change=press_merge(case, one.case),
        button="merging.button",
        shown=(ShownView(label=Text("merging.phase", {"phase": phase}), lines=(Text(why),)),),
    )


def show_moving(both: Sequence[Moving]) -> tuple[ShownView, ...]:
    """Show what there is of both cases."""
    return tuple(
        ShownView(label=Text("case.title", {"code": one.code}), lines=tuple(_tell(one)))
        for one in both
    )


def _tell(one: Moving) -> Iterator[Text]:
    yield Text("merging.phase", {"phase": Text(f"case_state.{one.state}")})
    yield Text("merging.since", {"at": one.received_at})
    names = join_names(one.organisations)
    yield Text("merging.involved", {"names": names}) if names else Text("merging.nobody_involved")
    yield Text("merging.versions", {"number": one.versions})
    yield Text("merging.actions", {"number": one.actions})
    if one.has_plan:
        yield Text("merging.plan")
    if one.is_held:
        yield Text("merging.held")


def show_merge_wish(look: MergeLook) -> tuple[ShownView, ...]:
    """Show which of two cases goes into which, and why."""
    said: dict[str, Value] = {"goes": look.goes.code, "stays": look.permit.case.code}
    return (
        ShownView(
            label=Text("merging.asked_by", {"name": look.asker.name}),
            lines=(Text("merging.becomes", said), look.why.reason),
        ),
    )


def list_to_merge(rows: Sequence[MergeRow]) -> Sequence[OverviewPart]:
    """The wishes to merge two cases, as parts of *mijn*: to confirm, and the own ones."""
    waiting = tuple(_row_to_confirm(one) for one in rows if not one.is_own)
    own = tuple(_own_row(one) for one in rows if one.is_own)
    return (
        asked_part("merging.heading", waiting),
        asked_part("merging.own_heading", own),
    )


def _row_to_confirm(row: MergeRow) -> OverviewRow:
    said: dict[str, Value] = {
        "goes": row.goes,
        "stays": row.stays,
        "name": row.asked_by,
        "on": row.until_on,
    }
    return opening_row(
        Text("merging.row", said),
        "merging.read_button",
        Press(verb=CONFIRM_MERGE, subject=row.case),
    )


def _own_row(row: MergeRow) -> OverviewRow:
    said: dict[str, Value] = {"goes": row.goes, "stays": row.stays, "on": row.until_on}
    return OverviewRow(text=Text(f"merging.own_{row.state}", said))


def list_renamed(renamed: Sequence[RenamedCode]) -> Sequence[OverviewPart]:
    """The codes that were merged, for the digest; to who only referred one where it stands."""
    changed = tuple(
        OverviewRow(text=Text("merging.is_now", {"was": one.was, "code": one.code}))
        for one in renamed
        if one.code
    )
    referred = tuple(
        OverviewRow(
            text=Text("overview.case", {"code": one.was, "state": Text(f"case_state.{one.state}")})
        )
        for one in renamed
        if one.code is None
    )
    place = OverviewPlace.CASES
    return (
        OverviewPart(heading="merging.renamed_heading", place=place, rows=changed),
        OverviewPart(heading="overview.referrals", place=place, rows=referred),
    )


def list_merged_referrals(own: Sequence[OwnCase]) -> Sequence[OverviewPart]:
    """The own referrals that were merged, beside the others in *mijn*."""
    rows = tuple(
        OverviewRow(
            text=Text("overview.case", {"code": one.code, "state": Text(f"case_state.{one.state}")})
        )
        for one in own
    )
    return (OverviewPart(heading="overview.referrals", place=OverviewPlace.CASES, rows=rows),)
