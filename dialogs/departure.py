"""Saying that an organisation is not involved any more, and deciding on it: dialogs of one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.page import FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case, name_case
from domain.access import Action
from domain.draft import Answers
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.press import Press
from services.access import Permit
from services.departure import (
    DepartureAsked,
    ask_to_leave,
    confirm_departure,
    decline_departure,
    open_departure,
    read_why_they_leave,
    read_why_to_stay,
)
from services.moment import Context
from services.seen_case import SeenCase, take_case

_CONFIRM, _DECLINE = "confirm", "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureOf:
    """Who wants to leave which case."""

    case: CaseId
    member: MemberId


async def _may_ask(ctx: Context, about: AboutCase) -> Permit:
    return await take_case(ctx, Action.ASK_TO_LEAVE, SeenCase(id=about.case))


async def _begin_asking(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    return Beginning(about=AboutCase(case=permit.case.id), case=permit.case.id)


async def _show_why_to_stay(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    why = await read_why_to_stay(ctx, permit)
    if not why:
        return {}
    return {"": (ShownView(label=Text("departure.asked_to_stay"), lines=(why,)),)}


async def _ask(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await ask_to_leave(ctx, permit, text_of(answers, "why_leaving"))
    return ReceiptView(
        title=Text("departure.asked", {"code": permit.case.code}),
        lines=(Text("departure.until_then"),),
    )


async def _may_answer(ctx: Context, about: DepartureOf) -> DepartureAsked:
    return await open_departure(ctx, about.case, about.member)


async def _begin_answering(_ctx: Context, asked: DepartureAsked) -> Beginning[DepartureOf]:
    request = asked.request
    return Beginning(about=DepartureOf(case=request.case, member=request.member), case=request.case)


async def _show_why(ctx: Context, asked: DepartureAsked) -> Mapping[str, tuple[ShownView, ...]]:
    why = await read_why_they_leave(ctx, asked)
    label = Text("departure.says", {"name": asked.name, "at": asked.request.asked_at})
    return {"": (ShownView(label=label, lines=(why,)),)}


def _check_answer(answers: Answers, _today: date) -> Problems:
    is_bare = text_of(answers, "decision") == _DECLINE and not text_of(answers, "why_stay").strip()
    return {"why_stay": Text("departure.no_reason")} if is_bare else {}


async def _answer(ctx: Context, asked: DepartureAsked, answers: Answers) -> ReceiptView:
    said = {"name": asked.name, "code": asked.permit.case.code}
    if text_of(answers, "decision") == _DECLINE:
        await decline_departure(ctx, asked, text_of(answers, "why_stay"))
        return ReceiptView(title=Text("departure.stays", said))
    await confirm_departure(ctx, asked)
    return ReceiptView(title=Text("departure.left", said))


def _code_of(asked: DepartureAsked, _answers: Answers) -> CaseCode:
    return asked.permit.case.code


def _back(asked: DepartureAsked) -> Press:
    return back_to_case(asked.permit)


DEPARTURE_ASKING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="departure_asking",
    version=1,
    title="departure.ask_dialog",
    about=AboutCase,
    pages=(
        Page(
            id="departure",
            title="departure.ask_page",
            intro="departure.ask_intro",
            fields=(
                Field(
                    id="why_leaving",
                    kind=FieldKind.LONG_TEXT,
                    label="departure.why",
                    watches=STORY,
                ),
            ),
            shows=_show_why_to_stay,
        ),
    ),
    allow=_may_ask,
    begin=_begin_asking,
    finish=_ask,
    code_of=name_case,
    finish_button="departure.ask_finish",
    way_back=back_to_case,
)

DEPARTURE_ANSWER: Final[Dialog[DepartureOf, DepartureAsked]] = Dialog(
    name="departure_answer",
    version=1,
    title="departure.answer_dialog",
    about=DepartureOf,
    pages=(
        Page(
            id="answer",
            title="departure.answer_page",
            intro="departure.answer_intro",
            fields=(
                Field(
                    id="decision",
                    kind=FieldKind.CHOICE,
                    label="departure.decision",
                    choices=options("departure.choose_", _CONFIRM, _DECLINE),
                ),
                Field(
                    id="why_stay",
                    kind=FieldKind.LONG_TEXT,
                    label="departure.why_stay",
                    is_required=False,
                    needed_when="departure.needed_when_staying",
                    watches=STORY,
                ),
            ),
            check=_check_answer,
            shows=_show_why,
        ),
    ),
    allow=_may_answer,
    begin=_begin_answering,
    finish=_answer,
    code_of=_code_of,
    finish_button="departure.answer_finish",
    way_back=_back,
)
