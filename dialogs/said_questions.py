"""The questions about what was said of a case, and what somebody else saved of it meanwhile: for a
meeting, an acute session and the minutes of both.
"""

from collections.abc import Sequence
from typing import Final

from cards.page import FieldKind
from dialogs.answers import text_of
from dialogs.pages import STORY, Field, ReadAgainError
from domain.discussion import Discussion, DiscussionText, join_texts
from domain.draft import Answer, Answers
from services.calendar import write_moment
from services.moment import Context
from services.partners import name_member

SAID: Final = ("picture", "judgement", "decision")
SAID_IN_SESSION: Final = ("facts", *SAID)
LONGEST_SAID: Final = 800


def ask_said(name: str, label: str, hint: str = "", needed_when: str = "") -> Field[object]:
    """Ask one part of what was said; it may stay empty."""
    return Field(
        id=name,
        kind=FieldKind.LONG_TEXT,
        label=label,
        hint=hint,
        is_required=False,
        needed_when=needed_when,
        max_length=LONGEST_SAID,
        watches=STORY,
    )


def fill_in_said(newest: Discussion | None, names: Sequence[str]) -> Answers:
    """What was saved last, to go on with; ``seen`` is how often it was saved then."""
    if newest is None:
        return {"seen": 0}
    typed = {name: getattr(newest.text, name) for name in names if getattr(newest.text, name)}
    off_list = {"off_list": newest.text.off_list.value} if newest.text.off_list else {}
    return {**typed, **off_list, "seen": newest.number}


def was_saved_meanwhile(newest: Discussion, answers: Answers) -> bool:
    """Tell whether somebody saved since these answers began."""
    return answers.get("seen") != newest.number


def read_said(answers: Answers) -> DiscussionText:
    """Read what was said."""
    return DiscussionText(
        facts=text_of(answers, "facts"),
        picture=text_of(answers, "picture"),
        judgement=text_of(answers, "judgement"),
        decision=text_of(answers, "decision"),
    )


async def join_saved(
    ctx: Context, newest: Discussion, answers: Answers, names: Sequence[str]
) -> ReadAgainError:
    """Put what somebody else saved meanwhile beside what was typed, so that nothing is lost."""
    kept = fill_in_said(newest, names)
    joined: dict[str, Answer] = {
        name: join_texts(text_of(kept, name), text_of(answers, name))
        for name in names
        if text_of(kept, name) or text_of(answers, name)
    }
    joined |= {"off_list": kept["off_list"]} if {"off_list"} <= kept.keys() - answers else {}
    name = await name_member(ctx, newest.written_by)
    at = write_moment(ctx.house, newest.written_at)
    return ReadAgainError({**joined, "seen": newest.number}, name=name, at=at)
