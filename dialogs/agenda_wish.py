"""Changing the draft of an agenda as a dialog: what to do with a case, and what that asks."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from cards.agenda import SHOW_AGENDA
from cards.agenda_wish import name_wish
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems
from domain.agenda import AgendaItem
from domain.agenda_wish import TAKING_IN, AgendaWish, KeptWish, LeaveReason, WishKind
from domain.colour import MINUTES_STEP, MOST_MINUTES
from domain.draft import Answer, Answers
from domain.identifiers import CaseCode, OrganisationId
from domain.press import Press
from services.agenda_wish import (
    SeenDraft,
    Workbench,
    keep_wish,
    open_workbench,
    read_reasons,
    record_workbench_seen,
    take_back_wishes,
)
from services.moment import Context
from services.partners import find_participants, name_member, name_organisations

_TIME: Final = re.compile(r"(\d{1,2})[:.uh]?([0-5]\d)", re.ASCII)
_MINUTE: Final = timedelta(minutes=1)


class Doing(StrEnum):
    """What can be done with a case, in the order in which it is offered."""

    TAKE_IN = "take_in"
    PIN = "pin"
    MOVE_BEFORE = "move_before"
    MOVE_AFTER = "move_after"
    MINUTES = "minutes"
    ADD_PARTNER = "add_partner"
    DO_WITHOUT = "do_without"
    LEAVE_OUT = "leave_out"
    TAKE_BACK = "take_back"


_MOVES: Final = frozenset({Doing.MOVE_BEFORE, Doing.MOVE_AFTER})
_ONLY_ON_DRAFT: Final = frozenset({*_MOVES, Doing.LEAVE_OUT})


def _does(*doings: Doing) -> Callable[[Answers], bool]:
    return lambda answers: text_of(answers, "doing") in doings


async def _offer_doings(_ctx: Context, workbench: Workbench) -> tuple[ChoiceView, ...]:
    is_on = workbench.bench.is_on(workbench.case.id)
    hidden = {Doing.TAKE_IN} if is_on else set(_ONLY_ON_DRAFT)
    if not workbench.list_own():
        hidden.add(Doing.TAKE_BACK)
    return options("agenda_wish.do_", *(one for one in Doing if one not in hidden))


def _list_own(workbench: Workbench) -> list[KeptWish]:
    return [one for one in workbench.bench.standing if one.case == workbench.case.id]


def _list_others(workbench: Workbench) -> list[AgendaItem]:
    agenda = workbench.bench.agenda
    items = agenda.items if agenda else ()
    return sorted(
        (one for one in items if one.case != workbench.case.id), key=lambda one: one.starts_at
    )


async def _offer_others(ctx: Context, workbench: Workbench) -> tuple[ChoiceView, ...]:
    def title(item: AgendaItem) -> Text:
        at = _clock(ctx, workbench, _minute_of(workbench, item))
        return Text("agenda_wish.other", {"at": at, "colour": item.colour, "code": item.code})

    return tuple(ChoiceView(value=one.code, title=title(one)) for one in _list_others(workbench))


async def _offer_new_partners(ctx: Context, workbench: Workbench) -> tuple[ChoiceView, ...]:
    others = [one for one in await find_participants(ctx) if one.id not in workbench.asked.required]
    names = sorted((one.name, one.id) for one in others)
    return tuple(ChoiceView(value=value, title=name) for name, value in names)


async def _offer_required(ctx: Context, workbench: Workbench) -> tuple[ChoiceView, ...]:
    names = await name_organisations(ctx)
    return tuple(
        ChoiceView(value=one, title=names.get(one, one)) for one in workbench.asked.required
    )


async def _show_standing(ctx: Context, workbench: Workbench) -> Mapping[str, tuple[ShownView, ...]]:
    """Show when the case is planned, and what was changed before with the reason."""
    lines: list[Text | str] = [_say_place(ctx, workbench)]
    reasons = await read_reasons(ctx, workbench)
    for one in _list_own(workbench):
        lines.append(await _say_wish(ctx, workbench, one))
        lines += [reasons[one.number]] if reasons.get(one.number) else []
    return {"": (ShownView(label=Text("agenda_wish.now"), lines=tuple(lines)),)}


def _say_place(ctx: Context, workbench: Workbench) -> Text:
    day = ctx.day_of(workbench.meeting.starts_at)
    agenda = workbench.bench.agenda
    items = agenda.items if agenda else ()
    item = next((one for one in items if one.case == workbench.case.id), None)
    if item is None:
        return Text("agenda_wish.has_no_place", {"day": day, "minutes": workbench.asked.minutes})
    at = _clock(ctx, workbench, _minute_of(workbench, item))
    return Text("agenda_wish.has_place", {"day": day, "at": at, "minutes": item.minutes})


async def _say_wish(ctx: Context, workbench: Workbench, kept: KeptWish) -> Text:
    names = await name_organisations(ctx)
    organisation = kept.wish.organisation
    return name_wish(
        kept,
        at=_clock(ctx, workbench, kept.wish.at_minute or 0),
        organisation=names.get(organisation, organisation) if organisation else "",
        by=await name_member(ctx, kept.by),
    )


def _minute_of(workbench: Workbench, item: AgendaItem) -> int:
    return (item.starts_at - workbench.meeting.starts_at) // _MINUTE


def _clock(ctx: Context, workbench: Workbench, minute: int) -> str:
    return f"{ctx.calendar.local(workbench.meeting.starts_at + minute * _MINUTE):%H:%M}"


def _check_time(answers: Answers, _today: date) -> Problems:
    typed = text_of(answers, "at")
    return {} if not typed or _read_time(typed) else {"at": Text("agenda_wish.no_time")}


def _read_time(typed: str) -> tuple[int, int] | None:
    found = _TIME.fullmatch(typed.strip().casefold())
    hour, minute = (int(found[1]), int(found[2])) if found else (24, 0)
    return (hour, minute) if hour < 24 else None


def _check_minutes(answers: Answers, _today: date) -> Problems:
    minutes = answers.get("minutes")
    is_step = not isinstance(minutes, int) or minutes % MINUTES_STEP == 0
    return {} if is_step else {"minutes": Text("agenda_wish.not_suited")}


def _read_pinned(ctx: Context, workbench: Workbench, answers: Answers) -> int | None:
    """The minute of the meeting at which the typed time falls, on the day of the meeting."""
    time = _read_time(text_of(answers, "at"))
    if time is None:
        return None
    local = ctx.calendar.local(workbench.meeting.starts_at)
    return (time[0] - local.hour) * 60 + time[1] - local.minute


def _read_move(workbench: Workbench, doing: Doing, answers: Answers) -> int | None:
    """The minute before or after another case, once this one is away from where it is now."""
    code = text_of(answers, "other")
    other = next((one for one in _list_others(workbench) if one.code == code), None)
    if other is None:
        return None
    agenda = workbench.bench.agenda
    items = agenda.items if agenda else ()
    before = (one for one in items if one.case == workbench.case.id)
    is_later = any(one.starts_at < other.starts_at for one in before)
    start = _minute_of(workbench, other) - (workbench.asked.minutes if is_later else 0)
    return start if doing is Doing.MOVE_BEFORE else start + other.minutes


def _read_wish(ctx: Context, workbench: Workbench, answers: Answers) -> AgendaWish:
    doing = Doing(text_of(answers, "doing"))
    if doing in _MOVES:
        return AgendaWish(kind=WishKind.PIN, at_minute=_read_move(workbench, doing, answers))
    kind = WishKind(doing.value)
    minutes, leave_reason = answers.get("minutes"), text_of(answers, "leave_reason")
    organisation = {
        WishKind.ADD_PARTNER: text_of(answers, "added"),
        WishKind.DO_WITHOUT: text_of(answers, "without"),
    }.get(kind)
    is_leaving = kind is WishKind.LEAVE_OUT and leave_reason
    return AgendaWish(
        kind=kind,
        at_minute=_read_pinned(ctx, workbench, answers) if kind is WishKind.PIN else None,
        minutes=minutes if kind is WishKind.MINUTES and isinstance(minutes, int) else None,
        organisation=OrganisationId(organisation) if organisation else None,
        leave_reason=LeaveReason(leave_reason) if is_leaving else None,
        why=text_of(answers, "why") if kind is WishKind.DO_WITHOUT else "",
    )


async def _may_adjust(ctx: Context, about: SeenDraft) -> Workbench:
    return await open_workbench(ctx, about)


async def _begin(_ctx: Context, workbench: Workbench) -> Beginning[SeenDraft]:
    about = SeenDraft(
        meeting=workbench.meeting.id,
        case=workbench.case.id,
        revision=workbench.meeting.wish_revision,
    )
    first: dict[str, Answer] = {}
    if not workbench.bench.is_on(workbench.case.id) and not _is_taken_in(workbench):
        first["doing"] = Doing.TAKE_IN.value
    return Beginning(about=about, case=workbench.case.id, answers=first)


def _is_taken_in(workbench: Workbench) -> bool:
    return any(one.wish.kind in TAKING_IN for one in _list_own(workbench))


async def _finish(ctx: Context, workbench: Workbench, answers: Answers) -> ReceiptView:
    code = workbench.case.code
    if text_of(answers, "doing") == Doing.TAKE_BACK:
        await take_back_wishes(ctx, workbench)
        title = Text("agenda_wish.taken_back", {"code": code})
    else:
        kept = await keep_wish(ctx, workbench, _read_wish(ctx, workbench, answers))
        title = await _say_wish(ctx, workbench, kept)
    follows = "agenda_wish.follows" if workbench.bench.agenda else "agenda_wish.follows_later"
    follows = "agenda_wish.follows_proposal" if workbench.is_approved else follows
    meanwhile = [await _say_meanwhile(ctx, workbench, one) for one in workbench.meanwhile]
    cut_off_at = workbench.meeting.cut_off_at
    return ReceiptView(
        title=title,
        lines=(*meanwhile, Text(follows, {"cut_off_at": cut_off_at})),
        back=_back(workbench),
    )


async def _say_meanwhile(ctx: Context, workbench: Workbench, one: KeptWish) -> Text:
    wish = await _say_wish(ctx, workbench, one)
    if one.taken_back_by is None:
        return Text("agenda_wish.meanwhile", {"wish": wish})
    name = await name_member(ctx, one.taken_back_by)
    return Text("agenda_wish.meanwhile_taken_back", {"wish": wish, "name": name})


def _code_of(workbench: Workbench, _answers: Answers) -> CaseCode:
    return workbench.case.code


def _back(workbench: Workbench) -> Press:
    return Press(verb=SHOW_AGENDA, subject=workbench.meeting.id)


_PAGES: Final[tuple[Page[Workbench], ...]] = (
    Page(
        id="doing",
        title="agenda_wish.page_doing",
        fields=(
            Field(
                id="doing",
                kind=FieldKind.CHOICE,
                label="agenda_wish.doing",
                choices_of=_offer_doings,
            ),
        ),
        shows=_show_standing,
    ),
    Page(
        id="time",
        title="agenda_wish.page_time",
        fields=(
            Field(id="at", kind=FieldKind.TEXT, label="agenda_wish.at", hint="agenda_wish.at_hint"),
        ),
        is_shown=_does(Doing.PIN),
        check=_check_time,
    ),
    Page(
        id="other",
        title="agenda_wish.page_other",
        fields=(
            Field(
                id="other",
                kind=FieldKind.CHOICE,
                label="agenda_wish.which_other",
                choices_of=_offer_others,
            ),
        ),
        is_shown=_does(*_MOVES),
    ),
    Page(
        id="minutes",
        title="agenda_wish.page_minutes",
        fields=(
            Field(
                id="minutes",
                kind=FieldKind.NUMBER,
                label="agenda_wish.minutes",
                hint="agenda_wish.minutes_hint",
                minimum=MINUTES_STEP,
                maximum=MOST_MINUTES,
            ),
        ),
        is_shown=_does(Doing.MINUTES),
        check=_check_minutes,
    ),
    Page(
        id="added",
        title="agenda_wish.page_added",
        fields=(
            Field(
                id="added",
                kind=FieldKind.CHOICE,
                label="agenda_wish.added",
                choices_of=_offer_new_partners,
            ),
        ),
        is_shown=_does(Doing.ADD_PARTNER),
    ),
    Page(
        id="without",
        title="agenda_wish.page_without",
        fields=(
            Field(
                id="without",
                kind=FieldKind.CHOICE,
                label="agenda_wish.without",
                choices_of=_offer_required,
            ),
            Field(
                id="why",
                kind=FieldKind.LONG_TEXT,
                label="agenda_wish.why",
                hint="agenda_wish.why_hint",
                watches=STORY,
            ),
        ),
        is_shown=_does(Doing.DO_WITHOUT),
    ),
    Page(
        id="leaving",
        title="agenda_wish.page_leaving",
        fields=(
            Field(
                id="leave_reason",
                kind=FieldKind.CHOICE,
                label="agenda_wish.leave_reason",
                choices=options("agenda_wish.reason_", *LeaveReason),
            ),
        ),
        is_shown=_does(Doing.LEAVE_OUT),
    ),
)

AGENDA_WISH: Final[Dialog[SeenDraft, Workbench]] = Dialog(
    name="agenda_wish",
    version=1,
    title="agenda_wish.dialog",
    about=SeenDraft,
    pages=_PAGES,
    allow=_may_adjust,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="agenda_wish.finish_button",
    sees=record_workbench_seen,
    way_back=_back,
)
