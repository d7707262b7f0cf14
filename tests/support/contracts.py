"""Where the official files are, and what the Bot Connector's contract says about a request body.

They are a bonus: what must hold is written in our own tests, which pass without them. Whoever names
their folder wants them to be there: then a missing one fails.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft4Validator, Draft6Validator, Draft7Validator

Validator = Draft4Validator | Draft6Validator | Draft7Validator

CONTRACTS = ("STOPLICHT_CONTRACTS", "contracts")
PLANNING = ("STOPLICHT_PLANNING", "planning")
_BESIDE_THE_PROJECT = Path(__file__).resolve().parents[3] / "shared"
_ALL = {
    CONTRACTS: (
        "activity.schema.json",
        "adaptive-card-1.5.schema.json",
        "bot-connector.swagger.json",
        "teams-manifest.schema.json",
    ),
    PLANNING: ("check_plan.py",),
}


def find_official(folder: tuple[str, str], name: str) -> Path | None:
    """One official file; None where nobody named its folder and it is not beside the project."""
    variable, usual = folder
    named = os.environ.get(variable)
    path = Path(named or _BESIDE_THE_PROJECT / usual) / name
    if path.exists():
        return path
    if named:
        raise pytest.UsageError(f"{variable} names a folder without {name}")
    return None


def list_missing() -> Iterator[str]:
    """The official files that nothing is checked against in this run."""
    for folder, names in _ALL.items():
        yield from (name for name in names if find_official(folder, name) is None)


def find_contract(name: str) -> dict[str, Any] | None:
    """Read one official contract; None where there is none."""
    path = find_official(CONTRACTS, name)
    return _read_contract(path) if path else None


def find_swagger_problems(definition: str, body: dict[str, Any]) -> list[str]:
    """What the official Bot Connector contract has against this request body."""
    validator = _swagger_validator(definition)
    if validator is None:
        return []
    return [f"swagger {definition}: {problem}" for problem in find_schema_problems(validator, body)]


def find_schema_problems(validator: Validator, value: Any) -> list[str]:
    """Each place in this JSON that a schema refuses, with what is wrong there."""
    return [
        f"/{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in validator.iter_errors(value)
    ]


@cache
def _swagger_validator(definition: str) -> Validator | None:
    swagger = find_contract("bot-connector.swagger.json")
    if swagger is None:
        return None
    schema = {"$ref": f"#/definitions/{definition}", "definitions": swagger["definitions"]}
    return Draft4Validator(schema)


@cache
def _read_contract(path: Path) -> dict[str, Any]:
    contract: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return contract
