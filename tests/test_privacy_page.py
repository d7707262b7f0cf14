"""``docs/privacy.md`` says only what is true: each rule and test that its table names exists."""

import importlib
import re
from typing import Final

import pytest

from tests.support.named_tests import ROOT, is_there

ROWS: Final = re.findall(
    r"^\| (\d+) \|(.*)\|(.*)\|(.*)\|(.*)\|$",
    (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
NOT_BUILT: Final = "not built"
ASKED: Final = {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 22, 23, 24, 25, 26, 35}


def test_every_obligation_has_its_row_with_the_article():
    assert [int(row[0]) for row in ROWS] == sorted(ASKED)
    assert all(re.search(r"(WGS|BGS) art\. \d", row[2]) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_rule_is_in_the_code_and_each_test_is_there(row: tuple[str, ...]):
    rules, tests = (re.findall(r"`([^`]+)`", cell) for cell in row[3:])
    assert NOT_BUILT in row[3] if not rules else tests
    for rule in rules:
        assert find_rule(rule) is not None, rule
    for named in tests:
        assert is_there(named), named


def find_rule(rule: str) -> object:
    """What a dotted name stands for: the module is as long as a file of that name is there."""
    parts = rule.split(".")
    here = next(
        n
        for n in range(len(parts), 0, -1)
        if ROOT.joinpath(*parts[:n]).with_suffix(".py").is_file()
    )
    found: object = importlib.import_module(".".join(parts[:here]))
    for part in parts[here:]:
        found = getattr(found, part)
    return found
