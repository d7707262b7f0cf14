"""Absence in Teams: ``afwezig`` shows what is known, and opens the questions."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature
from bot.turns.own_rows import in_digest
from bot.turns.replies import Instead, Reply, Say, Show
from cards.absence import (
    ENTER_ABSENCE,
    GIVE_ABSENCE,
    SHOW_ABSENCES,
    WITHDRAW_ABSENCE,
    draw_absences,
)
from cards.agenda_clashes import draw_clashes, list_clashes_found
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.absence import ABSENCE, ABSENCE_BY_TELEPHONE, NO_MEETING, AboutAbsence
from domain.access import Action
from domain.identifiers import AbsenceId, MeetingId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from services.absence import view_absences, withdraw_absence
from services.agenda.clashes import list_clashes, read_clashes
from services.moment import Reading


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=draw_absences(desk.kit, await view_absences(desk.ctx)))


async def _show_again(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=draw_absences(desk.kit, await view_absences(desk.ctx)))


async def _give(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutAbsence(meeting=MeetingId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, ABSENCE, about))


async def _enter(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutAbsence(meeting=NO_MEETING)
    return Show(screen=await desk.dialogs.begin(desk.ctx, ABSENCE_BY_TELEPHONE, about))


async def _withdraw(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await withdraw_absence(desk.ctx, AbsenceId(press.subject))
    return Instead(message=draw_absences(desk.kit, view))


async def _render_clashes(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_clashes(reading, MeetingId(notice.subject))
    return draw_clashes(kit, view) if view else None


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("afwezig", "away"),
            action=Action.GIVE_ABSENCE,
            run=_show,
            help_key="help.line.absence",
            runs_alone=True,
        ),
    ),
    buttons={
        SHOW_ABSENCES: _show_again,
        GIVE_ABSENCE: _give,
        ENTER_ABSENCE: _enter,
        WITHDRAW_ABSENCE: _withdraw,
    },
    notices={NoticeKind.PARTNER_AWAY: _render_clashes},
    dialogs=(ABSENCE, ABSENCE_BY_TELEPHONE),
    digest=(in_digest(list_clashes, list_clashes_found),),
)
