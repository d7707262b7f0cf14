"""One word, one thing: a public name of the product is defined in one module.

The exceptions are few, and each has its reason.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("domain", "services", "files", "cards", "storage", "dialogs", "bot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A name that these modules may all define, or all modules of a package that ends in a dot."""

    modules: tuple[str, ...]
    reason: str

    def allows(self, module: str) -> bool:
        return any(
            module == one or (one[-1] == "." and module.startswith(one)) for one in self.modules
        )


PLANNER = "the planner's own value, named as in its file format"
PORT = "a port and its implementation"
SHARED: Mapping[str, Shared] = {
    "Case": Shared(modules=("domain.case", "domain.planning.instance"), reason=PLANNER),
    "Meeting": Shared(modules=("domain.meeting", "domain.planning.instance"), reason=PLANNER),
    "Partner": Shared(modules=("domain.acute_circle", "domain.planning.instance"), reason=PLANNER),
    "Database": Shared(modules=("services.ports.turns", "storage.database"), reason=PORT),
    "UnitOfWork": Shared(modules=("services.ports", "storage.unit_of_work"), reason=PORT),
    "FEATURE": Shared(modules=("bot.doors.",), reason="each door has one value of this name"),
}


def list_modules() -> Iterator[tuple[str, ast.Module]]:
    paths = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
    for path in (*paths, ROOT / "composition.py", ROOT / "app.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts:
            name = ".".join(parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def list_defined(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.Assign(targets=targets):
                yield from (one.id for one in targets if isinstance(one, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


@cache
def find_doubles() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module, tree in list_modules():
        for name in dict.fromkeys(list_defined(tree)):
            if not name.startswith("_"):
                found.setdefault(name, []).append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_no_public_name_is_defined_in_two_modules() -> None:
    wrong = {
        name: modules
        for name, modules in find_doubles().items()
        if not (name in SHARED and all(map(SHARED[name].allows, modules)))
    }
    assert wrong == {}


@pytest.mark.parametrize("name", SHARED)
def test_an_exception_is_still_needed(name: str) -> None:
    assert name in find_doubles()
