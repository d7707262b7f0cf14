"""A room of their own for who comes to an acute session: how to talk together in Teams."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Say
from cards.room import JOIN, SHOW, draw_room
from domain.identifiers import InvitationId, SessionId
from domain.press import Press
from services.room import view_room, view_room_invited_to


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_room(desk.ctx, SessionId(press.subject))
    return Say(message=draw_room(desk.kit, view))


async def _join(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_room_invited_to(desk.ctx, InvitationId(press.subject))
    return Say(message=draw_room(desk.kit, view))


FEATURE: Final = Feature(buttons={SHOW: _show, JOIN: _join})
