"""Making a statement costs more than running it, so no method of storage makes one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import storage

MAKERS = {"select", "insert", "update", "delete", "text", "union", "union_all"}
# run at a start, by an administrator or by what cleans up every ten minutes
RARE = {
    "key_check.claim_database",
    "key_store.name",
    "key_store.name_itself",
    "key_store.troubles",
    "key_store._wipe_traces",
    "people.end_organisation",
    "inbox.purge",
    "inbox.forget",
    "inbox._oldest",
}


def list_running(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """What runs in a transaction: coroutines, and the methods of classes."""
    for node in ast.walk(module):
        match node:
            case ast.AsyncFunctionDef():
                yield node
            case ast.ClassDef(body=body):
                yield from (one for one in body if isinstance(one, ast.FunctionDef))


def makes_statement(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in MAKERS
    return False


def find_makers() -> set[str]:
    (folder,) = storage.__path__
    return {
        f"{path.stem}.{running.name}"
        for path in Path(folder).glob("*.py")
        for running in list_running(ast.parse(path.read_text(encoding="utf-8")))
        if any(map(makes_statement, ast.walk(running)))
    }


def test_what_a_turn_runs_was_made_before() -> None:
    assert find_makers() == RARE
