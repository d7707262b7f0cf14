"""Reads what was filled in on a page, and finds what is not right or not there yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cards.page import YES_NO, ChoiceView, FieldKind
from cards.plain import clean
from cards.words import Text
from dialogs.pages import Field, Page, Problems
from domain.draft import Answer, Answers
from domain.personal_data import find_personal_data

Choices = Mapping[str, tuple[ChoiceView, ...]]


class UnreadableError(Exception):
    """An input that is no answer to its question."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.key)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledIn:
    """What was filled in on a page: answers, and what could not be read."""

    answers: Answers
    problems: Problems


def read_inputs(page: Page[Any], inputs: Mapping[str, str], choices: Choices) -> FilledIn:
    """Read the inputs of a page. An input that is not there is empty: clients leave those out."""
    answers: dict[str, Answer] = {}
    problems: dict[str, Text] = {}
    for field in page.fields:
        typed = clean(inputs.get(field.id, ""))
        try:
            answers |= {field.id: _read(field, typed, choices)} if typed else {}
        except UnreadableError as unreadable:
            problems[field.id] = unreadable.problem
    return FilledIn(answers=answers, problems=problems)


def write_input(answer: Answer | None) -> str:
    """Write an answer as an input holds it."""
    match answer:
        case None:
            return ""
        case bool():
            return "yes" if answer else "no"
        case date():
            return answer.isoformat()
        case tuple():
            return ",".join(answer)
        case _:
            return str(answer)


def find_problems(page: Page[Any], answers: Answers, today: date) -> Problems:
    """What keeps a page from being complete: questions without an answer, and its own check."""
    unanswered = {
        field.id: Text("dialog.required")
        for field in page.fields
        if field.is_required and field.id not in answers
    }
    return {**page.check(answers, today), **unanswered}


def find_warnings(page: Page[Any], answers: Answers) -> tuple[Text, ...]:
    """Where typed text looks like personal data that belongs elsewhere."""
    return tuple(
        Text(f"dialog.warns_{found}", {"question": Text(field.label)})
        for field in page.fields
        if field.is_watched
        for found in sorted(find_personal_data(str(answers.get(field.id, ""))))
    )


def suits(field: Field[Any], answer: Answer) -> bool:
    """Tell whether an answer given before is still of the kind that is asked for."""
    match field.kind:
        case FieldKind.YES_NO:
            return isinstance(answer, bool)
        case FieldKind.NUMBER:
            return isinstance(answer, int) and not isinstance(answer, bool)
        case FieldKind.DATE:
            return isinstance(answer, date)
        case FieldKind.CHOICES:
            return isinstance(answer, tuple)
        case FieldKind.TEXT | FieldKind.LONG_TEXT | FieldKind.CHOICE:
            return isinstance(answer, str)


def _read(field: Field[Any], typed: str, choices: Choices) -> Answer:
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return _read_text(field, typed)
        case FieldKind.DATE:
            return _read_date(typed)
        case FieldKind.NUMBER:
            return _read_number(field, typed)
        case FieldKind.YES_NO:
            return _choose(typed, YES_NO) == "yes"
        case FieldKind.CHOICE:
            return _choose(typed, choices[field.id])
        case FieldKind.CHOICES:
            return tuple(_choose(one, choices[field.id]) for one in typed.split(","))


def _read_text(field: Field[Any], typed: str) -> str:
    if len(typed) > field.longest:
        raise UnreadableError(Text("dialog.too_long", {"most": field.longest, "now": len(typed)}))
    return typed


def _read_date(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UnreadableError(Text("dialog.no_date")) from None


def _read_number(field: Field[Any], typed: str) -> int:
    if not typed.removeprefix("-").isdecimal() or len(typed) > len("-999999999"):
        raise UnreadableError(Text("dialog.no_number"))
    number = int(typed)
    if field.minimum is not None and number < field.minimum:
        raise UnreadableError(Text("dialog.too_low", {"least": field.minimum}))
    if field.maximum is not None and number > field.maximum:
        raise UnreadableError(Text("dialog.too_high", {"most": field.maximum}))
    return number


def _choose(typed: str, choices: tuple[ChoiceView, ...]) -> str:
    if typed not in {choice.value for choice in choices}:
        raise UnreadableError(Text("dialog.no_choice"))
    return typed


def text_of(answers: Answers, field: str) -> str:
    """A typed or chosen answer, empty when there is none."""
    answer = answers.get(field)
    return answer if isinstance(answer, str) else ""


def choices_of(answers: Answers, field: str) -> tuple[str, ...]:
    """Several chosen answers."""
    answer = answers.get(field)
    return answer if isinstance(answer, tuple) else ()


def options(prefix: str, *values: str) -> tuple[ChoiceView, ...]:
    """Fixed choices, each with a text of its own."""
    return tuple(ChoiceView(value=value, title=Text(f"{prefix}{value}")) for value in values)
