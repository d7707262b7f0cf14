"""Mending the text of minutes, and objecting to their sharing: each a dialog of one page."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, ReadAgainError
from domain.access import Action
from domain.discussion import Discussion, DiscussionText, join_texts
from domain.draft import Answer, Answers
from domain.identifiers import CaseCode, MinutesId
from domain.press import Press
from services.calendar import write_moment
from services.minutes import (
    HeldMinutes,
    MinutesToWrite,
    object_to_minutes,
    open_minutes,
    open_minutes_to_write,
    record_writing_seen,
    write_minutes,
)
from services.moment import Context
from services.partners import name_member

_TEXTS: Final = ("picture", "judgement", "decision")
_LONGEST: Final = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutMinutes:
    """The minutes that are mended."""

    minutes: MinutesId


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutObjection:
    """The edition of minutes that somebody objects to."""

    minutes: MinutesId
    edition: int


async def _may_write(ctx: Context, about: AboutMinutes) -> MinutesToWrite:
    return await open_minutes_to_write(ctx, about.minutes)


async def _begin(_ctx: Context, held: MinutesToWrite) -> Beginning[AboutMinutes]:
    return Beginning(
        about=AboutMinutes(minutes=held.minutes.id),
        case=held.case.id,
        answers=_fill(held.newest),
    )


def _fill(newest: Discussion) -> Answers:
    typed = {name: getattr(newest.text, name) for name in _TEXTS}
    return {**{name: said for name, said in typed.items() if said}, "seen": newest.number}


async def _sees(ctx: Context, held: MinutesToWrite) -> None:
    await record_writing_seen(ctx, held)


async def _write(ctx: Context, held: MinutesToWrite, answers: Answers) -> ReceiptView:
    if answers.get("seen") != held.newest.number:
        raise await _join(ctx, held.newest, answers)
    picture, judgement, decision = (text_of(answers, name) for name in _TEXTS)
    text = DiscussionText(
        picture=picture,
        judgement=judgement,
        decision=decision,
        off_list=held.newest.text.off_list,
    )
    await write_minutes(ctx, held, text)
    return ReceiptView(
        title=Text("minutes.written", {"code": held.case.code}),
        lines=(Text("minutes.to_approve"),),
        back=_to_list(held),
    )


async def _join(ctx: Context, newest: Discussion, answers: Answers) -> ReadAgainError:
    """What somebody else saved meanwhile, with one's own text beside it."""
    joined: dict[str, Answer] = {
        name: join_texts(getattr(newest.text, name), text_of(answers, name))
        for name in _TEXTS
        if getattr(newest.text, name) or text_of(answers, name)
    }
    name = await name_member(ctx, newest.written_by)
    at = write_moment(ctx.house, newest.written_at)
    return ReadAgainError({**joined, "seen": newest.number}, name=name, at=at)


def _check_text(answers: Answers, _today: date) -> Problems:
    if any(text_of(answers, name) for name in _TEXTS):
        return {}
    return {"picture": Text("minutes.nothing_said")}


def _to_list(_held: HeldMinutes) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


def _code_of(held: HeldMinutes, _answers: Answers) -> CaseCode:
    return held.case.code


async def _may_object(ctx: Context, about: AboutObjection) -> HeldMinutes:
    return await open_minutes(ctx, Action.OBJECT_TO_MINUTES, about.minutes)


async def _begin_objection(_ctx: Context, held: HeldMinutes) -> Beginning[AboutObjection]:
    about = AboutObjection(minutes=held.minutes.id, edition=held.minutes.edition)
    return Beginning(about=about, case=held.case.id)


async def _object(ctx: Context, held: HeldMinutes, answers: Answers) -> ReceiptView:
    await object_to_minutes(ctx, held, text_of(answers, "objection"))
    return ReceiptView(
        title=Text("minutes.objected", {"code": held.case.code}),
        lines=(Text("minutes.objection_follows"),),
        back=_to_list(held),
    )


def _ask_text(name: str) -> Field[object]:
    return Field(
        id=name,
        kind=FieldKind.LONG_TEXT,
        label=f"minutes.{name}",
        is_required=False,
        needed_when="minutes.one_of_three",
        max_length=_LONGEST,
        watches=STORY,
    )


MINUTES_WRITING: Final[Dialog[AboutMinutes, MinutesToWrite]] = Dialog(
    name="minutes_writing",
    version=1,
    title="minutes.dialog",
    about=AboutMinutes,
    pages=(
        Page(
            id="text",
            title="minutes.page",
            intro="minutes.page_intro",
            fields=tuple(_ask_text(name) for name in _TEXTS),
            check=_check_text,
        ),
    ),
    allow=_may_write,
    begin=_begin,
    finish=_write,
    code_of=_code_of,
    finish_button="discussion.finish_button",
    way_back=_to_list,
    sees=_sees,
)
MINUTES_OBJECTION: Final[Dialog[AboutObjection, HeldMinutes]] = Dialog(
    name="minutes_objection",
    version=1,
    title="minutes.objection_dialog",
    about=AboutObjection,
    pages=(
        Page(
            id="objection",
            title="minutes.objection_page",
            intro="minutes.objection_intro",
            fields=(
                Field(
                    id="objection",
                    kind=FieldKind.LONG_TEXT,
                    label="minutes.objection",
                    max_length=_LONGEST,
                    watches=STORY,
                ),
            ),
        ),
    ),
    allow=_may_object,
    begin=_begin_objection,
    finish=_object,
    code_of=_code_of,
    finish_button="minutes.object_button",
    way_back=_to_list,
)
