"""What the command line says of cases that come in, in both languages."""

import pytest

from cards.case_import import tell_mistakes
from cards.words import Words
from domain.case_import import ImportColumn, ImportMistake, ImportProblem
from domain.member import Language
from services.case_import import ImportPlan

WHOLE = (
    ImportMistake(problem=ImportProblem.NOT_UTF8),
    ImportMistake(problem=ImportProblem.UNKNOWN_COLUMN, line=1, other=4),
    ImportMistake(problem=ImportProblem.TWICE, line=9, column=ImportColumn.NUMBER, other=3),
)


def a_plan(*mistakes: ImportMistake) -> ImportPlan:
    return ImportPlan(entering=(), known=(), alike=(), mistakes=mistakes)


def test_each_mistake_is_a_sentence_with_its_line_and_column():
    many, whole, heading, twice = tell_mistakes(Words(Language.DUTCH), a_plan(*WHOLE))
    assert many == "Er is niets overgenomen. 3 dingen kloppen niet:"
    assert whole.startswith("  Dit bestand is niet in UTF-8.")
    assert heading.startswith("  Regel 1: kolom 4 heeft een kop die de bot niet kent.")
    assert twice == "  Regel 9: eigen nummer: dit nummer staat ook op regel 3."


def test_the_same_mistake_of_several_lines_is_one_sentence_with_all_their_numbers():
    colour, empty = (ImportProblem.NO_COLOUR, ImportProblem.EMPTY)
    mistakes = [
        ImportMistake(problem=colour, line=3, column=ImportColumn.COLOUR),
        ImportMistake(problem=empty, line=3, column=ImportColumn.NAME),
        ImportMistake(problem=empty, line=4, column=ImportColumn.REASON),
        ImportMistake(problem=colour, line=5, column=ImportColumn.COLOUR),
        ImportMistake(problem=colour, line=9, column=ImportColumn.COLOUR),
    ]
    assert tell_mistakes(Words(Language.DUTCH), a_plan(*mistakes)) == [
        "Er is niets overgenomen. 5 dingen kloppen niet:",
        "  Regels 3, 5, 9: kleur: kies rood, oranje of groen.",
        "  Regel 3: naam: dit mag niet leeg zijn.",
        "  Regel 4: reden: dit mag niet leeg zijn.",
    ]


@pytest.mark.parametrize("language", list(Language))
def test_every_problem_in_every_column_has_its_sentence(language: Language):
    mistakes = [
        ImportMistake(problem=problem, line=2, column=column)
        for problem in ImportProblem
        for column in ImportColumn
    ]
    told = tell_mistakes(Words(language), a_plan(*mistakes))
    assert len(told) == 1 + len(mistakes)
    assert not any("{" in line for line in told)
