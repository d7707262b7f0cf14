"""What is asked of suppliers and what they say, as rows and in a window: codes, days and names."""

from dataclasses import replace
from datetime import date

from cards.extension import ANSWER_EXTENSION, EXTEND_CASE, list_extension_tasks, show_answers
from cards.retention import list_warnings
from cards.words import Text
from domain.extension import SupplierAnswer, SupplierSays
from domain.identifiers import CaseCode, CaseId
from services.extension import AskedSupplier
from services.extension_answer import ExtensionQuestion, ExtensionTasks, QuestionRow, SilentRow
from services.retention_warning import WarningRow
from tests.support.agenda_house import ORGANISATIONS
from tests.support.extensions import TELEPHONE

CASE, CODE, ON = CaseId("case-1"), CaseCode("KX7-Q42"), date(2031, 6, 1)
QUESTION = ExtensionQuestion(
    code=CODE, asked_by="Sanne", goes_on=date(2033, 6, 1), answer_by=ON, says=None
)
SILENT = SilentRow(case=CASE, code=CODE, organisations=("Politie", "GGZ"), goes_on=ON)


def test_who_is_asked_can_answer_and_who_guards_it_can_note_a_call():
    tasks = ExtensionTasks(asked=[QuestionRow(case=CASE, question=QUESTION)], silent=[SILENT])
    asked, silent = list_extension_tasks(tasks)
    (own,), (other,) = asked.rows, silent.rows
    assert own.button is not None
    assert other.button is not None
    assert (own.button.press.verb, own.button.press.subject) == (ANSWER_EXTENSION, CASE)
    assert (other.button.press.verb, other.button.press.subject) == (EXTEND_CASE, CASE)
    assert other.text.parameters["names"] == "Politie, GGZ"


def test_who_answered_can_answer_otherwise():
    said = replace(QUESTION, says=SupplierSays.NO_LONGER)
    asked, _ = list_extension_tasks(ExtensionTasks(said=[QuestionRow(case=CASE, question=said)]))
    (row,) = asked.rows
    assert row.text.parameters["says"] == Text("extension.says_no_longer")
    assert row.button is not None
    assert (row.button.key, row.button.press.verb) == ("extension.change_button", ANSWER_EXTENSION)


def test_a_warning_is_extended_by_who_may_and_else_shows_what_goes():
    may, looks, neither = list_warnings(
        [
            WarningRow(code=CODE, goes_on=ON, may_look=True, to_extend=CASE),
            WarningRow(code=CODE, goes_on=ON, may_look=True),
            WarningRow(code=CODE, goes_on=ON, may_look=False),
        ]
    ).rows
    assert may.button is not None
    assert looks.button is not None
    assert (may.button.press.verb, looks.button.press.verb) == (EXTEND_CASE, "retention.show")
    assert neither.button is None


def test_of_each_supplier_it_is_shown_what_it_says_by_whom_and_who_must_be_called():
    organisation = ORGANISATIONS[0]
    silent = SupplierAnswer(organisation=organisation.id)
    said = SupplierAnswer(organisation=organisation.id, says=SupplierSays.NO_LONGER)
    shown = show_answers(
        [
            AskedSupplier(organisation=organisation, answer=silent, is_reached=True),
            AskedSupplier(organisation=organisation, answer=silent, is_reached=False),
            AskedSupplier(organisation=organisation, answer=said, is_reached=False, told=TELEPHONE),
        ]
    )
    assert [[line.key for line in one.lines if not isinstance(line, str)] for one in shown] == [
        ["extension.says_nothing"],
        ["extension.says_nothing", "extension.nobody_there"],
        ["extension.says_no_longer", "extension.said_by_telephone"],
    ]
