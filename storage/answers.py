"""How the answers of a draft are written as JSON before they are sealed: a closed list of types,
so that nothing but data ever comes back.
"""

import json
from datetime import date
from typing import Any

from domain.draft import Answer, Answers


def write_answers(answers: Answers) -> str:
    """Write the answers of a draft, each with its type."""
    return json.dumps({field: _write_answer(answer) for field, answer in answers.items()})


def read_answers(text: str) -> dict[str, Answer]:
    """Read the answers of a draft; raises ValueError for a type that is not on the list."""
    return {field: _read_answer(*typed) for field, typed in json.loads(text).items()}


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
