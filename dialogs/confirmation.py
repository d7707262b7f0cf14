"""Two dialogs of one page for process directors: what an organisation said by telephone of all that
it is said to have agreed to, and how something that is contradicted is settled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.confirmation import (
    offer_questions,
    offer_ways,
    show_contested,
    show_to_note,
    tell_noted,
    tell_settled,
)
from cards.overview import SHOW_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import choices_of, text_of
from dialogs.consent import ask_consent_to, check_consent, fill_in_today, read_consent
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, about_no_case
from domain.confirmation import SettlingWay
from domain.draft import Answers
from domain.identifiers import CaseCode, ConfirmationId, MemberId
from domain.mandate import AgreedDecision
from domain.press import Press
from services.confirmation_noting import (
    ConfirmationsToNote,
    SaidByTelephone,
    note_confirmations,
    open_confirmations_to_note,
)
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


async def _may_note(ctx: Context, about: AboutConfirmation) -> ConfirmationsToNote:
    return await open_confirmations_to_note(ctx, about.confirmation)


async def _begin_noting(ctx: Context, held: ConfirmationsToNote) -> Beginning[AboutConfirmation]:
    first = held.questions[0].asked
    everything = tuple(one.asked.id for one in held.questions)
    return Beginning(
        about=AboutConfirmation(confirmation=first.id),
        case=first.case,
        answers={"said_on": ctx.today, "discussed": everything},
    )


async def _offer_speakers(_ctx: Context, held: ConfirmationsToNote) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in held.speakers)


async def _offer_questions(_ctx: Context, held: ConfirmationsToNote) -> tuple[ChoiceView, ...]:
    return offer_questions(held)


async def _show_to_note(
    _ctx: Context, held: ConfirmationsToNote
) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_to_note(held)}


def _check_said(answers: Answers, today: date) -> Problems:
    said_on = answers.get("said_on")
    problems = dict[str, Text]()
    if isinstance(said_on, date) and said_on > today:
        problems["said_on"] = Text("confirmation.said_in_future")
    if not set(choices_of(answers, "wrong")) <= set(choices_of(answers, "discussed")):
        problems["wrong"] = Text("confirmation.not_discussed")
    return problems


async def _note(ctx: Context, held: ConfirmationsToNote, answers: Answers) -> ReceiptView:
    said_on = answers.get("said_on")
    said = SaidByTelephone(
        said_by=MemberId(text_of(answers, "said_by")),
        said_on=said_on if isinstance(said_on, date) else ctx.today,
        discussed=_read_ids(answers, "discussed"),
        wrong=_read_ids(answers, "wrong"),
    )
    return tell_noted(await note_confirmations(ctx, held, said), len(said.wrong))


def _read_ids(answers: Answers, field: str) -> tuple[ConfirmationId, ...]:
    return tuple(map(ConfirmationId, choices_of(answers, field)))


CONFIRMATION_NOTING: Final[Dialog[AboutConfirmation, ConfirmationsToNote]] = Dialog(
    name="confirmation_noting",
    version=2,
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
                    id="discussed",
                    kind=FieldKind.CHOICES,
                    label="confirmation.discussed",
                    choices_of=_offer_questions,
                ),
                Field(
                    id="wrong",
                    kind=FieldKind.CHOICES,
                    label="confirmation.wrong",
                    hint="confirmation.wrong_hint",
                    is_required=False,
                    choices_of=_offer_questions,
                ),
            ),
            check=_check_said,
            shows=_show_to_note,
        ),
    ),
    allow=_may_note,
    begin=_begin_noting,
    finish=_note,
    code_of=about_no_case,
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
