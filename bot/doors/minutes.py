"""Minutes in Teams: what waits for a member in *mijn* and in the digest, read in a window, approved
by a process director, and found again on the card of the case.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from cards.minutes import (
    APPROVE_MINUTES,
    OBJECT_TO_MINUTES,
    READ_CASE_MINUTES,
    READ_MINUTES,
    SHARE_DESPITE,
    WRITE_MINUTES,
    lay_out_approved,
    lay_out_case_minutes,
    lay_out_minutes,
    lay_out_overruled,
    list_minutes,
    read_minutes_page,
)
from cards.referral import CaseButton
from dialogs.minutes import MINUTES_OBJECTION, MINUTES_WRITING, AboutMinutes
from domain.access import Action
from domain.identifiers import MinutesId
from domain.press import Press
from domain.timer import TimerKind
from services.minutes import approve_minutes, open_minutes, share_despite_objection
from services.minutes_clock import look_at_minutes
from services.minutes_views import (
    list_own_minutes,
    read_waiting_minutes,
    view_case_minutes,
    view_minutes,
)
from services.ports.own_parts import OwnPart


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=lay_out_minutes(await view_minutes(desk.ctx, MinutesId(press.subject))))


async def _read_of_case(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case_id, number = read_minutes_page(press)
    return Show(screen=lay_out_case_minutes(await view_case_minutes(desk.ctx, case_id, number)))


async def _write(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutMinutes(minutes=MinutesId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, MINUTES_WRITING, about))


async def _object(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    known_as = MinutesId(press.subject)
    held = await open_minutes(desk.ctx, Action.OBJECT_TO_MINUTES, known_as)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, MINUTES_OBJECTION, held))


async def _approve(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    known_as = MinutesId(press.subject)
    held = await open_minutes(desk.ctx, Action.APPROVE_MINUTES, known_as, press.version)
    approved = await approve_minutes(desk.ctx, held)
    view = await view_minutes(desk.ctx, known_as)
    return Show(screen=lay_out_approved(view, approved.unreached))


async def _share(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    known_as = MinutesId(press.subject)
    held = await open_minutes(desk.ctx, Action.APPROVE_MINUTES, known_as, press.version)
    await share_despite_objection(desk.ctx, held)
    return Show(screen=lay_out_overruled(await view_minutes(desk.ctx, known_as)))


FEATURE: Final = Feature(
    buttons={
        READ_MINUTES: _read,
        READ_CASE_MINUTES: _read_of_case,
        WRITE_MINUTES: _write,
        OBJECT_TO_MINUTES: _object,
        APPROVE_MINUTES: _approve,
        SHARE_DESPITE: _share,
    },
    timers={TimerKind.MINUTES: look_at_minutes},
    dialogs=(MINUTES_WRITING, MINUTES_OBJECTION),
    overview=(in_own(list_own_minutes, list_minutes),),
    own_part=OwnPart.MINUTES,
    digest=(in_digest(read_waiting_minutes, list_minutes),),
    case_buttons=(
        CaseButton(action=Action.VIEW_MINUTES, key="minutes.case_button", verb=READ_CASE_MINUTES),
    ),
)
