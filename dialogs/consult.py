"""Asking a coordinator something before a referral, answering it and reading the answer: dialogs of
one page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.overview import BACK_TO_OVERVIEW
from cards.page import FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import gone_since
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, about_no_case
from domain.consult import (
    CONSULT_KEPT_WITHIN,
    CONSULT_SIGNS,
    ConsultId,
    ConsultOverError,
    ConsultReply,
    SaidAs,
    find_traces,
)
from domain.draft import Answers
from domain.identifiers import MemberId
from domain.press import Press
from services.access import HousePermit
from services.consult import (
    OpenConsult,
    SaidLine,
    answer_consult,
    ask_consult,
    ask_on_consult,
    close_consult,
    open_consult_to_answer,
    open_own_consult,
    open_to_consult,
    read_consult,
    take_on_consult,
)
from services.moment import Context

_ASK_ON, _CLOSE, _TAKE = "ask_on", "close", "take"


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutAsking:
    """A question that a member is about to ask."""

    asker: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutConsult:
    """A question that was asked; ``seen`` is how many lines of it a coordinator read."""

    consult: ConsultId
    seen: int | None = None


async def _may_ask(ctx: Context, _about: AboutAsking) -> HousePermit:
    return open_to_consult(ctx)


async def _begin_asking(ctx: Context, _permit: HousePermit) -> Beginning[AboutAsking]:
    return Beginning(about=AboutAsking(asker=ctx.actor.id))


async def _may_read(ctx: Context, about: AboutConsult) -> OpenConsult:
    return await open_own_consult(ctx, about.consult)


async def _may_answer(ctx: Context, about: AboutConsult) -> OpenConsult:
    with gone_since(ConsultOverError, is_read=about.seen is not None):
        return await open_consult_to_answer(ctx, about.consult, about.seen)


async def _begin(_ctx: Context, opened: OpenConsult) -> Beginning[AboutConsult]:
    return Beginning(about=AboutConsult(consult=opened.consult.id))


async def _begin_answering(_ctx: Context, opened: OpenConsult) -> Beginning[AboutConsult]:
    return Beginning(about=AboutConsult(consult=opened.consult.id, seen=opened.seen))


async def _show_said(ctx: Context, opened: OpenConsult) -> Mapping[str, tuple[ShownView, ...]]:
    wish = ShownView(label=Text(f"consult.reply_{opened.consult.reply}"), lines=())
    said = [_show_line(one) for one in await read_consult(ctx, opened)]
    return {"": (wish, *said)}


def _show_line(said: SaidLine) -> ShownView:
    label = Text(f"consult.said_{said.line.said_as}", {"name": said.name, "at": said.line.at})
    return ShownView(label=label, lines=(said.line.text,) if said.line.text else ())


async def _sees(ctx: Context, opened: OpenConsult) -> None:
    await read_consult(ctx, opened)


def _check_words(answers: Answers, _today: date) -> Problems:
    traces = find_traces(text_of(answers, "words"))
    if not traces:
        return {}
    return {"words": Text("consult.take_out", {"what": Text(f"consult.trace_{traces[0]}")})}


def _check_spoken(answers: Answers, today: date) -> Problems:
    needs_words = text_of(answers, "next") in {SaidAs.ANSWERED, _ASK_ON}
    if needs_words and not text_of(answers, "words").strip():
        return {"words": Text("consult.no_words")}
    return _check_words(answers, today)


async def _ask(ctx: Context, _permit: HousePermit, answers: Answers) -> ReceiptView:
    await ask_consult(ctx, ConsultReply(text_of(answers, "reply")), text_of(answers, "words"))
    return ReceiptView(title=Text("consult.asked"), lines=(Text("consult.asked_follows"),))


async def _go_on(ctx: Context, opened: OpenConsult, answers: Answers) -> ReceiptView:
    if text_of(answers, "next") == _CLOSE:
        await close_consult(ctx, opened)
        return ReceiptView(title=Text("consult.closed"))
    await ask_on_consult(ctx, opened, text_of(answers, "words"))
    return ReceiptView(title=Text("consult.asked"), lines=(Text("consult.asked_follows"),))


async def _answer(ctx: Context, opened: OpenConsult, answers: Answers) -> ReceiptView:
    chosen = text_of(answers, "next")
    if chosen == _TAKE:
        await take_on_consult(ctx, opened)
        return ReceiptView(title=Text("consult.taken_on"))
    saved = await answer_consult(ctx, opened, SaidAs(chosen), text_of(answers, "words"))
    further = (Text("consult.waits_still"),) if saved.waits else ()
    return ReceiptView(title=Text("consult.answer_sent"), lines=further)


def _back_to_own(_loaded: object) -> Press:
    return Press(verb=BACK_TO_OVERVIEW)


def _ask_for_words(label: str, *, needed_when: str = "") -> Field[object]:
    return Field(
        id="words",
        kind=FieldKind.LONG_TEXT,
        label=label,
        hint="consult.nobody_named",
        is_required=not needed_when,
        needed_when=needed_when,
        max_length=CONSULT_SIGNS,
        watches=STORY,
    )


CONSULT_ASKING: Final[Dialog[AboutAsking, HousePermit]] = Dialog(
    name="consult_asking",
    version=1,
    title="consult.dialog",
    about=AboutAsking,
    pages=(
        Page(
            id="question",
            title="consult.ask_page",
            intro="consult.ask_intro",
            fields=(
                _ask_for_words("consult.question"),
                Field(
                    id="reply",
                    kind=FieldKind.CHOICE,
                    label="consult.reply",
                    choices=options("consult.choose_", *ConsultReply),
                ),
            ),
            check=_check_words,
        ),
    ),
    allow=_may_ask,
    begin=_begin_asking,
    finish=_ask,
    code_of=about_no_case,
    finish_button="consult.ask_finish",
    way_back=_back_to_own,
    kept_within=CONSULT_KEPT_WITHIN,
)
CONSULT_READING: Final[Dialog[AboutConsult, OpenConsult]] = Dialog(
    name="consult_reading",
    version=1,
    title="consult.dialog",
    about=AboutConsult,
    pages=(
        Page(
            id="said",
            title="consult.read_page",
            intro="consult.kept",
            fields=(
                Field(
                    id="next",
                    kind=FieldKind.CHOICE,
                    label="consult.next",
                    choices=options("consult.choose_", _ASK_ON, _CLOSE),
                ),
                _ask_for_words("consult.more", needed_when="consult.when_asking_on"),
            ),
            check=_check_spoken,
            shows=_show_said,
        ),
    ),
    allow=_may_read,
    begin=_begin,
    finish=_go_on,
    code_of=about_no_case,
    sees=_sees,
    way_back=_back_to_own,
    kept_within=CONSULT_KEPT_WITHIN,
)
CONSULT_ANSWERING: Final[Dialog[AboutConsult, OpenConsult]] = Dialog(
    name="consult_answering",
    version=1,
    title="consult.dialog",
    about=AboutConsult,
    pages=(
        Page(
            id="answer",
            title="consult.answer_page",
            fields=(
                Field(
                    id="next",
                    kind=FieldKind.CHOICE,
                    label="consult.next",
                    choices=options("consult.choose_", SaidAs.ANSWERED, SaidAs.CALLED, _TAKE),
                ),
                _ask_for_words("consult.answer", needed_when="consult.when_answering"),
            ),
            check=_check_spoken,
            shows=_show_said,
        ),
    ),
    allow=_may_answer,
    begin=_begin_answering,
    finish=_answer,
    code_of=about_no_case,
    sees=_sees,
    way_back=_back_to_own,
    kept_within=CONSULT_KEPT_WITHIN,
)
