"""The words after ``app.py``; what each does is handed in by app.py."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import StoplichtError

BAD_INPUT: Final = 2
Program = Callable[[argparse.Namespace], int]
Tell = Callable[[StoplichtError, str | None], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something that may be told after a subcommand: what it means, and what it may be."""

    meaning: str
    kind: Callable[[str], object] = str
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One subcommand: its words, meaning and arguments."""

    words: str
    meaning: str
    paths: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    switches: Mapping[str, str] | None = None
    options: Mapping[str, Option] | None = None


LANGUAGE: Final = Option(meaning="its language: nl or en", choices=("nl", "en"))
PRINTING: Final = {
    "as": Option(meaning="the member it is for, by id or object id", is_required=True),
    "to": Option(meaning="the file to write; else one named for what is printed", kind=Path),
    "language": LANGUAGE,
}
LINES: Final = (
    Line(words="run", meaning="run the bot with a pretend house and a chat window"),
    Line(words="serve", meaning="run the bot"),
    Line(words="story", meaning="play the main job once, told in this terminal"),
    Line(words="doctor", meaning="look whether everything the bot needs is well"),
    Line(words="migrate", meaning="bring the database to this version"),
    Line(
        words="house load",
        meaning="bring the house file into the database; shows the difference first",
        switches={"yes": "apply it without asking"},
    ),
    Line(
        words="import-cases",
        meaning="bring in the cases that a running house has, from a CSV file: all or none",
        paths=("source",),
        switches={"dry-run": "only say what would come in"},
        options={
            "by": Option(
                meaning="the process director of a public participant who answers for it, by id",
                is_required=True,
            ),
            "mandate": Option(
                meaning="the number of the mandate in the house file that involves these partners",
                is_required=True,
            ),
            "language": LANGUAGE,
        },
    ),
    Line(
        words="export",
        meaning="write what a member may read of one case, as JSON and as a page; it is on record",
        texts=("code",),
        options={
            "by": Option(meaning="the member it is for, by id or object id", is_required=True),
            "reason": Option(meaning="why it is exported", is_required=True),
            "to": Option(meaning="the folder to write in; else this one", kind=Path),
            "language": LANGUAGE,
        },
    ),
    Line(
        words="retention",
        meaning="show which cases go in the coming half year, when and on which ground",
        switches={"dry-run": "only show it: the bot destroys them by itself"},
        options={"language": LANGUAGE},
    ),
    Line(words="audit verify", meaning="check that nobody tampered with the audit log"),
    Line(words="new-keys", meaning="make the keys of a new house", paths=("directory",)),
    Line(
        words="plan-agenda",
        meaning="plan the agenda of a JSON file",
        paths=("source", "target"),
        switches={"compare": "also say in words what it saves"},
        options={
            "picture": Option(meaning="also draw it, as a PNG, in this file", kind=Path),
            "language": LANGUAGE,
        },
    ),
    Line(
        words="print agenda",
        meaning="write the agenda of a meeting (its id, or next) as a sheet to print",
        texts=("meeting",),
        options=PRINTING,
    ),
    Line(
        words="print case",
        meaning="write one case as a sheet to print, for a process director; it is on record",
        texts=("code",),
        options=PRINTING,
    ),
    Line(
        words="print signal",
        meaning="write the letter of the signal from a case that may go, for a process director",
        texts=("code",),
        options=PRINTING,
    ),
)


def tell_plainly(problem: StoplichtError, _language: str | None) -> str:
    """Tell a problem in its own message."""
    return str(problem)


def run_command_line(
    programs: Mapping[str, Program], words: Sequence[str], tell: Tell = tell_plainly
) -> int:
    """Run one command; bad input is told in words and ends with 2."""
    arguments = _make_parser(programs).parse_args(words)
    program: Program = arguments.program
    try:
        return program(arguments)
    except StoplichtError as problem:
        told = tell(problem, vars(arguments).get("language"))
        print(told, file=sys.stderr)  # noqa: T201 - this is the command line
        return BAD_INPUT


def _make_parser(programs: Mapping[str, Program]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Stoplicht")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for line in LINES:
        first, _, second = line.words.partition(" ")
        if second and first not in groups:
            group = commands.add_parser(first, help=line.meaning)
            groups[first] = group.add_subparsers(required=True, metavar="COMMAND")
        one = groups.get(first, commands).add_parser(
            second or first, help=line.meaning, description=line.meaning
        )
        _add_arguments(one, line)
        one.set_defaults(program=programs[line.words])
    return parser


def _add_arguments(parser: argparse.ArgumentParser, line: Line) -> None:
    for name in line.paths:
        parser.add_argument(name, type=Path)
    for name in line.texts:
        parser.add_argument(name)
    for name, meaning in (line.switches or {}).items():
        parser.add_argument(f"--{name}", action="store_true", help=meaning)
    for name, option in (line.options or {}).items():
        parser.add_argument(
            f"--{name}",
            type=option.kind,
            choices=option.choices or None,
            required=option.is_required,
            help=option.meaning,
            metavar=name.upper(),
        )
