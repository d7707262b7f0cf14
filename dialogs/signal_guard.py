"""What comes of a signal: a supplier says whether it objects; a coordinator takes that down by
telephone, withdraws the signal, or puts on record that it was handed over.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.overview import BACK_TO_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.signal import (
    offer_signal_ways,
    offer_suppliers,
    show_asked_signal,
    show_guarded_signal,
)
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, about_no_case
from dialogs.signal_about import AboutSignal, about_signal, over_when_gone, require_as_read
from domain.draft import Answers
from domain.identifiers import OrganisationId
from domain.press import Press
from domain.purpose import CasePurpose
from domain.signal import NotOnThatDayError, SignalSaid, SignalSays, SignalWay
from services.moment import Context
from services.signal import (
    OpenSignal,
    form_signal_said,
    note_signal_said,
    open_signal,
    read_signal,
    record_handed_over,
    withdraw_signal,
)
from services.signal_answer import (
    SignalQuestion,
    answer_signal,
    open_signal_question,
    read_signal_question,
)

_HAND_OVER, _NOTE, _WITHDRAW = "hand_over", "note", "withdraw"
_REASON_SIGNS: Final = 500


async def _may_answer(ctx: Context, about: AboutSignal) -> SignalQuestion:
    with over_when_gone(about):
        question = await open_signal_question(ctx, about.signal)
    require_as_read(about, question.signal)
    return question


async def _begin_answering(_ctx: Context, question: SignalQuestion) -> Beginning[AboutSignal]:
    return Beginning(about=about_signal(question.signal))


async def _show_asked(
    ctx: Context, question: SignalQuestion
) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_asked_signal(await read_signal_question(ctx, question))}


async def _sees_asked(ctx: Context, question: SignalQuestion) -> None:
    await read_signal_question(ctx, question)


def _read_said(ctx: Context, answers: Answers) -> SignalSaid:
    return form_signal_said(ctx, SignalSays(text_of(answers, "says")), text_of(answers, "reason"))


async def _answer(ctx: Context, question: SignalQuestion, answers: Answers) -> ReceiptView:
    said = _read_said(ctx, answers)
    await answer_signal(ctx, question, said)
    return ReceiptView(
        title=Text(f"signal.said_{said.says}"),
        lines=(Text("signal.said_otherwise"),),
    )


async def _may_guard(ctx: Context, about: AboutSignal) -> OpenSignal:
    with over_when_gone(about):
        opened = await open_signal(ctx, about.signal)
    require_as_read(about, opened.signal)
    return opened


async def _begin_guarding(_ctx: Context, opened: OpenSignal) -> Beginning[AboutSignal]:
    return Beginning(about=about_signal(opened.signal))


async def _show_guarded(ctx: Context, opened: OpenSignal) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_guarded_signal(await read_signal(ctx, opened))}


async def _sees_guarded(ctx: Context, opened: OpenSignal) -> None:
    await read_signal(ctx, opened)


async def _offer_ways(ctx: Context, opened: OpenSignal) -> tuple[ChoiceView, ...]:
    return offer_signal_ways(await read_signal(ctx, opened))


async def _offer_suppliers(ctx: Context, opened: OpenSignal) -> tuple[ChoiceView, ...]:
    return offer_suppliers(await read_signal(ctx, opened))


def _is_next(answers: Answers, chosen: str) -> bool:
    return text_of(answers, "next") == chosen


async def _go_on(ctx: Context, opened: OpenSignal, answers: Answers) -> ReceiptView:
    match text_of(answers, "next"):
        case "note":
            await note_signal_said(
                ctx,
                opened,
                OrganisationId(text_of(answers, "supplier")),
                _read_said(ctx, answers),
            )
            title = Text("signal.noted")
        case "withdraw":
            await withdraw_signal(ctx, opened)
            title = Text("signal.withdrawn")
        case _:
            await _hand_over(ctx, opened, answers)
            title = Text("signal.handed_over")
    return ReceiptView(title=title)


async def _hand_over(ctx: Context, opened: OpenSignal, answers: Answers) -> None:
    on = answers.get("on")
    if not isinstance(on, date):
        raise NotOnThatDayError
    way = SignalWay(text_of(answers, "way"))
    await record_handed_over(ctx, opened, way, on, text_of(answers, "to"))


def _purpose_of(_question: SignalQuestion) -> CasePurpose:
    return CasePurpose.ADVISE


def _back_to_own(_loaded: object) -> Press:
    return Press(verb=BACK_TO_OVERVIEW)


_SAYS: Final[tuple[Field[object], ...]] = (
    Field(
        id="says",
        kind=FieldKind.CHOICE,
        label="signal.says",
        choices=options("signal.choose_", *SignalSays),
    ),
    Field(
        id="reason",
        kind=FieldKind.LONG_TEXT,
        label="signal.reason",
        hint="signal.reason_hint",
        is_required=False,
        max_length=_REASON_SIGNS,
        watches=STORY,
    ),
)

SIGNAL_ANSWERING: Final[Dialog[AboutSignal, SignalQuestion]] = Dialog(
    name="signal_answering",
    version=1,
    title="signal.answer_dialog",
    about=AboutSignal,
    pages=(
        Page(
            id="answer",
            title="signal.answer_page",
            intro="signal.answer_intro",
            fields=_SAYS,
            shows=_show_asked,
        ),
    ),
    allow=_may_answer,
    begin=_begin_answering,
    finish=_answer,
    code_of=about_no_case,
    sees=_sees_asked,
    purpose_of=_purpose_of,
    finish_button="signal.answer_button",
    way_back=_back_to_own,
)
SIGNAL_GUARDING: Final[Dialog[AboutSignal, OpenSignal]] = Dialog(
    name="signal_guarding",
    version=1,
    title="signal.dialog",
    about=AboutSignal,
    pages=(
        Page(
            id="next",
            title="signal.guard_page",
            fields=(
                Field(
                    id="next",
                    kind=FieldKind.CHOICE,
                    label="signal.next",
                    choices_of=_offer_ways,
                ),
            ),
            shows=_show_guarded,
        ),
        Page(
            id="said",
            title="signal.note_page",
            intro="signal.note_intro",
            fields=(
                Field(
                    id="supplier",
                    kind=FieldKind.CHOICE,
                    label="signal.supplier",
                    choices_of=_offer_suppliers,
                ),
                *_SAYS,
            ),
            is_shown=lambda answers: _is_next(answers, _NOTE),
        ),
        Page(
            id="handing",
            title="signal.hand_over_page",
            intro="signal.hand_over_intro",
            fields=(
                Field(id="on", kind=FieldKind.DATE, label="signal.handed_on"),
                Field(
                    id="way",
                    kind=FieldKind.CHOICE,
                    label="signal.handed_way",
                    choices=options("signal.way_", *SignalWay),
                ),
                Field(
                    id="to",
                    kind=FieldKind.TEXT,
                    label="signal.handed_to",
                    hint="signal.function_hint",
                ),
            ),
            is_shown=lambda answers: _is_next(answers, _HAND_OVER),
        ),
    ),
    allow=_may_guard,
    begin=_begin_guarding,
    finish=_go_on,
    code_of=about_no_case,
    sees=_sees_guarded,
    way_back=_back_to_own,
)
