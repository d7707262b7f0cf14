"""Until when a case is kept, what its suppliers are asked and what they say."""

from collections.abc import Sequence
from typing import Final

from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part
from cards.page import ShownView
from cards.plain import join_names
from cards.words import Text, Value
from domain.extension import Extension, SupplierSays
from domain.identifiers import CaseId
from domain.press import Press
from domain.retention import RetentionEnd
from services.extension import AskedSupplier
from services.extension_answer import ExtensionQuestion, ExtensionTasks, QuestionRow, SilentRow

ANSWER_EXTENSION: Final = "extension.answer"
EXTEND_CASE: Final = "extension.open"


def show_extension(end: RetentionEnd, before: Extension | None) -> tuple[ShownView, ...]:
    """Show when a case goes, and why it was kept longer the last time."""
    now = ShownView(label=Text("extension.goes_on", {"on": end.goes_on}), lines=())
    if before is None:
        return (now,)
    label = Text("extension.before", {"on": before.signed.on})
    return (now, ShownView(label=label, lines=(before.form.reason,)))


def show_suppliers(names: Sequence[str]) -> tuple[ShownView, ...]:
    """Show who will be asked."""
    return (ShownView(label=Text("extension.suppliers"), lines=(join_names(names),)),)


def show_answers(asked: Sequence[AskedSupplier]) -> tuple[ShownView, ...]:
    """Show what each supplier says, and who can be asked by telephone only."""
    return tuple(
        ShownView(
            label=Text("extension.supplier", {"name": one.organisation.name}), lines=_tell(one)
        )
        for one in asked
    )


def _tell(asked: AskedSupplier) -> tuple[Text, ...]:
    says = _tell_says(asked.answer.says)
    if asked.told:
        said: dict[str, Value] = {"by": asked.told.by, "on": asked.told.on}
        return (says, Text("extension.said_by_telephone", said))
    if asked.answer.says is None and not asked.is_reached:
        return (says, Text("extension.nobody_there"))
    return (says,)


def _tell_says(says: SupplierSays | None) -> Text:
    return Text(f"extension.says_{says}" if says else "extension.says_nothing")


def show_question(question: ExtensionQuestion) -> tuple[ShownView, ...]:
    """Show what a supplier is asked, and what they said before."""
    asked: dict[str, Value] = {"name": question.asked_by, "on": question.goes_on}
    lines = (
        Text("extension.answer_by", {"on": question.answer_by}),
        Text("extension.unknown_code", {"name": question.asked_by}),
    )
    before = (Text("extension.said_before", {"says": _tell_says(question.says)}),)
    return (
        ShownView(
            label=Text("extension.question", asked),
            lines=(*lines, *(before if question.says else ())),
        ),
    )


def list_extension_tasks(tasks: ExtensionTasks) -> tuple[OverviewPart, ...]:
    """List what is asked of a member's organisation, and which suppliers are silent."""
    return (
        asked_part(
            "extension.asked_heading",
            (*map(_list_question, tasks.asked), *map(_list_said, tasks.said)),
        ),
        asked_part("extension.silent_heading", map(_list_silent, tasks.silent)),
    )


def _list_question(row: QuestionRow) -> OverviewRow:
    question = row.question
    asked: dict[str, Value] = {
        "code": question.code,
        "name": question.asked_by,
        "until": question.goes_on,
        "by": question.answer_by,
    }
    button = _offer_answer("extension.answer_button", row)
    return OverviewRow(text=Text("extension.asked_row", asked), button=button)


def _list_said(row: QuestionRow) -> OverviewRow:
    question = row.question
    said: dict[str, Value] = {
        "code": question.code,
        "says": _tell_says(question.says),
        "by": question.answer_by,
    }
    button = _offer_answer("extension.change_button", row)
    return OverviewRow(text=Text("extension.said_row", said), button=button)


def _offer_answer(key: str, row: QuestionRow) -> RowButton:
    press = Press(verb=ANSWER_EXTENSION, subject=row.case)
    return RowButton(key=key, press=press, opens_dialog=True)


def _list_silent(row: SilentRow) -> OverviewRow:
    silent: dict[str, Value] = {
        "code": row.code,
        "names": join_names(row.organisations),
        "on": row.goes_on,
    }
    button = offer_extension("extension.telephone_button", row.case)
    return OverviewRow(text=Text("extension.silent_row", silent), button=button)


def offer_extension(key: str, case: CaseId) -> RowButton:
    """Open how a case is kept longer: to ask its suppliers, or to note what they say."""
    press = Press(verb=EXTEND_CASE, subject=case)
    return RowButton(key=key, press=press, opens_dialog=True)
