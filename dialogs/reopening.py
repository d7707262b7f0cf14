"""Reopening a case as a dialog: why and with which colour; and the second member, who confirms it
or leaves the case closed.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import FieldKind, ReceiptView, ShownView
from cards.reopening import show_closed, show_wish
from cards.words import Text, Value
from dialogs.answers import options, text_of
from dialogs.colour_questions import (
    COLOUR_FIELDS,
    check_colour,
    fill_in_minutes,
    read_wish,
    show_policy,
)
from dialogs.consent import ask_about_newcomers, fill_in_newcomers, read_newcomers_consent
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, name_case
from domain.access import Action
from domain.draft import Answers
from domain.identifiers import CaseCode
from domain.press import Press
from services.access import Permit
from services.moment import Context
from services.reopening import (
    ReopeningLook,
    ask_to_reopen,
    confirm_reopening,
    leave_closed,
    open_reopening,
    record_closed_seen,
    view_closed,
)
from services.seen_case import SeenCase, see, take_case

_CONFIRM, _DECLINE = "confirm", "decline"


async def _may_reopen(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.REOPEN_CASE, seen)


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    case = permit.case
    filled_in = await fill_in_newcomers(ctx, case)
    return Beginning(about=see(case), case=case.id, answers=filled_in)


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    closed = show_closed(await view_closed(ctx, permit))
    return {**await show_policy(ctx, permit), "": closed}


async def _ask(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    why = text_of(answers, "reopening_reason")
    consent = read_newcomers_consent(answers)
    asked = await ask_to_reopen(ctx, permit, why, read_wish(answers), consent)
    said: dict[str, Value] = {"names": ", ".join(asked.names), "on": asked.until_on}
    return ReceiptView(
        title=Text("reopening.asked", {"code": asked.code}),
        lines=(Text("reopening.asked_of", said), Text("reopening.still_closed")),
    )


async def _may_confirm(ctx: Context, seen: SeenCase) -> ReopeningLook:
    return await open_reopening(ctx, seen)


async def _begin_confirming(_ctx: Context, look: ReopeningLook) -> Beginning[SeenCase]:
    return Beginning(about=see(look.permit.case), case=look.permit.case.id)


async def _show_wish(ctx: Context, look: ReopeningLook) -> Mapping[str, tuple[ShownView, ...]]:
    closed = show_closed(await view_closed(ctx, look.permit))
    return {"": (*show_wish(look), *closed)}


def _check_decision(answers: Answers, _today: date) -> Problems:
    is_silent = not text_of(answers, "against").strip()
    is_without = answers.get("decision") == _DECLINE and is_silent
    return {"against": Text("reopening.no_reason_against")} if is_without else {}


async def _decide(ctx: Context, look: ReopeningLook, answers: Answers) -> ReceiptView:
    hears = Text("reopening.asker_hears", {"name": look.asker.name})
    if answers.get("decision") == _DECLINE:
        case = await leave_closed(ctx, look, text_of(answers, "against"))
        return ReceiptView(title=Text("reopening.stays", {"code": case.code}), lines=(hears,))
    case = await confirm_reopening(ctx, look)
    return ReceiptView(title=Text("reopening.done", {"code": case.code}), lines=(hears,))


def _back(_look: ReopeningLook) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


def _code_of(look: ReopeningLook, _answers: Answers) -> CaseCode:
    return look.permit.case.code


REOPENING: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="reopening",
    version=1,
    title="reopening.dialog",
    about=SeenCase,
    pages=(
        Page(
            id="reopening",
            title="reopening.page",
            intro="reopening.page_intro",
            fields=(
                Field(
                    id="reopening_reason",
                    kind=FieldKind.LONG_TEXT,
                    label="reopening.reason",
                    hint="reopening.reason_hint",
                    watches=STORY,
                ),
                *COLOUR_FIELDS,
            ),
            check=check_colour,
            shows=_show,
            fill_in=fill_in_minutes,
        ),
        ask_about_newcomers(),
    ),
    allow=_may_reopen,
    begin=_begin,
    finish=_ask,
    code_of=name_case,
    finish_button="reopening.ask_button",
    sees=record_closed_seen,
)
REOPENING_CONFIRMING: Final[Dialog[SeenCase, ReopeningLook]] = Dialog(
    name="reopening_confirming",
    version=1,
    title="reopening.confirm_dialog",
    about=SeenCase,
    pages=(
        Page(
            id="decision",
            title="reopening.confirm_page",
            intro="reopening.confirm_intro",
            fields=(
                Field(
                    id="decision",
                    kind=FieldKind.CHOICE,
                    label="reopening.decision",
                    choices=options("reopening.choose_", _CONFIRM, _DECLINE),
                ),
                Field(
                    id="against",
                    kind=FieldKind.LONG_TEXT,
                    label="reopening.against",
                    is_required=False,
                    needed_when="reopening.needed_to_decline",
                    watches=STORY,
                ),
            ),
            check=_check_decision,
            shows=_show_wish,
        ),
    ),
    allow=_may_confirm,
    begin=_begin_confirming,
    finish=_decide,
    code_of=_code_of,
    finish_button="reopening.finish_button",
    way_back=_back,
)
