"""A file of cases is read however Excel and others write it, and never ends in a traceback."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from domain.case_import import CaseFile, ImportColumn, ImportProblem, WrittenPartner
from files.case_import import MOST_BYTES, read_case_file, read_day
from tests.support.case_files import HEADINGS, a_row, write_rows

HEADING = ";".join(HEADINGS)
Reads = Callable[[bytes | str], CaseFile]


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    def reads(content: bytes | str) -> CaseFile:
        path = tmp_path / "cases.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_case_file(path)

    return reads


def problems(file: CaseFile) -> list[tuple[int | None, ImportProblem]]:
    return [(one.line, one.problem) for one in file.mistakes]


@pytest.mark.parametrize("between", [";", ","])
def test_what_excel_writes_is_read_with_either_sign_between(tmp_path: Path, between: str):
    row = a_row(
        1, betrokken_partners="Politie: Agent\nGGZ Rivierstad|housing", adres="Kade 1; achter"
    )
    file = read_case_file(write_rows(tmp_path / "cases.csv", [row, a_row(2)], between))
    assert file.mistakes == ()
    first, second = file.rows
    assert (first.line, second.line) == (2, 5)
    assert first.case.first_on == date(2025, 3, 1)
    assert first.case.identity.born_on == date(1990, 5, 1)
    assert first.case.identity.address == "Kade 1; achter"
    assert first.case.reason == row["reden"]
    assert first.case.minutes == 20
    assert first.case.circle == (
        WrittenPartner(organisation="Politie", member="Agent"),
        WrittenPartner(organisation="GGZ Rivierstad"),
        WrittenPartner(organisation="housing"),
    )


def test_english_headings_in_any_order_are_read_and_what_may_lack_may_lack(reads: Reads):
    first = "State,COLOUR,own  number,name,born,reason"
    heading = f"{first},minutes,review,partners involved,first processing"
    file = reads(f"{heading}\nProcess direction,Green,7,Jan,1990-05-01,quiet,,,,2025-03-01\n")
    assert file.mistakes == ()
    assert file.rows[0].case.number == "7"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", [(None, ImportProblem.NO_CASES)]),
        (b"\xef\xbb\xbf\r\n;;;\r\n", [(None, ImportProblem.NO_CASES)]),
        (HEADING, [(None, ImportProblem.NO_CASES)]),
        ("naam;België".encode("latin-1"), [(None, ImportProblem.NOT_UTF8)]),
        (HEADING.encode("utf-16"), [(None, ImportProblem.NOT_UTF8)]),
        (b"x" * (MOST_BYTES + 1), [(None, ImportProblem.TOO_LARGE)]),
        (f"{HEADING}\na\0;\n\0\n", [(2, ImportProblem.NUL), (3, ImportProblem.NUL)]),
        (f'{HEADING}\nx\n"open', [(3, ImportProblem.NOT_CSV)]),
        (f"{HEADING}\n{'x' * 200_000}\n", [(2, ImportProblem.NOT_CSV)]),
        (f"{HEADING}\n" + "x;\n" * 1001, [(None, ImportProblem.TOO_MANY)]),
        (f"{HEADING}\nx;y\n", [(2, ImportProblem.CELLS)]),
        (f"{HEADING}\n{';' * 12}x\n", [(2, ImportProblem.CELLS)]),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words(
    reads: Reads, content: bytes | str, told: list[tuple[int | None, ImportProblem]]
):
    assert problems(reads(content)) == told


def test_a_file_that_is_not_there_or_is_a_folder_is_told_in_words(tmp_path: Path):
    for path in (tmp_path, tmp_path / "none.csv", Path("a\0b")):
        assert problems(read_case_file(path)) == [(None, ImportProblem.CANNOT_OPEN)]


def test_columns_that_lack_stand_twice_or_mean_nothing_are_told_all_at_once(reads: Reads):
    file = reads(f"{HEADING};naam;bsn\n".replace("fase", "x").replace("betrokken partners;", ""))
    told = [(one.problem, one.column, one.other) for one in file.mistakes]
    assert told == [
        (ImportProblem.UNKNOWN_COLUMN, None, 11),
        (ImportProblem.UNKNOWN_COLUMN, None, 13),
        (ImportProblem.DOUBLE_COLUMN, ImportColumn.NAME, None),
        (ImportProblem.NO_COLUMN, ImportColumn.CIRCLE, None),
        (ImportProblem.NO_COLUMN, ImportColumn.STATE, None),
    ]


def test_each_thing_that_is_wrong_in_a_line_is_told(tmp_path: Path):
    wrong = a_row(
        1,
        eerste_verwerking="31-2-2025",
        naam="@SUM(A1)",
        kleur="blauw",
        minuten="kwartier",
        reden="x" * 2001,
        fase="gesloten",
        eigen_nummer="",
    )
    file = read_case_file(write_rows(tmp_path / "cases.csv", [wrong]))
    assert {(one.line, one.problem, one.column) for one in file.mistakes} == {
        (2, ImportProblem.NO_DATE, ImportColumn.FIRST_ON),
        (2, ImportProblem.FORMULA, ImportColumn.NAME),
        (2, ImportProblem.NO_COLOUR, ImportColumn.COLOUR),
        (2, ImportProblem.NO_MINUTES, ImportColumn.MINUTES),
        (2, ImportProblem.TOO_LONG, ImportColumn.REASON),
        (2, ImportProblem.NO_STATE, ImportColumn.STATE),
        (2, ImportProblem.EMPTY, ImportColumn.NUMBER),
    }


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1-3-2025", date(2025, 3, 1)),
        ("01/03/2025", date(2025, 3, 1)),
        ("2025-03-01", date(2025, 3, 1)),
        ("1-3-25", None),
        ("2025-13-01", None),
        ("0000-01-01", None),
        ("45000", None),
        ("", None),
    ],
)
def test_days_are_read_as_the_dutch_and_as_machines_write_them(text: str, day: date | None):
    assert read_day(text) == day
