"""Mending the text of minutes, and objecting to their sharing: each a dialog of one page."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems
from dialogs.said_questions import (
    LONGEST_SAID,
    SAID,
    SAID_IN_SESSION,
    ask_said,
    fill_in_said,
    join_saved,
    read_said,
    was_saved_meanwhile,
)
from domain.access import Action
from domain.draft import Answers
from domain.identifiers import CaseCode, MinutesId
from domain.minutes import MinutesSource
from domain.press import Press
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
        answers={**fill_in_said(held.newest, SAID_IN_SESSION), **_name_source(held)},
    )


def _name_source(held: MinutesToWrite) -> Answers:
    """Facts stand apart only in the minutes of an acute session."""
    return {"of_session": True} if held.minutes.source is MinutesSource.SESSION else {}


async def _sees(ctx: Context, held: MinutesToWrite) -> None:
    await record_writing_seen(ctx, held)


async def _write(ctx: Context, held: MinutesToWrite, answers: Answers) -> ReceiptView:
    if was_saved_meanwhile(held.newest, answers):
        raise await join_saved(ctx, held.newest, answers, SAID_IN_SESSION)
    text = replace(read_said(answers), off_list=held.newest.text.off_list)
    await write_minutes(ctx, held, text)
    return ReceiptView(
        title=Text("minutes.written", {"code": held.case.code}),
        lines=(Text("minutes.to_approve"),),
        back=_to_list(held),
    )


def _check_text(answers: Answers, _today: date) -> Problems:
    if any(text_of(answers, name) for name in SAID_IN_SESSION):
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


def _is_of_session(answers: Answers) -> bool:
    return answers.get("of_session") is True


MINUTES_WRITING: Final[Dialog[AboutMinutes, MinutesToWrite]] = Dialog(
    name="minutes_writing",
    version=1,
    title="minutes.dialog",
    about=AboutMinutes,
    pages=(
        Page(
            id="facts",
            title="minutes.page_facts",
            fields=(ask_said("facts", "discussion.facts", hint="discussion.facts_hint"),),
            is_shown=_is_of_session,
        ),
        Page(
            id="text",
            title="minutes.page",
            intro="minutes.page_intro",
            fields=tuple(
                ask_said(name, f"minutes.{name}", needed_when="minutes.one_of_three")
                for name in SAID
            ),
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
                    max_length=LONGEST_SAID,
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
