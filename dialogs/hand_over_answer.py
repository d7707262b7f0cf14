"""Answering whether one takes over the work of a colleague, or recording what a colleague said by
telephone: dialogs of one page.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cards.hand_over import SHOW_HAND_OVER, say_counts, say_who_asks
from cards.overview import BACK_TO_OVERVIEW
from cards.page import FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import WorkOf
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, about_no_case
from domain.draft import Answers
from domain.press import Press
from services.hand_over_answer import (
    AskedOver,
    accept_hand_over,
    decline_hand_over,
    open_asked_over,
    open_by_telephone,
)
from services.moment import Context

_ACCEPT, _DECLINE = "accept", "decline"


async def _may_answer(ctx: Context, about: WorkOf) -> AskedOver:
    return await open_asked_over(ctx, about.giver)


async def _may_record(ctx: Context, about: WorkOf) -> AskedOver:
    return await open_by_telephone(ctx, about.giver)


async def _begin(_ctx: Context, asked: AskedOver) -> Beginning[WorkOf]:
    return Beginning(about=WorkOf(giver=asked.held.giver))


async def _show_asked(_ctx: Context, asked: AskedOver) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": (ShownView(label=say_who_asks(asked), lines=say_counts(asked.counts)),)}


async def _show_told(_ctx: Context, asked: AskedOver) -> Mapping[str, tuple[ShownView, ...]]:
    label = Text("hand_over.asked_for", {"receiver": asked.receiver, "giver": asked.giver})
    return {"": (ShownView(label=label, lines=say_counts(asked.counts)),)}


def _check_answer(answers: Answers, _today: date) -> Problems:
    return {"why_not": Text("hand_over.no_reason")} if _is_bare(answers) else {}


def _check_told(answers: Answers, _today: date) -> Problems:
    return {"why_not": Text("hand_over.no_told_reason")} if _is_bare(answers) else {}


def _is_bare(answers: Answers) -> bool:
    return text_of(answers, "decision") == _DECLINE and not text_of(answers, "why_not").strip()


async def _answer(ctx: Context, asked: AskedOver, answers: Answers) -> ReceiptView:
    said = {"name": asked.giver}
    if text_of(answers, "decision") == _DECLINE:
        await decline_hand_over(ctx, asked, text_of(answers, "why_not"))
        return ReceiptView(title=Text("hand_over.declined", said))
    moved = await accept_hand_over(ctx, asked)
    return ReceiptView(title=Text("hand_over.accepted", said), lines=say_counts(moved))


async def _record(ctx: Context, asked: AskedOver, answers: Answers) -> ReceiptView:
    said = {"receiver": asked.receiver, "giver": asked.giver}
    if text_of(answers, "decision") == _DECLINE:
        await decline_hand_over(ctx, asked, text_of(answers, "why_not"))
        return ReceiptView(title=Text("hand_over.news_declined", said))
    moved = await accept_hand_over(ctx, asked)
    return ReceiptView(title=Text("hand_over.news_accepted", said), lines=say_counts(moved))


def _back_to_card(_asked: AskedOver) -> Press:
    return Press(verb=SHOW_HAND_OVER)


def _back_to_own(_asked: AskedOver) -> Press:
    return Press(verb=BACK_TO_OVERVIEW)


_WHY_NOT: Final[Field[AskedOver]] = Field(
    id="why_not",
    kind=FieldKind.LONG_TEXT,
    label="hand_over.why_not",
    is_required=False,
    needed_when="hand_over.needed_when_declining",
    watches=STORY,
)
_WHY_NOT_TOLD: Final = replace(_WHY_NOT, needed_when="hand_over.told_why_needed")

HAND_OVER_ANSWER: Final[Dialog[WorkOf, AskedOver]] = Dialog(
    name="hand_over_answer",
    version=1,
    title="hand_over.answer_dialog",
    about=WorkOf,
    pages=(
        Page(
            id="answer",
            title="hand_over.answer_page",
            intro="hand_over.answer_intro",
            fields=(
                Field(
                    id="decision",
                    kind=FieldKind.CHOICE,
                    label="hand_over.decision",
                    choices=options("hand_over.choose_", _ACCEPT, _DECLINE),
                ),
                _WHY_NOT,
            ),
            check=_check_answer,
            shows=_show_asked,
        ),
    ),
    allow=_may_answer,
    begin=_begin,
    finish=_answer,
    code_of=about_no_case,
    finish_button="hand_over.answer_finish",
    way_back=_back_to_own,
)

HAND_OVER_BY_TELEPHONE: Final[Dialog[WorkOf, AskedOver]] = Dialog(
    name="hand_over_by_telephone",
    version=1,
    title="hand_over.telephone_dialog",
    about=WorkOf,
    pages=(
        Page(
            id="told",
            title="hand_over.telephone_page",
            intro="hand_over.telephone_intro",
            fields=(
                Field(
                    id="decision",
                    kind=FieldKind.CHOICE,
                    label="hand_over.told_decision",
                    choices=options("hand_over.told_", _ACCEPT, _DECLINE),
                ),
                _WHY_NOT_TOLD,
            ),
            check=_check_told,
            shows=_show_told,
        ),
    ),
    allow=_may_record,
    begin=_begin,
    finish=_record,
    code_of=about_no_case,
    finish_button="hand_over.telephone_finish",
    way_back=_back_to_card,
)
