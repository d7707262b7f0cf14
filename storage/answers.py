"""How a draft is written as JSON before it is sealed, its answers and what they are about: a closed
list of types, so that nothing but data ever comes back.
"""

import json
from datetime import date
from typing import Any

from domain.draft import Answer, Answers


def write_content(about: Answers, answers: Answers) -> str:
    """Write what a draft is about and its answers, each with its type."""
    return json.dumps({"about": _write(about), "answers": _write(answers)})


def read_content(text: str) -> tuple[Answers, Answers]:
    """Read what a draft is about and its answers; ValueError for a type not on the list."""
    content = json.loads(text)
    return _read(content["about"]), _read(content["answers"])


def _write(answers: Answers) -> dict[str, list[Any]]:
    return {field: _write_answer(answer) for field, answer in answers.items()}


def _read(content: dict[str, list[Any]]) -> Answers:
    return {field: _read_answer(*typed) for field, typed in content.items()}


def _write_answer(answer: Answer) -> list[Any]:
    match answer:
        case bool():
            return ["yes_no", answer]
        case int():
            return ["number", answer]
        case date():
            return ["date", answer.isoformat()]
        case tuple():
            return ["choices", list(answer)]
        case str():
            return ["text", answer]


def _read_answer(kind: str, content: Any) -> Answer:
    match kind, content:
        case "yes_no", bool():
            return content
        case "number", int():
            return content
        case "date", str():
            return date.fromisoformat(content)
        case "choices", list():
            return tuple(str(choice) for choice in content)
        case "text", str():
            return content
        case _:
            raise ValueError(f"an answer of unknown type {kind!r}")
