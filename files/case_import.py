"""Reads the cases that a house had already from a file with commas or semicolons, as Excel and
others write it, and says everything that is wrong with it at once, each with its line.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Final

from domain.case_import import (
    CaseFile,
    ImportColumn,
    ImportMistake,
    ImportProblem,
    ImportRow,
    WrittenCase,
    WrittenPartner,
    find_twice,
)
from domain.errors import StoplichtError
from domain.referral import Identity
from domain.stoplight import Colour

MOST_BYTES: Final = 5_000_000
MOST_IMPORTED: Final = 1000
HEADINGS: Final[Mapping[ImportColumn, tuple[str, ...]]] = {
    ImportColumn.NUMBER: ("eigen nummer", "own number"),
    ImportColumn.FIRST_ON: ("eerste verwerking", "first processing"),
    ImportColumn.NAME: ("naam", "name"),
    ImportColumn.BORN_ON: ("geboren", "born"),
    ImportColumn.ADDRESS: ("adres", "address"),
    ImportColumn.COLOUR: ("kleur", "colour"),
    ImportColumn.REASON: ("reden", "reason"),
    ImportColumn.MINUTES: ("minuten", "minutes"),
    ImportColumn.REVIEW_ON: ("herzien op", "review"),
    ImportColumn.CIRCLE: ("betrokken partners", "partners involved"),
    ImportColumn.DIRECTOR: ("casusregisseur", "case director"),
    ImportColumn.STATE: ("fase", "state"),
}
_MAY_LACK: Final = frozenset({ImportColumn.ADDRESS, ImportColumn.DIRECTOR})
_FILLED: Final = (
    ImportColumn.NUMBER,
    ImportColumn.FIRST_ON,
    ImportColumn.NAME,
    ImportColumn.COLOUR,
    ImportColumn.REASON,
    ImportColumn.STATE,
)
# as long as a dialog lets it be, so that every card that shows it still fits
_LONGEST: Final = {ImportColumn.REASON: 2000, ImportColumn.CIRCLE: 4000}
_USUAL: Final = 200
_COLOURS: Final = {
    "rood": Colour.RED,
    "oranje": Colour.ORANGE,
    "groen": Colour.GREEN,
    **{one.value: one for one in Colour},
}
# a case that is no longer, or not yet, in process direction is not brought in
_STATES: Final = frozenset({"procesregie", "process direction"})
_FORMULA: Final = ("=", "+", "-", "@")
_DUTCH: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MINUTES: Final = re.compile(r"\d{1,4}", re.ASCII)
_BETWEEN_PARTNERS: Final = re.compile(r"[|\n]")

Cells = Mapping[ImportColumn, str]


class _UnusableError(StoplichtError):
    """Nothing in this file can be read."""

    def __init__(self, *mistakes: ImportMistake) -> None:
        super().__init__()
        self.mistakes = mistakes


def read_case_file(path: Path) -> CaseFile:
    """Read the file at this path: its cases, and all that is wrong with how they are written."""
    try:
        return _read_table(_read_text(path))
    except _UnusableError as unusable:
        return CaseFile(mistakes=unusable.mistakes)


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise _whole(ImportProblem.CANNOT_OPEN) from None
    if len(content) > MOST_BYTES:
        raise _whole(ImportProblem.TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _whole(ImportProblem.NOT_UTF8) from None
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "\0" in line]
    if lines:
        problem = ImportProblem.NUL
        raise _UnusableError(*(ImportMistake(problem=problem, line=one) for one in lines))
    return text


def _whole(problem: ImportProblem) -> _UnusableError:
    return _UnusableError(ImportMistake(problem=problem))


def _read_table(text: str) -> CaseFile:
    table = list(_split(text))
    if not table:
        raise _whole(ImportProblem.NO_CASES)
    (line, headings), *rows = table
    columns = _find_columns(line, headings)
    if not rows:
        raise _whole(ImportProblem.NO_CASES)
    if len(rows) > MOST_IMPORTED:
        raise _whole(ImportProblem.TOO_MANY)
    lines = [_Line(line=at, columns=columns, given=cells) for at, cells in rows]
    read = tuple(ImportRow(line=one.line, case=one.read()) for one in lines)
    mistakes = [found for one in lines for found in one.mistakes]
    return CaseFile(rows=read, mistakes=(*mistakes, *find_twice(read)))


def _split(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with its number; a cell may hold several lines."""
    heading = text.lstrip("\r\n").split("\n", 1)[0]
    between = ";" if heading.count(";") >= heading.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=between, strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [one.replace("\r\n", "\n").strip() for one in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error:
        mistake = ImportMistake(problem=ImportProblem.NOT_CSV, line=line)
        raise _UnusableError(mistake) from None


def _find_columns(line: int, headings: Sequence[str]) -> tuple[ImportColumn, ...]:
    """Find what each column tells; one that nobody asks for is not read past in silence."""
    known = {said: column for column, names in HEADINGS.items() for said in names}
    while headings and not headings[-1]:
        headings = headings[:-1]
    found = [known.get(" ".join(one.split()).casefold()) for one in headings]
    mistakes = [
        *(
            ImportMistake(problem=ImportProblem.UNKNOWN_COLUMN, line=line, other=place)
            for place, column in enumerate(found, 1)
            if column is None
        ),
        *(
            ImportMistake(problem=ImportProblem.DOUBLE_COLUMN, line=line, column=column)
            for column in ImportColumn
            if found.count(column) > 1
        ),
        *(
            ImportMistake(problem=ImportProblem.NO_COLUMN, line=line, column=column)
            for column in ImportColumn
            if column not in found and column not in _MAY_LACK
        ),
    ]
    if mistakes:
        raise _UnusableError(*mistakes)
    return tuple(column for column in found if column is not None)


@dataclass(kw_only=True)
class _Line:
    """One case of the file while it is read."""

    line: int
    columns: tuple[ImportColumn, ...]
    given: Sequence[str]
    mistakes: list[ImportMistake] = field(default_factory=list)

    def read(self) -> WrittenCase:
        """Read it, and note all that is wrong."""
        cells = self._sort()
        return WrittenCase(
            number=cells[ImportColumn.NUMBER],
            first_on=self._read_date(cells, ImportColumn.FIRST_ON),
            identity=Identity(
                name=cells[ImportColumn.NAME],
                born_on=self._read_date(cells, ImportColumn.BORN_ON),
                address=cells[ImportColumn.ADDRESS],
            ),
            colour=self._read_colour(cells),
            reason=cells[ImportColumn.REASON],
            minutes=self._read_minutes(cells),
            review_on=self._read_date(cells, ImportColumn.REVIEW_ON),
            circle=tuple(_read_partners(cells[ImportColumn.CIRCLE])),
            director=cells[ImportColumn.DIRECTOR],
        )

    def _complain(self, problem: ImportProblem, column: ImportColumn | None = None) -> None:
        self.mistakes.append(ImportMistake(problem=problem, line=self.line, column=column))

    def _sort(self) -> Cells:
        """Give each column its cell; what cannot be read is told and left out."""
        cells = dict.fromkeys(ImportColumn, "")
        many = len(self.columns)
        if len(self.given) < many or any(self.given[many:]):
            self._complain(ImportProblem.CELLS)
            return cells
        for column, cell in zip(self.columns, self.given, strict=False):
            problem = _refuse(column, cell)
            if problem:
                self._complain(problem, column)
            else:
                cells[column] = cell
        self._find_lacking(cells)
        return cells

    def _find_lacking(self, cells: Cells) -> None:
        told = {one.column for one in self.mistakes}
        for column in _FILLED:
            if not cells[column] and column not in told:
                self._complain(ImportProblem.EMPTY, column)
        state = cells[ImportColumn.STATE]
        if state and state.casefold() not in _STATES:
            self._complain(ImportProblem.NO_STATE, ImportColumn.STATE)
        known_by = {ImportColumn.BORN_ON, ImportColumn.ADDRESS}
        if not any(cells[one] for one in known_by) and not known_by & told:
            self._complain(ImportProblem.NOT_IDENTIFIABLE, ImportColumn.BORN_ON)

    def _read_date(self, cells: Cells, column: ImportColumn) -> date | None:
        day = read_day(cells[column])
        if day is None and cells[column]:
            self._complain(ImportProblem.NO_DATE, column)
        return day

    def _read_colour(self, cells: Cells) -> Colour | None:
        said = cells[ImportColumn.COLOUR]
        colour = _COLOURS.get(said.casefold())
        if colour is None and said:
            self._complain(ImportProblem.NO_COLOUR, ImportColumn.COLOUR)
        return colour

    def _read_minutes(self, cells: Cells) -> int | None:
        said = cells[ImportColumn.MINUTES]
        if _MINUTES.fullmatch(said):
            return int(said)
        if said:
            self._complain(ImportProblem.NO_MINUTES, ImportColumn.MINUTES)
        return None


def _refuse(column: ImportColumn, cell: str) -> ImportProblem | None:
    if cell.startswith(_FORMULA):
        # what a spreadsheet would work out is nothing that somebody wrote
        return ImportProblem.FORMULA
    return ImportProblem.TOO_LONG if len(cell) > _LONGEST.get(column, _USUAL) else None


def read_day(text: str) -> date | None:
    """Read a day as the Dutch write it or as ISO 8601 does; None when it is none."""
    dutch, iso = _DUTCH.fullmatch(text), _ISO.fullmatch(text)
    parts = dutch.group(3, 2, 1) if dutch else iso.group(1, 2, 3) if iso else None
    if parts is None:
        return None
    year, month, day = map(int, parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_partners(cell: str) -> Iterator[WrittenPartner]:
    """Read a circle: organisations with a bar or a new line between them, each perhaps with a
    colon and who of them.
    """
    for one in _BETWEEN_PARTNERS.split(cell):
        organisation, _, member = one.partition(":")
        if organisation.strip():
            yield WrittenPartner(organisation=organisation.strip(), member=member.strip())
