"""Handing all one holds to a colleague, and answering that: dialogs of one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.hand_over import SHOW_HAND_OVER, say_counts, say_who_asks
from cards.overview import BACK_TO_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, about_no_case
from domain.draft import Answers
from domain.identifiers import MemberId, OrganisationId
from domain.press import Press
from services.hand_over import (
    AskedOver,
    ToHandOver,
    accept_hand_over,
    ask_to_take_over,
    decline_hand_over,
    open_asked_over,
    open_to_hand_over,
    read_own_work,
)
from services.hand_over_for import open_work_of
from services.held_work import count_held
from services.moment import Context

_ACCEPT, _DECLINE = "accept", "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFor:
    """Whose work for which organisation is handed over by another."""

    giver: MemberId
    organisation: OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOf:
    """Whose work is handed over."""

    giver: MemberId


async def _may_give(ctx: Context, _about: WorkOf) -> ToHandOver:
    return await open_to_hand_over(ctx)


async def _begin_giving(_ctx: Context, found: ToHandOver) -> Beginning[WorkOf]:
    return Beginning(about=WorkOf(giver=found.work.holder))


async def _offer_colleagues(_ctx: Context, found: ToHandOver) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in found.colleagues)


async def _show_own(ctx: Context, found: ToHandOver) -> Mapping[str, tuple[ShownView, ...]]:
    codes = await read_own_work(ctx, found)
    goes = ShownView(label=Text("hand_over.goes"), lines=say_counts(count_held(found.work)))
    named = ShownView(label=Text("hand_over.codes"), lines=(", ".join(codes),))
    return {"": (goes, *((named,) if codes else ()), *_say_why_not(found))}


def _say_why_not(found: ToHandOver) -> tuple[ShownView, ...]:
    if not found.why_not:
        return ()
    label = Text("hand_over.why_said", {"name": found.declined_by})
    return (ShownView(label=label, lines=(found.why_not,)),)


async def _give(ctx: Context, found: ToHandOver, answers: Answers) -> ReceiptView:
    asked = await ask_to_take_over(ctx, found, MemberId(text_of(answers, "colleague")))
    return ReceiptView(
        title=Text("hand_over.asked", {"name": asked.name}), lines=(Text("hand_over.until_then"),)
    )


async def _may_give_for(ctx: Context, about: WorkFor) -> ToHandOver:
    return await open_work_of(ctx, about.giver, about.organisation)


async def _begin_giving_for(_ctx: Context, found: ToHandOver) -> Beginning[WorkFor]:
    work = found.work
    return Beginning(about=WorkFor(giver=work.holder, organisation=work.organisation))


async def _show_theirs(_ctx: Context, found: ToHandOver) -> Mapping[str, tuple[ShownView, ...]]:
    label = Text("hand_over.work_of", {"name": found.giver, "organisation": found.organisation})
    held = ShownView(label=label, lines=say_counts(count_held(found.work)))
    return {"": (held, *_say_why_not(found))}


async def _give_for(ctx: Context, found: ToHandOver, answers: Answers) -> ReceiptView:
    asked = await ask_to_take_over(ctx, found, MemberId(text_of(answers, "colleague")))
    said = {"receiver": asked.name, "giver": found.giver}
    return ReceiptView(
        title=Text("hand_over.asked_for", said), lines=(Text("hand_over.until_then"),)
    )


async def _may_answer(ctx: Context, about: WorkOf) -> AskedOver:
    return await open_asked_over(ctx, about.giver)


async def _begin_answering(_ctx: Context, asked: AskedOver) -> Beginning[WorkOf]:
    return Beginning(about=WorkOf(giver=asked.held.giver))


async def _show_asked(_ctx: Context, asked: AskedOver) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": (ShownView(label=say_who_asks(asked), lines=say_counts(asked.counts)),)}


def _check_answer(answers: Answers, _today: date) -> Problems:
    is_bare = text_of(answers, "decision") == _DECLINE and not text_of(answers, "why_not").strip()
    return {"why_not": Text("hand_over.no_reason")} if is_bare else {}


async def _answer(ctx: Context, asked: AskedOver, answers: Answers) -> ReceiptView:
    said = {"name": asked.giver}
    if text_of(answers, "decision") == _DECLINE:
        await decline_hand_over(ctx, asked, text_of(answers, "why_not"))
        return ReceiptView(title=Text("hand_over.declined", said))
    moved = await accept_hand_over(ctx, asked)
    return ReceiptView(title=Text("hand_over.accepted", said), lines=say_counts(moved))


def _back_to_card(_found: ToHandOver) -> Press:
    return Press(verb=SHOW_HAND_OVER)


def _back_to_own(_asked: AskedOver) -> Press:
    return Press(verb=BACK_TO_OVERVIEW)


_COLLEAGUE: Final[Field[ToHandOver]] = Field(
    id="colleague",
    kind=FieldKind.CHOICE,
    label="hand_over.colleague",
    hint="hand_over.colleague_hint",
    choices_of=_offer_colleagues,
)

HAND_OVER_GIVING: Final[Dialog[WorkOf, ToHandOver]] = Dialog(
    name="hand_over_giving",
    version=1,
    title="hand_over.give_dialog",
    about=WorkOf,
    pages=(
        Page(
            id="colleague",
            title="hand_over.give_page",
            intro="hand_over.give_intro",
            fields=(_COLLEAGUE,),
            shows=_show_own,
        ),
    ),
    allow=_may_give,
    begin=_begin_giving,
    finish=_give,
    code_of=about_no_case,
    finish_button="hand_over.give_finish",
    way_back=_back_to_card,
)

HAND_OVER_FOR: Final[Dialog[WorkFor, ToHandOver]] = Dialog(
    name="hand_over_for",
    version=1,
    title="hand_over.give_dialog",
    about=WorkFor,
    pages=(
        Page(
            id="colleague",
            title="hand_over.for_page",
            intro="hand_over.for_page_intro",
            fields=(_COLLEAGUE,),
            shows=_show_theirs,
        ),
    ),
    allow=_may_give_for,
    begin=_begin_giving_for,
    finish=_give_for,
    code_of=about_no_case,
    finish_button="hand_over.give_finish",
    way_back=_back_to_card,
)

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
                Field(
                    id="why_not",
                    kind=FieldKind.LONG_TEXT,
                    label="hand_over.why_not",
                    is_required=False,
                    needed_when="hand_over.needed_when_declining",
                    watches=STORY,
                ),
            ),
            check=_check_answer,
            shows=_show_asked,
        ),
    ),
    allow=_may_answer,
    begin=_begin_answering,
    finish=_answer,
    code_of=about_no_case,
    finish_button="hand_over.answer_finish",
    way_back=_back_to_own,
)
