"""The first page says which commands there are, and points to nothing that is not there."""

import re
from pathlib import Path

import pytest

from bot.doors.features import make_registry

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows() -> list[tuple[str, ...]]:
    """The words of each row of the command table, without their arguments."""
    found = [
        re.findall(r"`([^`]+)`", row.split("|")[1])
        for row in README.splitlines()
        if row[:3] == "| `"
    ]
    return [tuple(word.split()[0] for word in words) for words in found if words[0][:4] != "als "]


def test_the_command_table_has_every_command_once_with_all_its_words():
    assert sorted(rows()) == sorted(command.words for command in make_registry().commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_finds_it(page: Path):
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_target_of_make_that_is_named_exists():
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z0-9]+)", page.read_text())}
    assert named <= targets
    assert {"run", "story", "test", "check", "e2e"} <= named


def test_every_setting_is_explained_in_the_operations_page():
    from bot.running.settings import PREFIX, Settings

    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Z_]+)`", page))
    assert {name.upper() for name in Settings.model_fields} <= named
    assert PREFIX in page
