"""Reads the house file and says everything that is wrong with it at once, each with its line."""

from pathlib import Path
from typing import Any, ClassVar, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.errors import StoplichtError
from domain.house import House
from files.house import located_yaml
from files.house.checks import check_house, suggest_word
from files.house.located_yaml import LocatedYaml, Problem, read_located_yaml
from files.house.schema import NOT_READ_YET, HouseEntry


class HouseFileError(StoplichtError):
    """The house file cannot be used."""

    text_key: ClassVar[str] = "error.house_file"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"The house file cannot be used:\n{lines}", problems=len(problems))
        self.problems = problems


def read_house_file(path: Path) -> House:
    """Read the house file at this path.

    Raises HouseFileError with all problems, also when there is no such file.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise _cannot_open(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _cannot_open(f"{path} is not written in UTF-8") from error
    return read_house(text)


def read_house(text: str) -> House:
    """Read a house from the text of a house file; raises HouseFileError with all problems."""
    found = read_located_yaml(text)
    if found.value is None:
        raise HouseFileError(tuple(found.problems))
    entry = _read_entry(found)
    check_house(found)
    if entry is None or found.problems:
        raise HouseFileError(_in_order(found.problems))
    return entry.as_domain()


def _cannot_open(sentence: str) -> HouseFileError:
    return HouseFileError((Problem(line=None, sentence=sentence),))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda one: (one.line or 0, one.sentence)))


def _read_entry(found: LocatedYaml) -> HouseEntry | None:
    try:
        return HouseEntry.model_validate(found.value)
    except ValidationError as error:
        for detail in _first_causes(error.errors(include_url=False)):
            found.complain(detail["loc"], _say(detail))
    return None


def _first_causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out a list that is only too short because what stands in it is wrong."""
    wrong = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short" or not any(_is_under(loc, detail["loc"]) for loc in wrong)
    ]


def _is_under(loc: located_yaml.Path, above: located_yaml.Path) -> bool:
    return len(loc) > len(above) and loc[: len(above)] == above


_SENTENCES: Final = {
    "missing": "'{key}' is missing",
    "bool_parsing": "{input} is neither true nor false",
    "int_parsing": "{input} is no whole number",
    "string_type": "a text belongs here",
    "string_too_short": "this may not be empty",
    "string_too_long": "this is longer than {max_length} characters",
    "model_type": "keys with values belong here",
    "tuple_type": "a list belongs here",
    "too_short": "at least one belongs here",
    "greater_than_equal": "{input} is less than {ge}",
    "less_than_equal": "{input} is more than {le}",
    "enum": "{input} is unknown here; choose {expected}",
    "literal_error": "{input} is unknown here; choose {expected}",
    "value_error": "{error}",
    "string_pattern_mismatch": "{input} cannot be a {key}: use small letters, digits and hyphens",
}
_KINDS: Final = {
    "date": "{input} is no date; write it as 2026-12-31",
    "time": "{input} is no time of day; write it as 09:30",
}


def _say(detail: ErrorDetails) -> str:
    """Put one mistake of shape into a sentence."""
    key = str(detail["loc"][-1]) if detail["loc"] else "the house file"
    if detail["type"] == "extra_forbidden":
        return _refuse_key(detail["loc"], key)
    template = _SENTENCES.get(detail["type"]) or _KINDS.get(detail["type"].split("_")[0])
    shown = "nothing" if detail["input"] is None else f"'{detail['input']}'"
    facts = {**detail.get("ctx", {}), "key": key, "input": shown}
    return template.format(**facts) if template else detail["msg"]


def _refuse_key(path: located_yaml.Path, key: str) -> str:
    reason = NOT_READ_YET.get(path)
    if reason is None:
        return f"'{key}' is no key of a house file; {suggest_word(key, _keys_at(path))}"
    return f"'{key}' cannot be set yet: {reason}, so it would change nothing"


def _keys_at(path: located_yaml.Path) -> list[str]:
    """The keys known in the entry this path is in."""
    entry: type[BaseModel] = HouseEntry
    for step in path[:-1]:
        if isinstance(step, str):
            entry = _entry_under(entry, step)
    return list(_fields(entry))


def _fields(entry: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in entry.model_fields.items()}


def _entry_under(entry: type[BaseModel], key: str) -> type[BaseModel]:
    annotation = _fields(entry)[key]
    kinds = [annotation, *get_args(annotation)]
    return next(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
