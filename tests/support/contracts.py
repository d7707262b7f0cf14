"""Where the official contracts are, and what the Bot Connector's says about a request body."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft4Validator, Draft6Validator, Draft7Validator

Validator = Draft4Validator | Draft6Validator | Draft7Validator

_BESIDE_THE_PROJECT = Path(__file__).resolve().parents[3] / "shared" / "contracts"


def find_contract(name: str) -> dict[str, Any] | None:
    """Read one official file; None on a machine without the folder, which CI may not be."""
    path = Path(os.environ.get("STOPLICHT_CONTRACTS") or _BESIDE_THE_PROJECT) / name
    if path.exists():
        return _read_contract(path)
    if os.environ.get("CI") == "true":
        raise AssertionError(f"the official contract {name} is missing")
    return None


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
