"""The words after ``app.py``: which there are, and how a mistake ends."""

import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.running.command_line import BAD_INPUT, LINES, Line, run_command_line
from bot.running.telling import NoFolderError, tell_problem
from domain.errors import NotAllowedError, StoplichtError
from tests.support.processes import ROOT

Run = Callable[..., int]
PLAN = ("plan-agenda", "in.json", "out.json")


class UnusableError(StoplichtError):
    """The file is not usable."""


@pytest.fixture
def asked() -> list[tuple[str, Namespace]]:
    return []


@pytest.fixture
def run(asked: list[tuple[str, Namespace]]) -> Run:
    def program(words: str) -> Callable[[Namespace], int]:
        def note(arguments: Namespace) -> int:
            asked.append((words, arguments))
            return 0

        return note

    def run(*words: str) -> int:
        return run_command_line({line.words: program(line.words) for line in LINES}, words)

    return run


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.words)
def test_each_word_runs_its_own_program(line: Line, run: Run, asked: list[tuple[str, Namespace]]):
    given = ["x" for _ in (*line.paths, *line.texts)]
    needed = [name for name, one in (line.options or {}).items() if one.is_required]
    asked_for = [f"--{name}=x" for name in needed]
    assert run(*line.words.split(), *given, *asked_for) == 0
    assert [words for words, _ in asked] == [line.words]


def test_paths_and_switches_are_handed_over(run: Run, asked: list[tuple[str, Namespace]]):
    run("plan-agenda", "in.json", "out.json", "--compare")
    run("house", "load", "--yes")
    run("house", "load")
    planned, confirmed, asking = (arguments for _, arguments in asked)
    assert (planned.source, planned.target) == (Path("in.json"), Path("out.json"))
    assert planned.compare
    assert confirmed.yes
    assert not asking.yes


def test_options_are_handed_over(run: Run, asked: list[tuple[str, Namespace]]):
    run("plan-agenda", "in.json", "out.json")
    run("plan-agenda", "in.json", "out.json", "--picture", "plan.png", "--language", "en")
    bare, drawn = (arguments for _, arguments in asked)
    assert (bare.picture, bare.language) == (None, None)
    assert (drawn.picture, drawn.language) == (Path("plan.png"), "en")


@pytest.mark.parametrize(
    "words",
    [(), ("serv",), ("house",), ("new-keys",), ("serve", "--fast"), (*PLAN, "--language", "fr")],
)
def test_words_that_mean_nothing_end_with_2(
    words: tuple[str, ...], run: Run, asked: list[tuple[str, Namespace]]
):
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == BAD_INPUT
    assert asked == []


def test_bad_input_is_told_in_words_on_the_error_output(capsys: pytest.CaptureFixture[str]):
    def fail(_: Namespace) -> int:
        raise UnusableError

    assert run_command_line({line.words: fail for line in LINES}, ["doctor"]) == BAD_INPUT
    said = capsys.readouterr()
    assert said.err == "The file is not usable.\n"
    assert said.out == ""


@pytest.mark.parametrize(
    ("problem", "words", "told"),
    [
        (NoFolderError(Path("none")), ("--language", "nl"), "none is geen map"),
        (NoFolderError(Path("none")), ("--language", "en"), "none is no folder"),
        (NoFolderError(Path("none")), (), "none is no folder"),
        (NotAllowedError(), ("--language", "nl"), "niet voor u"),
        (UnusableError(), ("--language", "nl"), "The file is not usable."),
    ],
)
def test_a_problem_is_told_in_the_language_that_was_asked_for(
    problem: StoplichtError, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
):
    def fail(_: Namespace) -> int:
        raise problem

    asked = ["retention", *words]
    assert run_command_line({one.words: fail for one in LINES}, asked, tell_problem) == BAD_INPUT
    assert told in capsys.readouterr().err


def test_what_a_program_returns_is_how_it_ends():
    assert run_command_line({line.words: lambda _: 1 for line in LINES}, ["doctor"]) == 1


def test_a_word_loads_no_more_than_it_needs(tmp_path: Path):
    heavy = "{'sqlalchemy', 'aiohttp', 'botbuilder', 'alembic', 'pydantic', 'matplotlib'}"
    words = ["plan-agenda", str(tmp_path / "in.json"), str(tmp_path / "out.json")]
    look = (
        "import sys, app; "
        f"code = app.run_command_line(app.PROGRAMS, {words}); "
        f"sys.exit(10 * code + len({heavy} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == 10 * BAD_INPUT, ended.stderr
