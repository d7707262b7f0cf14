"""Calling a statement incorrect, and answering that: what is said is read in windows only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import FieldKind, ReceiptView, ShownView
from cards.referral import tell_birth, write_name
from cards.words import Text, Value
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems
from domain.draft import Answers
from domain.identifiers import (
    CaseCode,
    CaseId,
    ContributionId,
    InvitationId,
    MarkId,
    MinutesId,
    SessionId,
)
from domain.incorrect import OF_REFERRAL, StatementPart
from domain.press import Press
from domain.purpose import CasePurpose
from domain.referral import doubt_birth
from services.incorrect import (
    Markable,
    MarkToAnswer,
    correct_identity,
    correct_statement,
    let_statement_stand,
    mark_incorrect,
    open_contribution_to_mark,
    open_mark_to_answer,
    open_minutes_to_mark,
    open_report_to_mark,
    open_story_to_mark,
    open_told_to_mark,
    record_mark_seen,
)
from services.moment import Context

_CORRECT, _STANDS = "correct", "stands"
# marks of a whole case must fit in one window
_MARK_SIGNS: Final = 160
_OF_AN_OCCASION: Final = {one.value for one in StatementPart if one not in OF_REFERRAL}
# as much as the referral itself may hold
_LONGEST: Final[Mapping[str, int]] = {
    StatementPart.WHY_NOW: 600,
    StatementPart.AIM: 1000,
    StatementPart.MINUTES: 800,
    StatementPart.CONTRIBUTION: 1000,
}
_MOST_SIGNS: Final = 2000


class MarkWhere(StrEnum):
    """Where somebody reads what they call incorrect."""

    REFERRAL = "referral"
    MINUTES = "minutes"
    REPORT = "report"
    TOLD = "told"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementOf:
    """What is called incorrect: something in the referral of a case, minutes, a contribution, or
    what was reported acutely, by its session or an own invitation.
    """

    where: MarkWhere
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkOf:
    """The mark that is answered."""

    mark: MarkId


async def _may_mark(ctx: Context, about: StatementOf) -> Markable:
    match about.where:
        case MarkWhere.MINUTES:
            return await open_minutes_to_mark(ctx, MinutesId(about.subject))
        case MarkWhere.REPORT:
            return await open_report_to_mark(ctx, SessionId(about.subject))
        case MarkWhere.TOLD:
            return await open_told_to_mark(ctx, InvitationId(about.subject))
        case MarkWhere.CONTRIBUTION:
            return await open_contribution_to_mark(ctx, ContributionId(about.subject))
        case MarkWhere.REFERRAL:
            return await open_story_to_mark(ctx, CaseId(about.subject))


async def _begin_marking(_ctx: Context, held: Markable) -> Beginning[StatementOf]:
    case = held.permit.case.id
    if not held.subject:
        return Beginning(about=StatementOf(where=MarkWhere.REFERRAL, subject=case), case=case)
    (part,) = held.parts
    about = StatementOf(where=MarkWhere(part.value), subject=held.subject)
    if held.invitation:
        about = StatementOf(where=MarkWhere.TOLD, subject=held.invitation)
    return Beginning(about=about, case=case, answers={"part": part.value})


async def _mark(ctx: Context, held: Markable, answers: Answers) -> ReceiptView:
    part = StatementPart(text_of(answers, "part"))
    await mark_incorrect(ctx, held, part, text_of(answers, "what"))
    return ReceiptView(
        title=Text("incorrect.marked", {"code": held.permit.case.code}),
        lines=(Text("incorrect.marked_follows"),),
    )


def _is_of_referral(answers: Answers) -> bool:
    return answers.get("part") not in _OF_AN_OCCASION


def _code_of_statement(held: Markable, _answers: Answers) -> CaseCode:
    return held.permit.case.code


def _to_mine(_held: object) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


async def _may_answer(ctx: Context, about: MarkOf) -> MarkToAnswer:
    return await open_mark_to_answer(ctx, about.mark)


async def _begin_answering(_ctx: Context, held: MarkToAnswer) -> Beginning[MarkOf]:
    part, identity = held.mark.part, held.referral.identity
    answers: dict[str, str | date] = {"part": part.value}
    if part is StatementPart.WHO:
        answers["name"] = identity.name
        answers |= {"born_on": identity.born_on} if identity.born_on else {}
    elif held.said:
        answers["corrected"] = held.said
    return Beginning(about=MarkOf(mark=held.mark.id), case=held.mark.case, answers=answers)


async def _show_mark(_ctx: Context, held: MarkToAnswer) -> Mapping[str, tuple[ShownView, ...]]:
    mark = held.mark
    says: dict[str, Value] = {
        "organisation": held.organisation,
        "at": mark.marked_at,
        "part": Text(f"incorrect.part_{mark.part}"),
    }
    said = ShownView(label=Text("incorrect.says", says), lines=(held.told.words.what,))
    return {"": (said, *_show_statement(held))}


def _show_statement(held: MarkToAnswer) -> tuple[ShownView, ...]:
    """What it says now; minutes are read where they stand."""
    label = Text("incorrect.says_now")
    if held.mark.part is StatementPart.WHO:
        identity = held.referral.identity
        lines = (write_name(identity.name), *tell_birth(identity.born_on))
        return (ShownView(label=label, lines=lines),)
    if held.report:
        lines = (held.report.happening, *(one.text for one in held.report.added))
        return (ShownView(label=label, lines=lines),)
    return (ShownView(label=label, lines=(held.said,)),) if held.said else ()


def _check_decision(answers: Answers, _today: date) -> Problems:
    is_bare = answers.get("decision") == _STANDS and not text_of(answers, "why_stands").strip()
    return {"why_stands": Text("incorrect.no_words")} if is_bare else {}


def _check_text(answers: Answers, _today: date) -> Problems:
    longest = _LONGEST.get(text_of(answers, "part"), _MOST_SIGNS)
    is_too_long = len(text_of(answers, "corrected")) > longest
    return {"corrected": Text("incorrect.too_long", {"most": longest})} if is_too_long else {}


def _check_who(answers: Answers, today: date) -> Problems:
    born_on = answers.get("born_on")
    doubt = doubt_birth(born_on, today) if isinstance(born_on, date) else None
    return {"born_on": Text(f"referral.{doubt}")} if doubt else {}


def _corrects_text(answers: Answers) -> bool:
    is_who = answers.get("part") == StatementPart.WHO.value
    return answers.get("decision") == _CORRECT and not is_who


def _corrects_who(answers: Answers) -> bool:
    is_who = answers.get("part") == StatementPart.WHO.value
    return answers.get("decision") == _CORRECT and is_who


async def _answer(ctx: Context, held: MarkToAnswer, answers: Answers) -> ReceiptView:
    said = {"code": held.code}
    if answers.get("decision") == _STANDS:
        await let_statement_stand(ctx, held, text_of(answers, "why_stands"))
        return ReceiptView(title=Text("incorrect.stands", said))
    if held.mark.part is StatementPart.WHO:
        born_on = answers.get("born_on")
        identity = replace(
            held.referral.identity,
            name=text_of(answers, "name"),
            born_on=born_on if isinstance(born_on, date) else None,
        )
        await correct_identity(ctx, held, identity)
    else:
        await correct_statement(ctx, held, text_of(answers, "corrected"))
    return ReceiptView(
        title=Text("incorrect.corrected", said), lines=(Text("incorrect.earlier_stays"),)
    )


def _code_of_mark(held: MarkToAnswer, _answers: Answers) -> CaseCode:
    return held.code


MARKING: Final[Dialog[StatementOf, Markable]] = Dialog(
    name="incorrect_marking",
    version=1,
    title="incorrect.mark_dialog",
    about=StatementOf,
    pages=(
        Page(
            id="part",
            title="incorrect.part_page",
            fields=(
                Field(
                    id="part",
                    kind=FieldKind.CHOICE,
                    label="incorrect.part",
                    choices=options("incorrect.part_", *OF_REFERRAL),
                ),
            ),
            is_shown=_is_of_referral,
        ),
        Page(
            id="what",
            title="incorrect.what_page",
            intro="incorrect.what_intro",
            fields=(
                Field(
                    id="what",
                    kind=FieldKind.LONG_TEXT,
                    label="incorrect.what",
                    max_length=_MARK_SIGNS,
                    watches=STORY,
                ),
            ),
        ),
    ),
    allow=_may_mark,
    begin=_begin_marking,
    finish=_mark,
    code_of=_code_of_statement,
    finish_button="incorrect.mark_finish",
    way_back=_to_mine,
)

_DECISION: Final[Page[MarkToAnswer]] = Page(
    id="decision",
    title="incorrect.answer_page",
    intro="incorrect.answer_intro",
    fields=(
        Field(
            id="decision",
            kind=FieldKind.CHOICE,
            label="incorrect.decision",
            choices=options("incorrect.choose_", _CORRECT, _STANDS),
        ),
        Field(
            id="why_stands",
            kind=FieldKind.LONG_TEXT,
            label="incorrect.why_stands",
            is_required=False,
            needed_when="incorrect.needed_when_stands",
            max_length=_MARK_SIGNS,
            watches=STORY,
        ),
    ),
    check=_check_decision,
    shows=_show_mark,
)
_TEXT: Final[Page[MarkToAnswer]] = Page(
    id="text",
    title="incorrect.text_page",
    fields=(
        Field(
            id="corrected",
            kind=FieldKind.LONG_TEXT,
            label="incorrect.text",
            hint="incorrect.text_hint",
            watches=STORY,
        ),
    ),
    is_shown=_corrects_text,
    check=_check_text,
)
_WHO: Final[Page[MarkToAnswer]] = Page(
    id="who",
    title="referral.page_who",
    fields=(
        Field(id="name", kind=FieldKind.TEXT, label="referral.name"),
        Field(id="born_on", kind=FieldKind.TYPED_DATE, label="referral.born_on", is_required=False),
    ),
    is_shown=_corrects_who,
    check=_check_who,
)


def _purpose_of(_held: MarkToAnswer) -> CasePurpose:
    return CasePurpose.CORRECT


ANSWERING: Final[Dialog[MarkOf, MarkToAnswer]] = Dialog(
    name="incorrect_answering",
    version=1,
    title="incorrect.answer_dialog",
    about=MarkOf,
    pages=(_DECISION, _TEXT, _WHO),
    allow=_may_answer,
    begin=_begin_answering,
    finish=_answer,
    code_of=_code_of_mark,
    finish_button="incorrect.answer_finish",
    way_back=_to_mine,
    sees=record_mark_seen,
    purpose_of=_purpose_of,
)
