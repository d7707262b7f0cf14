"""What a newcomer meets first: make finds a Python that is new enough, or says what to install."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import ROOT

TOOLS = ("cp", "date", "expand", "grep", "make", "mkdir", "rm", "sed", "sh", "tail", "touch")
# makes an environment and fills it as Python does, without the seconds that takes
PYTHON = """#!/bin/sh
case "$1 $2" in
"-m venv") rm -rf "$4"; mkdir -p "$4/bin"; touch "$4/pyvenv.cfg"; cp "$0" "$4/bin/python" ;;
"-m pip") echo "Collecting six==1.17.0"; echo "Installing collected packages"
    grep -v nowhere "$6" || { echo "ERROR: no such package" >&2; exit 1; } ;;
esac
"""
TOO_OLD = "#!/bin/sh\nexit 1\n"
# as a version manager's link to a version that is not installed
NOT_INSTALLED = "#!/bin/sh\necho command not found >&2\nexit 127\n"
NEEDS_PYTHON = re.compile(r"^Stoplicht needs Python 3\.11 or newer .*install it", re.MULTILINE)


@dataclass(frozen=True)
class Ended:
    code: int
    said: str


@dataclass(frozen=True)
class Clone:
    """A fresh clone with a path of its own, and nothing to install: the network stays out."""

    directory: Path
    tools: Path

    def has_python(self, name: str, script: str = PYTHON) -> None:
        python = self.tools / name
        python.unlink(missing_ok=True)
        python.write_text(script)
        python.chmod(0o755)

    def make(self, *words: str) -> Ended:
        ended = subprocess.run(
            [str(self.tools / "make"), *words],
            cwd=self.directory,
            env={"PATH": str(self.tools)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout)

    @property
    def venv(self) -> Path:
        return self.directory / ".venv"


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    directory, tools = tmp_path / "clone", tmp_path / "bin"
    (directory / "config").mkdir(parents=True)
    tools.mkdir()
    for name in ("Makefile", "config/environment.sh"):
        shutil.copy(ROOT / name, directory / name)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (directory / name).write_text("# nothing\n")
    for name in TOOLS:
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    return Clone(directory, tools)


@pytest.mark.parametrize("pythons", [{}, {"python3": TOO_OLD}, {"python3.12": NOT_INSTALLED}])
@pytest.mark.parametrize("words", [[], ["PYTHON=/nowhere/python3.12"]])
def test_without_a_python_that_is_new_enough_a_sentence_says_so_and_nothing_is_left(
    clone: Clone, pythons: dict[str, str], words: list[str]
):
    for name, script in pythons.items():
        clone.has_python(name, script)
    ended = clone.make(".venv/runtime", *words)
    assert ended.code == 2
    assert NEEDS_PYTHON.search(ended.said)
    assert not clone.venv.exists()


def test_the_named_python_wins_also_when_it_is_too_old(clone: Clone):
    clone.has_python("python3.12")
    clone.has_python("python3.9", TOO_OLD)
    ended = clone.make(".venv/runtime", "PYTHON=python3.9")
    assert "looked for python3.9)" in ended.said
    assert not clone.venv.exists()


def test_an_environment_is_made_once_and_made_anew_when_it_is_not_whole(clone: Clone):
    clone.has_python("python3", TOO_OLD)
    clone.has_python("python3.11")
    made = clone.make(".venv/runtime")
    assert "with python3.11 ..." in made.said
    assert re.search(
        r"^Installing requirements\.txt, once: .* \. unpacking \.\.\. done in \d+ s\.$",
        made.said,
        re.MULTILINE,
    )
    assert made.code == 0
    assert clone.make(".venv/runtime").said == "make: '.venv/runtime' is up to date.\n"

    (clone.venv / "unfinished").touch()  # as after Ctrl-C
    assert "with python3.11 ..." in clone.make(".venv/runtime").said
    assert not (clone.venv / "unfinished").exists()

    python = clone.venv / "bin" / "python"
    python.unlink()
    python.write_text(TOO_OLD)
    python.chmod(0o755)
    assert "with python3.11 ..." in clone.make(".venv/dev").said
    assert (clone.venv / "dev").exists()

    (clone.venv / "runtime").unlink()  # made by hand: it is whole, and only filled
    by_hand = clone.make(".venv/runtime").said
    assert "Making" not in by_hand
    assert "done in" in by_hand


def test_a_lock_that_cannot_be_installed_is_said_and_the_next_try_begins_anew(clone: Clone):
    clone.has_python("python3")
    (clone.directory / "requirements.txt").write_text("./nowhere\n")
    ended = clone.make(".venv/runtime")
    assert ended.code == 2
    assert "failed: is there a network" in ended.said
    assert (clone.venv / "install.log").read_text() == "ERROR: no such package\n"
    (clone.directory / "requirements.txt").write_text("# nothing\n")
    assert "Making a virtual environment" in clone.make(".venv/runtime").said


def test_a_python_that_cannot_make_an_environment_is_said_and_leaves_nothing(clone: Clone):
    broken = '#!/bin/sh\ncase $1 in -c) exit 0 ;; esac\nmkdir .venv; echo "no ensurepip"; exit 1\n'
    clone.has_python("python3", broken)
    ended = clone.make(".venv/runtime")
    assert ended.code == 2
    assert "python3-venv): no ensurepip" in ended.said
    assert not clone.venv.exists()


def test_a_folder_that_is_no_environment_is_left_alone(clone: Clone):
    clone.has_python("python3")
    clone.venv.mkdir()
    (clone.venv / "thesis.txt").write_text("years of work")
    ended = clone.make(".venv/runtime")
    assert ended.code == 2
    assert ".venv is no virtual environment" in ended.said
    assert (clone.venv / "thesis.txt").exists()


def test_help_lists_every_target_with_its_meaning(clone: Clone):
    said = clone.make("help").said
    targets = re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    lines = dict(line.removeprefix("make ").split(maxsplit=1) for line in said.splitlines())
    assert set(lines) == set(targets)
    assert clone.make().said == said
