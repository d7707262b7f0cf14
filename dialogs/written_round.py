"""Written rounds as dialogs: the three lines, why a case has to be discussed, what a partner said
by telephone, and who directs a case from now on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.plain import join_names
from cards.words import Text
from cards.written_round import SHOW_ROUND
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems
from domain.draft import Answers
from domain.identifiers import CaseCode, MemberId, RoundId
from domain.press import Press
from domain.written_round import MAY_CHOOSE, RoundLines, RoundState, Stance
from services.moment import Context
from services.partners import name_member, name_organisations
from services.written_round import (
    RoundPermit,
    answer_for_partner,
    ask_table,
    choose_writer,
    list_candidates,
    list_unanswered,
    open_to_answer,
    open_to_guard_round,
    open_to_write,
    write_round,
)

# one line each, and a window stays small
LONGEST_LINE: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutRound:
    """A round; ``as_coordinator`` when somebody notes or decides for others."""

    round: RoundId
    as_coordinator: bool = False


async def _begin(_ctx: Context, found: RoundPermit) -> Beginning[AboutRound]:
    about = AboutRound(round=found.held.id, as_coordinator=found.is_by_telephone)
    return Beginning(about=about, case=found.case.id)


def _code_of(found: RoundPermit, _answers: Answers) -> CaseCode:
    return found.case.code


def _back(found: RoundPermit) -> Press:
    if found.is_by_telephone:
        return Press(verb=SHOW_ROUND, subject=found.held.id)
    return Press(verb=SHOW_OVERVIEW, subject="1")


async def _may_write(ctx: Context, about: AboutRound) -> RoundPermit:
    return await open_to_write(ctx, about.round, by_telephone=about.as_coordinator)


async def _show_writer(ctx: Context, found: RoundPermit) -> Mapping[str, tuple[ShownView, ...]]:
    if not found.is_by_telephone or found.held.writer is None:
        return {}
    name = await name_member(ctx, found.held.writer)
    label = Text("written_round.case_director")
    return {"": (ShownView(label=label, lines=(join_names([name]),)),)}


async def _write(ctx: Context, found: RoundPermit, answers: Answers) -> ReceiptView:
    lines = RoundLines(
        how=text_of(answers, "how"),
        agreed=text_of(answers, "agreed"),
        then=text_of(answers, "then"),
    )
    held = await write_round(ctx, found, lines, may_leave=answers.get("may_leave") is True)
    until: date = held.until_on or ctx.today
    return ReceiptView(
        title=Text("written_round.written", {"code": found.case.code}),
        lines=(Text("written_round.partners_read", {"until": until}),),
        back=_back(found),
    )


async def _may_ask_table(ctx: Context, about: AboutRound) -> RoundPermit:
    if about.as_coordinator:
        return await open_to_guard_round(ctx, about.round)
    return await open_to_answer(ctx, about.round, is_objection=True)


async def _ask_table(ctx: Context, found: RoundPermit, answers: Answers) -> ReceiptView:
    await ask_table(ctx, found, text_of(answers, "wish_reason"))
    return _receipt_of_table(found)


def _receipt_of_table(found: RoundPermit) -> ReceiptView:
    return ReceiptView(
        title=Text("written_round.to_table", {"code": found.case.code}),
        lines=(Text("written_round.what_follows"),),
        back=_back(found),
    )


async def _may_note(ctx: Context, about: AboutRound) -> RoundPermit:
    return await open_to_guard_round(ctx, about.round, RoundState.ASKING, RoundState.WAITING)


async def _offer_partners(ctx: Context, found: RoundPermit) -> tuple[ChoiceView, ...]:
    names = await name_organisations(ctx)
    return tuple(
        ChoiceView(
            value=one.id,
            title=join_names([one.name, names.get(one.organisation, one.organisation)]),
        )
        for one in await list_unanswered(ctx, found)
    )


def _check_reason(answers: Answers, _today: date) -> Problems:
    if answers.get("answer") == Stance.OBJECTS and not text_of(answers, "wish_reason").strip():
        return {"wish_reason": Text("discussion_wish.no_reason")}
    return {}


async def _note(ctx: Context, found: RoundPermit, answers: Answers) -> ReceiptView:
    stance = Stance(text_of(answers, "answer"))
    member = MemberId(text_of(answers, "partner"))
    await answer_for_partner(ctx, found, member, stance, text_of(answers, "wish_reason"))
    if stance is Stance.OBJECTS:
        return _receipt_of_table(found)
    return ReceiptView(
        title=Text("written_round.noted", {"code": found.case.code}), back=_back(found)
    )


async def _may_choose(ctx: Context, about: AboutRound) -> RoundPermit:
    return await open_to_guard_round(ctx, about.round, *MAY_CHOOSE)


async def _offer_candidates(ctx: Context, found: RoundPermit) -> tuple[ChoiceView, ...]:
    members = await list_candidates(ctx, found)
    return tuple(ChoiceView(value=one.id, title=one.name) for one in members)


async def _choose(ctx: Context, found: RoundPermit, answers: Answers) -> ReceiptView:
    asked = MemberId(text_of(answers, "director"))
    await choose_writer(ctx, found, asked)
    said = {"name": await name_member(ctx, asked), "code": found.case.code}
    return ReceiptView(
        title=Text("case_director.asked", said),
        lines=(Text("written_round.waits_for_answer"),),
        back=_back(found),
    )


def _line(name: str) -> Field[object]:
    return Field(
        id=name,
        kind=FieldKind.LONG_TEXT,
        label=f"written_round.{name}",
        hint=f"written_round.{name}_hint",
        max_length=LONGEST_LINE,
        watches=STORY,
    )


def _reason(*, is_required: bool) -> Field[object]:
    return Field(
        id="wish_reason",
        kind=FieldKind.LONG_TEXT,
        label="written_round.why",
        hint="discussion_wish.reason_hint",
        is_required=is_required,
        needed_when="" if is_required else "written_round.when_discussed",
        watches=STORY,
    )


ROUND_WRITING: Final[Dialog[AboutRound, RoundPermit]] = Dialog(
    name="round_writing",
    version=1,
    title="written_round.writing_dialog",
    about=AboutRound,
    pages=(
        Page(
            id="lines",
            title="written_round.page_lines",
            intro="written_round.page_lines_intro",
            fields=(
                _line("how"),
                _line("agreed"),
                _line("then"),
                Field(id="may_leave", kind=FieldKind.YES_NO, label="written_round.may_leave"),
            ),
            shows=_show_writer,
        ),
    ),
    allow=_may_write,
    begin=_begin,
    finish=_write,
    code_of=_code_of,
    finish_button="written_round.send_button",
    way_back=_back,
)
ROUND_TABLE: Final[Dialog[AboutRound, RoundPermit]] = Dialog(
    name="round_table",
    version=1,
    title="written_round.table_dialog",
    about=AboutRound,
    pages=(
        Page(
            id="table",
            title="written_round.page_table",
            intro="written_round.page_table_intro",
            fields=(_reason(is_required=True),),
        ),
    ),
    allow=_may_ask_table,
    begin=_begin,
    finish=_ask_table,
    code_of=_code_of,
    finish_button="discussion_wish.finish_button",
    way_back=_back,
)
ROUND_TELEPHONE: Final[Dialog[AboutRound, RoundPermit]] = Dialog(
    name="round_telephone",
    version=1,
    title="written_round.telephone_dialog",
    about=AboutRound,
    pages=(
        Page(
            id="answer",
            title="written_round.page_telephone",
            intro="written_round.page_telephone_intro",
            fields=(
                Field(
                    id="partner",
                    kind=FieldKind.CHOICE,
                    label="written_round.partner",
                    choices_of=_offer_partners,
                ),
                Field(
                    id="answer",
                    kind=FieldKind.CHOICE,
                    label="written_round.answer",
                    choices=options("written_round.noted_", Stance.AGREES, Stance.OBJECTS),
                ),
                _reason(is_required=False),
            ),
            check=_check_reason,
        ),
    ),
    allow=_may_note,
    begin=_begin,
    finish=_note,
    code_of=_code_of,
    finish_button="absence.record_button",
    way_back=_back,
)
ROUND_WRITER: Final[Dialog[AboutRound, RoundPermit]] = Dialog(
    name="round_writer",
    version=1,
    title="written_round.writer_dialog",
    about=AboutRound,
    pages=(
        Page(
            id="director",
            title="written_round.page_writer",
            intro="written_round.page_writer_intro",
            fields=(
                Field(
                    id="director",
                    kind=FieldKind.CHOICE,
                    label="written_round.case_director",
                    choices_of=_offer_candidates,
                ),
            ),
        ),
    ),
    allow=_may_choose,
    begin=_begin,
    finish=_choose,
    code_of=_code_of,
    finish_button="written_round.choose_button",
    way_back=_back,
)
