"""Whether cases are still needed, in *mijn* and the digest: a code, where it is and days."""

from collections.abc import Sequence
from typing import Final

from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part
from cards.page import ShownView
from cards.words import Text, Value
from domain.press import Press
from services.retention_review import ReviewRow

ANSWER_REVIEW: Final = "retention_review.answer"


def list_to_review(rows: Sequence[ReviewRow]) -> tuple[OverviewPart, ...]:
    """List what is asked, what nobody answered and what goes because nobody needs it."""
    asked = [one for one in rows if one.may_answer and not one.goes_on]
    silent = [one for one in rows if not one.may_answer and not one.goes_on]
    going = [one for one in rows if one.goes_on]
    return (
        _part("retention_review.heading", asked),
        _part("retention_review.silent_heading", silent),
        _part("retention_review.going_heading", going),
    )


def _part(heading: str, rows: Sequence[ReviewRow]) -> OverviewPart:
    return asked_part(heading, map(_row, rows))


def _row(row: ReviewRow) -> OverviewRow:
    press = Press(verb=ANSWER_REVIEW, subject=row.case)
    key = "retention_review.keep_button" if row.goes_on else "retention_review.answer_button"
    button = RowButton(key=key, press=press, opens_dialog=True)
    return OverviewRow(text=_tell(row), button=button if row.may_answer else None)


def _tell(row: ReviewRow) -> Text:
    said: dict[str, Value] = {"code": row.code, "since": row.since}
    if row.goes_on:
        return Text("retention_review.going_row", {"code": row.code, "on": row.goes_on})
    if not row.may_answer and row.asked_on:
        return Text("retention_review.silent_row", {"code": row.code, "on": row.asked_on})
    if row.is_closed:
        return Text("retention_review.closed_row", said)
    return Text("retention_review.open_row", said)


def show_why_needed(why: str) -> tuple[ShownView, ...]:
    """Show why a case was needed when it was asked last."""
    return (ShownView(label=Text("retention_review.why_before"), lines=(why,)),) if why else ()
