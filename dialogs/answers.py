"""Reads what was filled in on a page, and finds what is not right or not there yet."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from cards.page import YES_NO, ChoiceView, FieldKind
from cards.plain import clean
from cards.words import Text
from dialogs.pages import Field, Page, Problems
from domain.draft import Answer, Answers
from domain.personal_data import find_personal_data

Choices = Mapping[str, tuple[ChoiceView, ...]]

# stands for what a client sent in a shape that nobody reads
UNREADABLE: Final = "\ufffd"
_BETWEEN_CHOICES: Final = re.compile(r"[,;]")
_DAY_FIRST: Final = re.compile(
    r"(?P<day>\d{1,2}) ?[-./ ] ?(?P<month>\d{1,2}) ?[-./ ] ?(?P<year>\d{4})", re.ASCII
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})", re.ASCII
)
_WHOLE_NUMBER: Final = re.compile(r"-?\d{1,9}([.,]0{1,9})?", re.ASCII)
_YES_NO: Final = {"true": "yes", "false": "no"}
_MARK_SIGNS: Final = 6
_MOST_SHOWN: Final = 6_000


class UnreadableError(Exception):
    """An input that is no answer to its question."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.key)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledIn:
    """What was filled in on a page: answers, and what could not be taken over."""

    answers: Answers
    problems: Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCard:
    """What a card sent back. An input that is not in ``inputs`` was not sent, which says nothing;
    ``marks`` tell by field what the card showed when it was drawn.
    """

    inputs: Mapping[str, str]
    marks: Mapping[str, str]
    time_zone: ZoneInfo


def read_inputs(page: Page[Any], sent: OnCard, choices: Choices, kept: Answers) -> FilledIn:
    """Read the inputs of a page over what was answered before. What was not sent, or cannot be
    read, leaves the answer as it is; so does a card that is older than the answer.
    """
    answers: dict[str, Answer] = {f.id: kept[f.id] for f in page.fields if f.id in kept}
    problems: dict[str, Text] = {}
    for field in page.fields:
        if field.id not in sent.inputs:
            continue
        try:
            answer = _read_over(field, sent, choices, kept.get(field.id))
        except UnreadableError as unreadable:
            problems[field.id] = unreadable.problem
            continue
        answers.pop(field.id, None)
        answers |= {} if answer is None else {field.id: answer}
    return FilledIn(answers=answers, problems=problems)


def _read_over(
    field: Field[Any], sent: OnCard, choices: Choices, kept: Answer | None
) -> Answer | None:
    """Read one input; None when it is empty. An answer given elsewhere since the card was drawn
    stays, and whoever typed something else here is told.
    """
    typed = clean(sent.inputs[field.id])
    answer = _read(field, typed, choices, sent.time_zone) if typed else None
    shown = sent.marks.get(field.id, "")
    if mark(kept) in {mark(typed), mark(answer)} or shown == mark(answer):
        return kept
    if kept is None or shown == mark(kept):
        return answer
    raise UnreadableError(Text("dialog.changed_elsewhere"))


def mark(answer: Answer | None) -> str:
    """A short mark of an answer, to tell later whether it is still the same; says nothing of it.
    In which order something was chosen makes no difference.
    """
    shown = show_input(tuple(sorted(answer)) if isinstance(answer, tuple) else answer)
    return sha256(shown.encode()).hexdigest()[:_MARK_SIGNS]


def show_in(field: Field[Any], answer: Answer | None) -> str:
    """Write an answer as the input of its question shows it."""
    if field.kind is FieldKind.TYPED_DATE and isinstance(answer, date):
        return f"{answer:%d-%m}-{answer.year:04}"
    return show_input(answer)


def show_input(answer: Answer | None) -> str:
    """Write an answer as a card shows it. A card has to stay small enough for Teams: of a text
    far over its limit the beginning is shown.
    """
    return clean(write_input(answer)[:_MOST_SHOWN])


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
    return {**page.check(answers, today), **dict(_find_too_long(page, answers)), **unanswered}


def _find_too_long(page: Page[Any], answers: Answers) -> Iterator[tuple[str, Text]]:
    """Nothing is cut: a text over its limit is kept as it was typed, until its writer shortens
    it.
    """
    for field in page.fields:
        signs = len(text_of(answers, field.id)) if is_text(field) else 0
        if signs > field.longest:
            key = "dialog.too_long" if signs <= _MOST_SHOWN else "dialog.far_too_long"
            yield field.id, Text(key, {"most": field.longest, "now": signs})


def is_text(field: Field[Any]) -> bool:
    """Tell whether a field is typed as words."""
    return field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}


def find_warnings(page: Page[Any], answers: Answers) -> tuple[Text, ...]:
    """Where typed text looks like personal data that belongs elsewhere."""
    return tuple(
        Text(f"dialog.warns_{found}", {"question": Text(field.label)})
        for field in page.fields
        for found in sorted(find_personal_data(text_of(answers, field.id)) & field.watches)
        if is_text(field)
    )


def suits(field: Field[Any], answer: Answer) -> bool:
    """Tell whether an answer given before is still of the kind that is asked for."""
    match field.kind:
        case FieldKind.YES_NO:
            return isinstance(answer, bool)
        case FieldKind.NUMBER:
            return isinstance(answer, int) and not isinstance(answer, bool)
        case FieldKind.DATE | FieldKind.TYPED_DATE:
            return isinstance(answer, date)
        case FieldKind.CHOICES:
            return isinstance(answer, tuple)
        case FieldKind.TEXT | FieldKind.LONG_TEXT | FieldKind.CHOICE:
            return isinstance(answer, str)


def _read(field: Field[Any], typed: str, choices: Choices, time_zone: ZoneInfo) -> Answer | None:
    if typed == UNREADABLE:
        raise UnreadableError(Text("dialog.unreadable"))
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return typed
        case FieldKind.DATE | FieldKind.TYPED_DATE:
            return _DATE_READERS[field.kind](typed, time_zone)
        case FieldKind.NUMBER:
            return _read_number(field, typed)
        case FieldKind.YES_NO:
            return _choose(_YES_NO.get(typed.casefold(), typed), YES_NO) == "yes"
        case FieldKind.CHOICE:
            return _choose(typed.strip(",; "), choices[field.id])
        case FieldKind.CHOICES:
            return _choose_several(typed, choices[field.id])


def _choose_several(typed: str, choices: tuple[ChoiceView, ...]) -> tuple[str, ...] | None:
    """Choices as clients write them: with commas or semicolons between, before or behind."""
    named = (one.strip() for one in _BETWEEN_CHOICES.split(typed))
    chosen = dict.fromkeys(_choose(one, choices) for one in named if one)
    return tuple(chosen) or None


def _read_date(typed: str, time_zone: ZoneInfo) -> date:
    """A day; with a time it is the day that it is then where the house is."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        raise UnreadableError(Text("dialog.no_date")) from None
    return at.astimezone(time_zone).date() if at.tzinfo else at.date()


def read_typed_date(typed: str, time_zone: ZoneInfo) -> date:
    """A day as people type it (``5-3-1999``, ``05.03.1999``), or as a calendar sends it;
    UnreadableError when it is none.
    """
    written = _DAY_FIRST.fullmatch(typed) or _YEAR_FIRST.fullmatch(typed)
    try:
        if written:
            return date(int(written["year"]), int(written["month"]), int(written["day"]))
        return _read_date(typed, time_zone)
    except (ValueError, UnreadableError):
        raise UnreadableError(Text("dialog.no_typed_date")) from None


_DATE_READERS: Final[Mapping[FieldKind, Callable[[str, ZoneInfo], date]]] = {
    FieldKind.DATE: _read_date,
    FieldKind.TYPED_DATE: read_typed_date,
}


def _read_number(field: Field[Any], typed: str) -> int:
    if not _WHOLE_NUMBER.fullmatch(typed):
        raise UnreadableError(Text("dialog.no_number"))
    number = int(Decimal(typed.replace(",", ".")))
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
