"""Tests that a page or a table names, as ``tests/services/test_closing.py::test_who_…``."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]


def is_there(named: str) -> bool:
    """Whether there is a test of this name in this file."""
    path, name = named.split("::")
    return f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
