"""What is called incorrect: beside the statement in a window, and on lists by code only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewRow, RowButton, asked_part
from cards.page import ButtonView
from cards.referral import press_to_show
from cards.words import Text, Value
from domain.identifiers import OrganisationId
from domain.incorrect import ANSWERED_BESIDE, MarkState, MarkWords, StatementPart, ToldMark
from domain.press import Press
from services.incorrect_reading import ReportMarks
from services.incorrect_rows import MarkRow, MarkTask

MARK_INCORRECT: Final = "incorrect.mark"
MARK_MINUTES: Final = "incorrect.mark_minutes"
MARK_REPORT: Final = "incorrect.mark_report"
MARK_TOLD: Final = "incorrect.mark_told"
ANSWER_MARK: Final = "incorrect.answer"
REMIND_SUPPLIER: Final = "incorrect.remind"
# the longest story and this many marks at their longest still fit
_TOLD_IN_FULL: Final = 4
_ABOUT: Final = {
    StatementPart.MINUTES: "incorrect.of_minutes",
    StatementPart.REPORT: "incorrect.of_report",
    StatementPart.CONTRIBUTION: "incorrect.of_contribution",
}
_BACK: Final = Press(verb=SHOW_OVERVIEW, subject="1")

NameOrganisation = Callable[[OrganisationId], str]


def offer_marking(verb: str, subject: str) -> ButtonView:
    """The button below a statement with which a reader calls it incorrect."""
    return ButtonView(key="incorrect.mark_button", press=Press(verb=verb, subject=subject))


def fit_marks(marks: Sequence[ToldMark]) -> list[ToldMark]:
    """The marks of a whole story as they fit in one window: of the newest statements in full, what
    has no answer first; of others only that they were made.
    """
    in_order = sorted(marks, key=lambda one: not one.mark.is_open)
    parts = dict.fromkeys(one.mark.part for one in in_order)
    in_full = set(list(parts)[:_TOLD_IN_FULL])
    return [
        one if one.mark.part in in_full else replace(one, words=MarkWords(what="")) for one in marks
    ]


def tell_marks(
    marks: Iterable[ToldMark], part: StatementPart, name: NameOrganisation
) -> tuple[Text, ...]:
    """Tell what was last called incorrect of one statement, and how often before."""
    found = [one for one in marks if one.mark.part is part]
    if not found:
        return ()
    earlier = len(found) - 1
    more = (Text("incorrect.earlier", {"number": earlier}),) if earlier else ()
    return (_tell_mark(found[0], name), *more)


def tell_report_marks(marks: ReportMarks) -> tuple[Text, ...]:
    """Tell what was last called incorrect of an acute report, and how often before."""
    return tell_marks(marks.told, StatementPart.REPORT, marks.name_organisation)


def _tell_mark(told: ToldMark, name: NameOrganisation) -> Text:
    mark, words = told.mark, told.words
    said: dict[str, Value] = {
        "organisation": name(mark.organisation),
        "at": mark.marked_at,
        "what": words.what,
    }
    if not words.what:
        return Text("incorrect.told_briefly", said)
    if mark.answered_at is None:
        return Text("incorrect.told_open", said)
    said |= {"answered_at": mark.answered_at, "answer": words.answer}
    if mark.state is MarkState.STANDS:
        return Text("incorrect.told_stands", said)
    is_beside = mark.part in ANSWERED_BESIDE
    return Text("incorrect.told_beside" if is_beside else "incorrect.told_corrected", said)


def list_marks(rows: Sequence[MarkRow]) -> OverviewPart:
    """What is called incorrect and asks for somebody's attention."""
    return asked_part("incorrect.heading", map(_row, rows))


def _row(row: MarkRow) -> OverviewRow:
    about = Text(_ABOUT.get(row.part, "incorrect.of_referral"))
    return OverviewRow(
        text=Text(f"incorrect.row_{row.task}", {"code": row.code, "about": about}),
        button=_button(row),
    )


def _button(row: MarkRow) -> RowButton | None:
    is_own = row.task in {MarkTask.CORRECTED, MarkTask.STANDS}
    if is_own and row.part is StatementPart.REPORT:
        # who marked a report may see nothing else of the case
        return None
    match row.task:
        case MarkTask.ANSWER:
            press = Press(verb=ANSWER_MARK, subject=row.mark)
            return RowButton(key="incorrect.answer_button", press=press, opens_dialog=True)
        case MarkTask.SILENT:
            press = Press(verb=REMIND_SUPPLIER, subject=row.mark)
            return RowButton(key="incorrect.remind_button", press=press)
        case _:
            return RowButton(key="overview.show", press=press_to_show(row.case, _BACK))
