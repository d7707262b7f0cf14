"""Which texts the catalogues hold, and which text keys the code names: in full where a text is
said, in part where it is composed.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages import Catalog

from cards.words import read_catalogues
from domain.member import Language

_ROOT = Path(__file__).parents[2]
_FLOORS = ("domain", "services", "files", "cards", "dialogs", "bot")
_KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
_BEGINNING = re.compile(r"[a-z_]+\.([a-z0-9_]+[._])*")
_QUOTED = re.compile(r'\("([a-z_]+\.[a-z0-9_.]*)"')
# where a text key is given by its place, or by its name
_SAYING = {"words", "count", "title", "heading", "text", "subtle", "phrase", "short", "Text"}
_SAYING |= {"counted", "counted_heading", "button", "submit", "dialog_button"}
_NAMED = {"key", "label", "hint", "title", "intro", "heading", "help_key", "finish_button"}
_TELLING = (ast.Constant, ast.JoinedStr, ast.Call, ast.Assign, ast.AnnAssign)


@cache
def catalogues_of(language: Language) -> Mapping[str, Catalog]:
    """The catalogues of a language by feature, read once for all tests."""
    return read_catalogues(language)


@cache
def kept_keys(language: Language) -> frozenset[str]:
    """Every text key of a language."""
    catalogues = catalogues_of(language).values()
    return frozenset(str(one.id) for catalogue in catalogues for one in catalogue)


def said_keys() -> set[str]:
    """Keys given in full to something that says them."""
    in_code = {key for node in _telling() for key in _said_by(node)}
    on_paper = _quoted_on_paper()
    return in_code | {key for key in on_paper if _KEY.fullmatch(key) and key[-1] != "_"}


def named_keys() -> set[str]:
    """Everything in the code and the house file that looks like a key."""
    in_code = {node.value for node in _telling() if _is_key(node)}
    house_files = "\n".join(file.read_text("utf-8") for file in (_ROOT / "config").glob("*.yaml"))
    return in_code | {found[0] for found in _KEY.finditer(house_files)} | _quoted_on_paper()


def composed_keys() -> list[re.Pattern[str]]:
    """Keys put together from a beginning and an enum."""
    formatted = [node for node in _telling() if isinstance(node, ast.JoinedStr)]
    beginnings = [node.value for node in _telling() if _is_text(node, _BEGINNING)]
    beginnings += [text for text in _quoted_on_paper() if _BEGINNING.fullmatch(text)]
    return [_as_pattern(node) for node in formatted if _has_namespace(node)] + [
        re.compile(re.escape(beginning) + "[a-z0-9_]+") for beginning in beginnings
    ]


@cache
def _quoted_on_paper() -> set[str]:
    """What the templates of sheets say, in full or as a beginning."""
    templates = (_ROOT / "cards" / "paper" / "templates").glob("*.html")
    return {found[1] for file in templates for found in _QUOTED.finditer(file.read_text("utf-8"))}


@cache
def _telling() -> tuple[ast.AST, ...]:
    """What in the code can tell of a key."""
    files = [file for floor in _FLOORS for file in sorted((_ROOT / floor).rglob("*.py"))]
    trees = (ast.parse(file.read_text("utf-8")) for file in files)
    return tuple(node for tree in trees for node in ast.walk(tree) if isinstance(node, _TELLING))


def _said_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[:1] if name in _SAYING else []
        named = [keyword.value for keyword in node.keywords if keyword.arg in _NAMED]
        yield from (value.value for value in (*first, *named) if _is_key(value))
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(getattr(target, "id", "") == "text_key" for target in targets):
            yield from (value.value for value in (node.value,) if _is_key(value))


def _is_key(node: ast.AST) -> bool:
    return _is_text(node, _KEY)


def _is_text(node: ast.AST, shape: re.Pattern[str]) -> bool:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and shape.fullmatch(node.value) is not None


def _has_namespace(node: ast.JoinedStr) -> bool:
    first = node.values[0]
    return isinstance(first, ast.Constant) and re.match(r"[a-z_]+\.", first.value) is not None


def _as_pattern(node: ast.JoinedStr) -> re.Pattern[str]:
    parts = (
        re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
        for part in node.values
    )
    return re.compile("".join(parts))
