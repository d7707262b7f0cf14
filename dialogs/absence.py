"""Saying when one is away, and entering it for somebody who telephones: one page each."""

import re
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from cards.absence import SHOW_ABSENCES
from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.span import tell_span
from cards.words import Text
from dialogs.answers import text_of
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, about_no_case
from domain.absence import (
    Absence,
    AbsencePastError,
    AbsenceTooFarError,
    AbsenceWish,
    HoursOfOneDayError,
    WrongOrderError,
    check_days,
)
from domain.access import Action
from domain.draft import Answer, Answers
from domain.errors import InvalidInputError
from domain.identifiers import MeetingId, MemberId
from domain.meeting import Meeting
from domain.press import Press
from services.absence import enter_absence, find_meeting, give_absence, list_who_may_be_away
from services.access import require
from services.deputy import find_who_speaks, list_who_may_stand_in
from services.moment import Context
from services.partners import name_member, name_organisations

# 9, 09:00, 9.30, 9u, 9u30 and 9 uur
_HOUR: Final = re.compile(
    r"(?P<hour>\d{1,2}) ?(?:[:.uh] ?(?P<minute>\d{2})?|uur)?(?: ?uur)?", re.ASCII | re.IGNORECASE
)
NO_MEETING: Final = MeetingId("")
_HOURS: Final = ("from_time", "until_time")
_FIELD_OF: Final[dict[type[InvalidInputError], str]] = {
    WrongOrderError: "last_on",
    HoursOfOneDayError: "from_time",
    AbsencePastError: "first_on",
    AbsenceTooFarError: "last_on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutAbsence:
    """An absence to give; ``meeting`` is empty unless it is about the times of one."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceToGive:
    """An absence that may be given, and the meeting it is about."""

    meeting: Meeting | None = None


async def _may_give(ctx: Context, about: AboutAbsence) -> AbsenceToGive:
    require(ctx, Action.GIVE_ABSENCE)
    return AbsenceToGive(meeting=await find_meeting(ctx, about.meeting) if about.meeting else None)


async def _may_enter(ctx: Context, _about: AboutAbsence) -> AbsenceToGive:
    require(ctx, Action.ENTER_ABSENCE)
    return AbsenceToGive()


async def _begin(ctx: Context, asked: AbsenceToGive) -> Beginning[AboutAbsence]:
    meeting = asked.meeting
    if meeting is None:
        return Beginning(about=AboutAbsence(meeting=NO_MEETING))
    starts, ends = (ctx.calendar.local(at) for at in (meeting.starts_at, meeting.ends_at))
    answers: dict[str, Answer] = {
        "first_on": starts.date(),
        "from_time": f"{starts:%H:%M}",
        "until_time": f"{ends:%H:%M}",
    }
    return Beginning(about=AboutAbsence(meeting=meeting.id), answers=answers)


async def _give(ctx: Context, _asked: AbsenceToGive, answers: Answers) -> ReceiptView:
    deputy = _read_deputy(answers)
    absence = await give_absence(ctx, _read_wish(answers), deputy)
    said = await _tell_deputy(ctx, "deputy.given", absence, deputy)
    return _confirm(ctx, absence, "absence.given", said)


async def _enter(ctx: Context, _asked: AbsenceToGive, answers: Answers) -> ReceiptView:
    member = MemberId(text_of(answers, "member"))
    deputy = _read_deputy(answers)
    absence = await enter_absence(ctx, member, _read_wish(answers), deputy)
    said = await _tell_deputy(ctx, "deputy.entered", absence, deputy)
    return _confirm(ctx, absence, "absence.entered", said)


def _read_deputy(answers: Answers) -> MemberId | None:
    chosen = text_of(answers, "deputy")
    return MemberId(chosen) if chosen else None


async def _tell_deputy(
    ctx: Context, key: str, absence: Absence, deputy: MemberId | None
) -> tuple[Text, ...]:
    """Who represents no organisation needs nobody to stand in."""
    if deputy is not None:
        return (Text(key, {"name": await name_member(ctx, deputy)}),)
    is_missed = absence.member in await find_who_speaks(ctx)
    return (Text("deputy.nobody"),) if is_missed else ()


def _confirm(ctx: Context, absence: Absence, title: str, said: tuple[Text, ...]) -> ReceiptView:
    when = tell_span(absence.span, ZoneInfo(ctx.house.time_zone))
    return ReceiptView(title=Text(title), lines=(when, *said, Text("absence.where_to_find")))


def _back(_asked: object) -> Press:
    return Press(verb=SHOW_ABSENCES)


async def _offer_members(ctx: Context, _asked: AbsenceToGive) -> tuple[ChoiceView, ...]:
    names = await name_organisations(ctx)
    return tuple(
        ChoiceView(value=one.id, title=f"{one.name} ({names.get(one.organisation, '')})")
        for one in await list_who_may_be_away(ctx)
    )


async def _offer_colleagues(ctx: Context, _asked: AbsenceToGive) -> tuple[ChoiceView, ...]:
    return tuple(
        ChoiceView(value=one.id, title=one.name) for one in await list_who_may_stand_in(ctx)
    )


def _read_wish(answers: Answers) -> AbsenceWish:
    first_on, last_on = answers.get("first_on"), answers.get("last_on")
    first_on = first_on if isinstance(first_on, date) else date.min
    return AbsenceWish(
        first_on=first_on,
        last_on=last_on if isinstance(last_on, date) else first_on,
        from_time=_read_hour(text_of(answers, "from_time")),
        until_time=_read_hour(text_of(answers, "until_time")),
    )


def _read_hour(typed: str) -> time | None:
    """An hour as people type it; None for what is none."""
    found = _HOUR.fullmatch(typed.strip())
    try:
        return time(int(found["hour"]), int(found["minute"] or 0)) if found else None
    except ValueError:
        return None


def _check(answers: Answers, today: date) -> Problems:
    typed = {field: text_of(answers, field) for field in _HOURS}
    unreadable = [field for field, text in typed.items() if text and _read_hour(text) is None]
    if unreadable:
        return dict.fromkeys(unreadable, Text("absence.no_hour"))
    if "first_on" not in answers:
        return {}
    wish = _read_wish(answers)
    if wish.from_time and wish.until_time and wish.until_time <= wish.from_time:
        return {"until_time": Text("absence.wrong_hours")}
    try:
        check_days(wish, today)
    except InvalidInputError as wrong:
        field = _FIELD_OF[type(wrong)]
        return {field if field in answers else "first_on": Text(wrong.text_key)}
    return {}


def _hour(name: str) -> Field[Any]:
    return Field(
        id=name,
        kind=FieldKind.TEXT,
        label=f"absence.{name}",
        hint=f"absence.{name}_hint",
        is_required=False,
        max_length=10,
    )


_WHEN: Final[tuple[Field[Any], ...]] = (
    Field(id="first_on", kind=FieldKind.DATE, label="absence.first_on"),
    Field(
        id="last_on",
        kind=FieldKind.DATE,
        label="absence.last_on",
        hint="absence.last_on_hint",
        is_required=False,
    ),
    *(_hour(name) for name in _HOURS),
)
_WHO: Final[Field[AbsenceToGive]] = Field(
    id="member", kind=FieldKind.CHOICE, label="absence.member", choices_of=_offer_members
)

_DEPUTY: Final[Field[AbsenceToGive]] = Field(
    id="deputy",
    kind=FieldKind.CHOICE,
    label="deputy.field",
    hint="deputy.field_hint",
    is_required=False,
    choices_of=_offer_colleagues,
)
_DEPUTY_OF_OTHER: Final = replace(_DEPUTY, label="deputy.field_other", choices_of=_offer_members)

ABSENCE: Final[Dialog[AboutAbsence, AbsenceToGive]] = Dialog(
    name="absence",
    version=1,
    title="absence.dialog",
    about=AboutAbsence,
    pages=(
        Page(
            id="when",
            title="absence.page_own",
            intro="absence.page_own_intro",
            fields=(*_WHEN, _DEPUTY),
            check=_check,
        ),
    ),
    allow=_may_give,
    begin=_begin,
    finish=_give,
    code_of=about_no_case,
    finish_button="absence.give_button",
    way_back=_back,
)
ABSENCE_BY_TELEPHONE: Final[Dialog[AboutAbsence, AbsenceToGive]] = Dialog(
    name="absence_by_telephone",
    version=1,
    title="absence.telephone_dialog",
    about=AboutAbsence,
    pages=(
        Page(
            id="when",
            title="absence.page_other",
            intro="absence.page_other_intro",
            fields=(_WHO, *_WHEN, _DEPUTY_OF_OTHER),
            check=_check,
        ),
    ),
    allow=_may_enter,
    begin=_begin,
    finish=_enter,
    code_of=about_no_case,
    finish_button="absence.record_button",
    way_back=_back,
)
