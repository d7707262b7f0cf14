"""Written rounds in Teams: what is asked stands in the digest and in *mijn*, the lines open in a
window, and a coordinator decides on a card.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.turns.feature import ButtonHandler, Desk, Feature
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Instead, Reply, Show
from cards.written_round import (
    AGREE_ROUND,
    ANSWER_ROUND_FOR,
    CHOOSE_WRITER,
    OBJECT_ROUND,
    PROLONG_ROUND,
    READ_CASE_ROUND,
    READ_ROUND,
    SHOW_ROUND,
    TABLE_ROUND,
    WRITE_BY_TELEPHONE,
    WRITE_ROUND,
    draw_round,
    lay_out_agreed,
    lay_out_round,
    list_rounds,
)
from dialogs.pages import Dialog
from dialogs.written_round import (
    ROUND_TABLE,
    ROUND_TELEPHONE,
    ROUND_WRITER,
    ROUND_WRITING,
    AboutRound,
)
from domain.identifiers import CaseId, RoundId
from domain.press import Press
from domain.timer import TimerKind
from domain.written_round import RoundState
from services.ports.own_parts import OwnPart
from services.written_round import (
    agree_to_continue,
    open_to_answer,
    open_to_guard_round,
    prolong_round,
)
from services.written_round_clock import look_at_round
from services.written_round_views import (
    find_newest_round,
    list_own_rounds,
    read_due_rounds,
    read_round,
    view_round,
)


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=draw_round(desk.kit, await view_round(desk.ctx, RoundId(press.subject))))


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=lay_out_round(await read_round(desk.ctx, RoundId(press.subject))))


async def _read_newest(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case_id = CaseId(press.subject)
    return Show(screen=lay_out_round(await find_newest_round(desk.ctx, case_id), case_id=case_id))


async def _agree(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    found = await open_to_answer(desk.ctx, RoundId(press.subject))
    await agree_to_continue(desk.ctx, found)
    return Show(screen=lay_out_agreed(found.case.code))


async def _prolong(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    round_id = RoundId(press.subject)
    found = await open_to_guard_round(desk.ctx, round_id, RoundState.WAITING, version=press.version)
    await prolong_round(desk.ctx, found)
    return await _show(desk, press, inputs)


def _opening(dialog: Dialog[AboutRound, Any], *, as_coordinator: bool) -> ButtonHandler:
    async def handle(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        about = AboutRound(round=RoundId(press.subject), as_coordinator=as_coordinator)
        return Show(screen=await desk.dialogs.begin(desk.ctx, dialog, about))

    return handle


FEATURE: Final = Feature(
    buttons={
        SHOW_ROUND: _show,
        READ_ROUND: _read,
        READ_CASE_ROUND: _read_newest,
        WRITE_ROUND: _opening(ROUND_WRITING, as_coordinator=False),
        WRITE_BY_TELEPHONE: _opening(ROUND_WRITING, as_coordinator=True),
        AGREE_ROUND: _agree,
        OBJECT_ROUND: _opening(ROUND_TABLE, as_coordinator=False),
        ANSWER_ROUND_FOR: _opening(ROUND_TELEPHONE, as_coordinator=True),
        PROLONG_ROUND: _prolong,
        CHOOSE_WRITER: _opening(ROUND_WRITER, as_coordinator=True),
        TABLE_ROUND: _opening(ROUND_TABLE, as_coordinator=True),
    },
    timers={TimerKind.WRITTEN_ROUND: look_at_round},
    dialogs=(ROUND_WRITING, ROUND_TABLE, ROUND_TELEPHONE, ROUND_WRITER),
    overview=(in_own(list_own_rounds, list_rounds),),
    own_part=OwnPart.ROUNDS,
    digest=(in_digest(read_due_rounds, list_rounds),),
)
