"""Prints sheets from the command line: for a member who may see what is on them, on record, and in
a file that only the account of the machine can read.
"""

import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.running.member_turn import act_for
from bot.running.telling import NoPlaceError
from cards.kit import Kit
from cards.paper.agenda_sheet import draw_agenda_sheet
from cards.paper.case_sheet import draw_case_sheet
from cards.paper.sheet import make_paper_kit
from cards.paper.signal_letter import draw_signal_letter
from cards.words import Words
from domain.audit import Operator
from domain.house import House
from domain.member import Language
from services.moment import Context
from services.ports.turns import Database
from services.printing import print_agenda, print_case
from services.signal_printing import print_signal

_NEXT: Final = "next"
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet to keep: the name its file gets, its HTML, and in which language it is told."""

    name: str
    html: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrder:
    """What is to be printed (a meeting or a code), for which member (its id in the house or in
    Entra), and in which language: that of the member when None.
    """

    of: str
    reader: str
    language: Language | None = None


DrawSheet = Callable[[Database, House, PrintOrder, Operator], Awaitable[Sheet]]
_Draw = Callable[[Context, Kit], Awaitable[Sheet]]


async def draw_agenda_for(
    database: Database, house: House, order: PrintOrder, operator: Operator
) -> Sheet:
    """Draw the agenda of a meeting, or of the ``next``, for a member; ``operator`` is the account
    of the machine that asks.
    """

    async def draw(ctx: Context, kit: Kit) -> Sheet:
        view = await print_agenda(ctx, None if order.of == _NEXT else order.of, operator)
        day = ctx.day_of(view.meeting.starts_at)
        html = draw_agenda_sheet(kit, view)
        return Sheet(name=f"agenda-{day}.html", html=html, language=kit.words.language)

    return await _draw(database, house, order, draw)


async def draw_case_for(
    database: Database, house: House, order: PrintOrder, operator: Operator
) -> Sheet:
    """Draw the sheet of one case for a member; ``operator`` is the account that asks."""

    async def draw(ctx: Context, kit: Kit) -> Sheet:
        sheet = await print_case(ctx, order.of, operator)
        name = f"{sheet.case.code}-{sheet.on}.html"
        html = draw_case_sheet(kit, sheet)
        return Sheet(name=name, html=html, language=kit.words.language)

    return await _draw(database, house, order, draw)


async def draw_signal_for(
    database: Database, house: House, order: PrintOrder, operator: Operator
) -> Sheet:
    """Draw the letter of the signal from a case that may go, for a member who hands it over."""

    async def draw(ctx: Context, kit: Kit) -> Sheet:
        letter = await print_signal(ctx, order.of, operator)
        html = draw_signal_letter(kit, letter)
        return Sheet(name=f"signal-{letter.on}.html", html=html, language=kit.words.language)

    return await _draw(database, house, order, draw)


async def _draw(database: Database, house: House, order: PrintOrder, draw: _Draw) -> Sheet:
    async def act(ctx: Context) -> Sheet:
        language = order.language or ctx.actor.member.language
        return await draw(ctx, make_paper_kit(language, ZoneInfo(house.time_zone)))

    return await act_for(database, house, order.reader, act, order.language)


def check_place(target: Path | None) -> None:
    """Refuse a place where no file can be made, before anything is read."""
    if target and (target.is_dir() or not target.parent.is_dir()):
        raise NoPlaceError(target)


def keep_sheet(sheet: Sheet, target: Path | None) -> Path:
    """Write a sheet whole, readable by this account alone; where the file is."""
    place = target or Path(sheet.name)
    beside = place.with_name(f".{place.name}.new")
    beside.unlink(missing_ok=True)
    try:
        # made anew with its rights, so that nobody could open it before they were set
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(sheet.html)
        beside.replace(place)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    return place


def tell_printed(sheet: Sheet, place: Path) -> str:
    """Tell where the file is."""
    return Words(sheet.language)("command_line.printed", place=str(place))
