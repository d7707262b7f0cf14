"""A proposal to change an approved agenda in Teams: what it displaces and moves, and the two
buttons of the process director.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Instead, Reply
from cards.agenda_proposal import CARRY_OUT, DECLINE, SHOW_PROPOSAL, draw_proposal
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.identifiers import MeetingId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from services.agenda_proposal import (
    carry_out_proposal,
    decline_proposal,
    read_proposal,
    view_proposal,
)
from services.moment import Reading


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_proposal(desk.ctx, MeetingId(press.subject))
    return Instead(message=draw_proposal(desk.kit, view))


async def _carry_out(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await carry_out_proposal(desk.ctx, MeetingId(press.subject), press.version)
    return Instead(message=draw_proposal(desk.kit, view))


async def _decline(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await decline_proposal(desk.ctx, MeetingId(press.subject), press.version)
    return Instead(message=draw_proposal(desk.kit, view))


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    view = await read_proposal(reading, MeetingId(notice.subject))
    return draw_proposal(kit, view) if view else None


FEATURE: Final = Feature(
    buttons={SHOW_PROPOSAL: _show, CARRY_OUT: _carry_out, DECLINE: _decline},
    notices={NoticeKind.AGENDA_PROPOSAL: _render},
)
