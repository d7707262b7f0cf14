"""A room of their own for who comes to an acute session: how to talk together in Teams, and a chat
that its director names for it.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature
from bot.turns.replies import Reply, Say, Where
from bot.turns.typed_case import ask_to_delete, split_code
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.room import JOIN, SHOW, draw_how_to_name, draw_named, draw_room, draw_room_news
from domain.access import Action
from domain.identifiers import InvitationId, SessionId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from services.moment import Reading
from services.room import (
    find_session_for_room,
    name_room,
    read_room_news,
    view_room,
    view_room_invited_to,
)


async def _name(desk: Desk, arguments: str) -> Reply:
    """Take the chat it is said in; what is typed after the code is read by nobody."""
    typed, chat = split_code(arguments), desk.group_chat
    asked = ask_to_delete(desk, typed.rest)
    if chat is None:
        return (*asked, Say(message=draw_how_to_name(desk.kit)))
    permit = await find_session_for_room(desk.ctx, typed.code or "")
    code = await name_room(desk.ctx, permit, chat.conversation, chat.service_url)
    return (*asked, Say(message=draw_named(desk.kit, code), where=Where.HERE))


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_room(desk.ctx, SessionId(press.subject))
    return Say(message=draw_room(desk.kit, view))


async def _join(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_room_invited_to(desk.ctx, InvitationId(press.subject))
    return Say(message=draw_room(desk.kit, view))


async def _render_news(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    news = await read_room_news(reading, SessionId(notice.subject))
    return draw_room_news(kit, news) if news else None


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("ruimte", "room"),
            action=Action.OPEN_SESSION,
            run=_name,
            help_key="help.line.room",
            reads_more=True,
            is_for_groups=True,
        ),
    ),
    buttons={SHOW: _show, JOIN: _join},
    notices={NoticeKind.ROOM: _render_news},
)
