"""The questions whether a subject was informed: by whom and when, or why not yet and until when."""

from datetime import date
from typing import Final

from cards.page import FieldKind
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Field, Page, Problems
from domain.draft import Answers
from domain.informing import LONGEST_WITHIN, Informed, NotYet, NotYetGround, Said

_INFORMED, _NOT_YET = "informed", "not_yet"


def fill_in_days(today: date) -> Answers:
    """The days that are proposed: today, and the last on which it is asked again."""
    return {"informed_on": today, "review_on": today + LONGEST_WITHIN}


def ask_informed(*, is_required: bool) -> Field[object]:
    """Ask whether the subject was informed."""
    return Field(
        id="informed",
        kind=FieldKind.CHOICE,
        label="informing.informed",
        is_required=is_required,
        choices=options("informing.choose_", _INFORMED, _NOT_YET),
    )


def form_informing(answers: Answers, today: date) -> Said | None:
    """Read what was said of informing the subject; None when nothing was."""
    informed_on, review_on = answers.get("informed_on"), answers.get("review_on")
    if _is_informed(answers):
        on = informed_on if isinstance(informed_on, date) else today
        return Informed(informer=text_of(answers, "informer"), informed_on=on)
    if not _is_not_yet(answers):
        return None
    return NotYet(
        ground=NotYetGround(text_of(answers, "ground")),
        review_on=review_on if isinstance(review_on, date) else today + LONGEST_WITHIN,
        why=text_of(answers, "why"),
    )


def _is_informed(answers: Answers) -> bool:
    return answers.get("informed") == _INFORMED


def _is_not_yet(answers: Answers) -> bool:
    return answers.get("informed") == _NOT_YET


def _check_informed(answers: Answers, today: date) -> Problems:
    on = answers.get("informed_on")
    is_to_come = isinstance(on, date) and on > today
    return {"informed_on": Text("informing.day_to_come")} if is_to_come else {}


def _check_not_yet(answers: Answers, today: date) -> Problems:
    if answers.get("ground") == NotYetGround.OTHER and not text_of(answers, "why"):
        return {"why": Text("informing.no_why")}
    on = answers.get("review_on")
    is_wrong = isinstance(on, date) and not today < on <= today + LONGEST_WITHIN
    return {"review_on": Text("informing.wrong_day")} if is_wrong else {}


BY_PAGE: Final[Page[object]] = Page(
    id="by",
    title="informing.page_by",
    fields=(
        Field(id="informer", kind=FieldKind.TEXT, label="informing.informer"),
        Field(id="informed_on", kind=FieldKind.DATE, label="informing.informed_on"),
    ),
    is_shown=_is_informed,
    check=_check_informed,
)
NOT_YET_PAGE: Final[Page[object]] = Page(
    id="not_yet",
    title="informing.page_not_yet",
    fields=(
        Field(
            id="ground",
            kind=FieldKind.CHOICE,
            label="informing.ground",
            choices=options("informing.ground_", *NotYetGround),
        ),
        Field(
            id="why",
            kind=FieldKind.LONG_TEXT,
            label="informing.why",
            is_required=False,
            needed_when="informing.why_needed",
            watches=STORY,
        ),
        Field(
            id="review_on",
            kind=FieldKind.DATE,
            label="informing.review_on",
            hint="informing.review_on_hint",
        ),
    ),
    is_shown=_is_not_yet,
    check=_check_not_yet,
)
