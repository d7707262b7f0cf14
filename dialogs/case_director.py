"""Asking somebody to direct the content of a case, and answering that: dialogs of one page."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text, Value
from dialogs.about import AboutCase
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case, name_case
from domain.access import Action
from domain.draft import Answers
from domain.identifiers import MemberId
from services.access import Permit
from services.case_director import (
    accept_directing,
    choose_director,
    decline_directing,
    find_earlier_question,
    list_who_may_direct,
    open_question,
)
from services.moment import Context
from services.partners import name_organisations
from services.seen_case import SeenCase, take_case

_ACCEPT, _DECLINE = "accept", "decline"


async def _may_ask(ctx: Context, about: AboutCase) -> Permit:
    return await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=about.case))


async def _may_answer(ctx: Context, about: AboutCase) -> Permit:
    return await open_question(ctx, about.case)


async def _begin(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    case = permit.case.id
    return Beginning(about=AboutCase(case=case), case=case)


async def _offer_directors(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    names = await name_organisations(ctx)
    return tuple(
        ChoiceView(value=one.id, title=f"{one.name} – {names.get(one.organisation, '')}")
        for one in await list_who_may_direct(ctx, permit)
    )


async def _show_earlier(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    earlier = await find_earlier_question(ctx, permit)
    if earlier is None:
        return {}
    said: dict[str, Value] = {
        "name": earlier.name,
        "at": earlier.request.declined_at or earlier.request.asked_at,
    }
    key = "case_director.asked_at" if earlier.request.is_waiting else "case_director.declined_at"
    lines = (earlier.why,) if earlier.why else (Text("case_director.no_answer_yet"),)
    return {"": (ShownView(label=Text(key, said), lines=lines),)}


async def _ask(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    asked = await choose_director(ctx, permit, MemberId(text_of(answers, "director")))
    said = {"name": asked.name, "code": permit.case.code}
    return ReceiptView(
        title=Text("case_director.asked", said), lines=(Text("case_director.until_then"),)
    )


def _check_why(answers: Answers, _today: date) -> Problems:
    is_bare = text_of(answers, "decision") == _DECLINE and not text_of(answers, "why_not").strip()
    return {"why_not": Text("case_director.no_reason")} if is_bare else {}


async def _answer(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    code = permit.case.code
    if text_of(answers, "decision") == _DECLINE:
        await decline_directing(ctx, permit, text_of(answers, "why_not"))
        return ReceiptView(title=Text("case_director.declined", {"code": code}))
    await accept_directing(ctx, permit)
    return ReceiptView(title=Text("case_director.accepted", {"code": code}))


DIRECTOR_ASKING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="director_asking",
    version=1,
    title="case_director.ask_dialog",
    about=AboutCase,
    pages=(
        Page(
            id="director",
            title="case_director.ask_page",
            intro="case_director.ask_intro",
            fields=(
                Field(
                    id="director",
                    kind=FieldKind.CHOICE,
                    label="case_director.who",
                    choices_of=_offer_directors,
                ),
            ),
            shows=_show_earlier,
        ),
    ),
    allow=_may_ask,
    begin=_begin,
    finish=_ask,
    code_of=name_case,
    finish_button="case_director.ask_finish",
    way_back=back_to_case,
)

DIRECTOR_ANSWER: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="director_answer",
    version=1,
    title="case_director.answer_dialog",
    about=AboutCase,
    pages=(
        Page(
            id="answer",
            title="case_director.answer_page",
            intro="case_director.answer_intro",
            fields=(
                Field(
                    id="decision",
                    kind=FieldKind.CHOICE,
                    label="case_director.decision",
                    choices=options("case_director.choose_", _ACCEPT, _DECLINE),
                ),
                Field(
                    id="why_not",
                    kind=FieldKind.LONG_TEXT,
                    label="case_director.why_not",
                    is_required=False,
                    needed_when="case_director.needed_when_declining",
                    watches=STORY,
                ),
            ),
            check=_check_why,
        ),
    ),
    allow=_may_answer,
    begin=_begin,
    finish=_answer,
    code_of=name_case,
    finish_button="case_director.answer_finish",
    way_back=back_to_case,
)
