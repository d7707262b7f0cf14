"""Where the official contracts are, and what the Bot Connector's says about a request body."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

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
    swagger = find_contract("bot-connector.swagger.json")
    if swagger is None:
        return []
    schema = {"$ref": f"#/definitions/{definition}", "definitions": swagger["definitions"]}
    errors = Draft4Validator(schema).iter_errors(body)
    return [f"swagger {definition}: {error.json_path} {error.validator}" for error in errors]


@cache
def _read_contract(path: Path) -> dict[str, Any]:
    contract: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return contract
