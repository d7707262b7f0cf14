"""Two dialogs of one page for process directors: what an organisation said by telephone of it that
it agreed, and how something that is contradicted is settled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.confirmation import offer_ways, show_contested, show_to_note, tell_noted, tell_settled
from cards.overview import SHOW_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.consent import ask_consent_to, check_consent, fill_in_today, read_consent
from dialogs.pages import Beginning, Dialog, Field, Page, Problems
from domain.confirmation import ConfirmationAnswer, SettlingWay
from domain.draft import Answers
from domain.identifiers import CaseCode, ConfirmationId, MemberId
from domain.mandate import AgreedDecision
from domain.press import Press
from services.confirmation import ConfirmationToNote, note_confirmation, open_confirmation_to_note
from services.confirmation_settling import (
    ContestedLook,
    open_contested,
    settle_by_weighing_anew,
    settle_undone,
    settle_with,
)
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutConfirmation:
    """What an organisation is asked, of one decision."""

    confirmation: ConfirmationId


def _back(_held: object) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


async def _may_note(ctx: Context, about: AboutConfirmation) -> ConfirmationToNote:
    return await open_confirmation_to_note(ctx, about.confirmation)


async def _begin_noting(ctx: Context, held: ConfirmationToNote) -> Beginning[AboutConfirmation]:
    about = AboutConfirmation(confirmation=held.asked.id)
    return Beginning(about=about, case=held.permit.case.id, answers={"said_on": ctx.today})


async def _offer_speakers(_ctx: Context, held: ConfirmationToNote) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in held.speakers)


async def _show_to_note(
    _ctx: Context, held: ConfirmationToNote
) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_to_note(held)}


def _check_said(answers: Answers, today: date) -> Problems:
    said_on = answers.get("said_on")
    is_to_come = isinstance(said_on, date) and said_on > today
    return {"said_on": Text("confirmation.said_in_future")} if is_to_come else {}


async def _note(ctx: Context, held: ConfirmationToNote, answers: Answers) -> ReceiptView:
    answer = ConfirmationAnswer(text_of(answers, "answer"))
    said_on = answers.get("said_on")
    day = said_on if isinstance(said_on, date) else ctx.today
    await note_confirmation(ctx, held, answer, MemberId(text_of(answers, "said_by")), day)
    return tell_noted(answer)


def _code_of_noted(held: ConfirmationToNote, _answers: Answers) -> CaseCode:
    return held.permit.case.code


CONFIRMATION_NOTING: Final[Dialog[AboutConfirmation, ConfirmationToNote]] = Dialog(
    name="confirmation_noting",
    version=1,
    title="confirmation.noting",
    about=AboutConfirmation,
    pages=(
        Page(
            id="confirmation_noting",
            title="confirmation.noting_page",
            intro="confirmation.noting_intro",
            fields=(
                Field(
                    id="said_by",
                    kind=FieldKind.CHOICE,
                    label="confirmation.said_by",
                    choices_of=_offer_speakers,
                ),
                Field(id="said_on", kind=FieldKind.DATE, label="confirmation.said_on"),
                Field(
                    id="answer",
                    kind=FieldKind.CHOICE,
                    label="confirmation.answer",
                    choices=options("confirmation.choose_", *ConfirmationAnswer),
                ),
            ),
            check=_check_said,
            shows=_show_to_note,
        ),
    ),
    allow=_may_note,
    begin=_begin_noting,
    finish=_note,
    code_of=_code_of_noted,
    finish_button="confirmation.note_finish",
    way_back=_back,
)


async def _may_settle(ctx: Context, about: AboutConfirmation) -> ContestedLook:
    return await open_contested(ctx, about.confirmation)


async def _begin_settling(ctx: Context, look: ContestedLook) -> Beginning[AboutConfirmation]:
    about = AboutConfirmation(confirmation=look.contested.id)
    return Beginning(about=about, case=look.permit.case.id, answers=fill_in_today(ctx))


async def _offer_ways(_ctx: Context, look: ContestedLook) -> tuple[ChoiceView, ...]:
    return offer_ways(look.ways)


async def _show_contested(
    _ctx: Context, look: ContestedLook
) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_contested(look.row)}


def _decision_of(look: ContestedLook) -> AgreedDecision:
    return look.contested.decision


def _check_way(answers: Answers, today: date) -> Problems:
    is_instead = text_of(answers, "way") == SettlingWay.INSTEAD
    return check_consent(answers, today) if is_instead else {}


async def _settle(ctx: Context, look: ContestedLook, answers: Answers) -> ReceiptView:
    way = SettlingWay(text_of(answers, "way"))
    match way:
        case SettlingWay.INSTEAD:
            await settle_with(ctx, look, read_consent(answers))
        case SettlingWay.UNDONE:
            await settle_undone(ctx, look)
        case SettlingWay.WEIGH_ANEW:
            await settle_by_weighing_anew(ctx, look)
    return tell_settled(way)


def _code_of_contested(look: ContestedLook, _answers: Answers) -> CaseCode:
    return look.permit.case.code


CONFIRMATION_SETTLING: Final[Dialog[AboutConfirmation, ContestedLook]] = Dialog(
    name="confirmation_settling",
    version=1,
    title="confirmation.settling",
    about=AboutConfirmation,
    pages=(
        Page(
            id="confirmation_settling",
            title="confirmation.settling_page",
            intro="confirmation.settling_intro",
            fields=(
                Field(
                    id="way",
                    kind=FieldKind.CHOICE,
                    label="confirmation.way",
                    choices_of=_offer_ways,
                ),
                *ask_consent_to(_decision_of),
            ),
            check=_check_way,
            shows=_show_contested,
        ),
    ),
    allow=_may_settle,
    begin=_begin_settling,
    finish=_settle,
    code_of=_code_of_contested,
    finish_button="confirmation.settle_finish",
    way_back=_back,
)
