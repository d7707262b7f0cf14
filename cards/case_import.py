"""What is said at the command line of cases that a house brings in: lines, columns and codes, never
what stands in the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cards.words import Words
from domain.case_import import ImportColumn, ImportMistake
from services.case_import import AlikeRow, ImportedCase, ImportPlan, KnownRow

_INDENT: Final = "  "


def tell_mistakes(words: Words, plan: ImportPlan) -> list[str]:
    """Say everything that is wrong, in the order of the file: the same of several lines once."""
    many = words.count("case_import.mistakes", len(plan.mistakes))
    alike: dict[ImportMistake, list[int]] = {}
    for one in plan.mistakes:
        lines = alike.setdefault(replace(one, line=None), [])
        lines += [one.line] if one.line else []
    return [many, *(_INDENT + _tell_mistake(words, one, lines) for one, lines in alike.items())]


def tell_plan(words: Words, plan: ImportPlan) -> list[str]:
    """Say what would come in."""
    return [
        words.count("case_import.would_come", len(plan.entering)),
        *(
            _INDENT + words("case_import.would_line", line=one.row.line, colour=colour)
            for one in plan.entering
            for colour in [words(f"colour.{one.colour}")]
        ),
        *_tell_rest(words, plan),
        words("case_import.nothing_changed"),
    ]


def tell_imported(words: Words, plan: ImportPlan, imported: Sequence[ImportedCase]) -> list[str]:
    """Say what came in, and under which codes."""
    return [
        words.count("case_import.came", len(imported)),
        *(
            _INDENT + words("case_import.came_line", line=one.line, code=one.code)
            for one in imported
        ),
        *_tell_rest(words, plan),
    ]


def _tell_rest(words: Words, plan: ImportPlan) -> Iterator[str]:
    same = [one for one in plan.known if not one.changed]
    if same:
        yield words.count("case_import.same", len(same))
    yield from (_tell_changed(words, one) for one in plan.known if one.changed)
    yield from (_tell_alike(words, one) for one in plan.alike)


def _tell_changed(words: Words, row: KnownRow) -> str:
    columns = ", ".join(_name(words, one) for one in row.changed)
    return words("case_import.changed", line=row.line, columns=columns)


def _tell_alike(words: Words, row: AlikeRow) -> str:
    if row.other_case:
        return words("case_import.alike_case", line=row.line, code=row.other_case)
    return words("case_import.alike_line", line=row.line, other=row.other_line or 0)


def _tell_mistake(words: Words, mistake: ImportMistake, lines: Sequence[int]) -> str:
    column = _name(words, mistake.column) if mistake.column else ""
    said = words(f"case_import.{mistake.problem}", column=column, other=mistake.other or 0)
    if not lines:
        return said
    return words.count("case_import.line", len(lines), lines=", ".join(map(str, lines)), said=said)


def _name(words: Words, column: ImportColumn) -> str:
    return words(f"case_import.column_{column}")
