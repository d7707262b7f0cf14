"""How who comes to an acute session talks together in Teams. Its buttons hold the code, and the
addresses of who comes; nothing about the subject.
"""

from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.teams_links import LinkTooLongError, link_chat, link_meeting, link_to_chat
from domain.identifiers import CaseCode, InvitationId, SessionId
from domain.press import Press
from domain.room import Room, RoomState, RoomTrouble, is_passing
from services.room import RoomNews, RoomView

SHOW: Final = "room.show"
JOIN: Final = "room.join"
_MAY_BE_THERE: Final = frozenset({RoomTrouble.UNCERTAIN, RoomTrouble.HALF_DONE})


def offer_room(kit: Kit, session: SessionId) -> Part:
    """Draw the button on the board of a director that shows how to talk with who comes."""
    return kit.button("room.button", Press(verb=SHOW, subject=session))


def offer_room_to_invited(kit: Kit, invitation: InvitationId) -> Part:
    """Draw the button on the invitation of who comes."""
    return kit.button("room.button", Press(verb=JOIN, subject=invitation))


def draw_room(kit: Kit, view: RoomView) -> PrivateMessage:
    """Draw who comes, and the buttons that open a chat or a meeting with exactly those."""
    title = kit.title("room.title", code=view.code)
    if not view.others:
        return kit.private(Preview.SESSION, [title, kit.text("room.nobody")])
    if view.chat:
        return _draw_chat(kit, view, title)
    links = _links(kit, view)
    body = [title, kit.text("room.who" if links else "room.who_without_link"), *_who(kit, view)]
    if links:
        body.append(kit.subtle("room.only_the_code"))
    return kit.private(Preview.SESSION, body, links)


def draw_room_news(kit: Kit, news: RoomNews) -> PrivateMessage:
    """Tell the director what became of the chat, and offer the way that always works."""
    said = say_room(kit, news.room, is_over=news.is_over)
    over = [kit.text("room.is_over")] if news.is_over else []
    body = [kit.title("room.news_title", code=news.code), *over, *said]
    buttons = [] if news.is_over else [offer_room(kit, news.session)]
    return kit.private(Preview.SESSION, body, buttons)


def draw_how_to_name(kit: Kit) -> PrivateMessage:
    """Explain how a chat becomes the room of a session: the word is said in that chat."""
    return kit.private(Preview.ANSWER, [kit.text("room.how_to_name")])


def draw_named(kit: Kit, code: CaseCode) -> PrivateMessage:
    """Say in the chat itself that it is looked at; everybody in it reads this."""
    return kit.short("room.named_here", code=code)


def say_room(kit: Kit, room: Room | None, *, is_over: bool) -> list[Part]:
    """Say on the board where the chat of a session is, and what went wrong with it."""
    if room is None:
        return []
    if is_over:
        return _say_what_is_left(kit, room)
    if room.strangers:
        out = "room.left_to_strangers" if room.state is RoomState.LOST else "room.strangers_out"
        return [kit.counted(out, room.strangers)]
    return [kit.text(_key_of(room))]


def _say_what_is_left(kit: Kit, room: Room) -> list[Part]:
    """After the session nobody opens or mends a chat: what counts is who is still in one."""
    if room.state is RoomState.OPEN:
        return [kit.text("room.not_emptied" if room.trouble else "room.emptying")]
    if room.state is RoomState.LOST and room.trouble in _MAY_BE_THERE:
        return [kit.text("room.over_maybe")]
    return [kit.text("room.state_ended")] if room.state is RoomState.ENDED else []


def _key_of(room: Room) -> str:
    """What is said is no more than what is sure: a chat that is not right is not called so."""
    if room.state is RoomState.OPEN and room.trouble:
        return "room.not_yet_right" if is_passing(room.trouble) else "room.half_done"
    if room.state is RoomState.OPEN:
        return "room.state_open_named" if room.is_named else "room.state_open"
    if room.state is RoomState.LOST:
        return f"room.trouble_{room.trouble}"
    return f"room.state_{room.state}"


def _draw_chat(kit: Kit, view: RoomView, title: Part) -> PrivateMessage:
    body = [title, kit.text("room.chat_is_there"), *_who(kit, view), kit.subtle("room.no_names")]
    link = link_to_chat(view.tenant_id, view.chat)
    return kit.private(Preview.SESSION, body, [_opening(kit, "room.to_chat", link)])


def _who(kit: Kit, view: RoomView) -> list[Part]:
    return [
        kit.text(
            "room.attendee" if one.address or view.chat else "room.attendee_without_address",
            name=one.name,
            organisation=one.organisation,
        )
        for one in view.others
    ]


def _links(kit: Kit, view: RoomView) -> list[Part]:
    addresses = [one.address for one in view.others if one.address]
    if not addresses:
        return []
    try:
        name = CaseCode(kit.mark(view.code))
        chat = link_chat(view.tenant_id, name, addresses)
        meeting = link_meeting(name, addresses, kit.local(view.starts_at))
    except LinkTooLongError:
        return []
    return [_opening(kit, "room.open_chat", chat), _opening(kit, "room.open_meeting", meeting)]


def _opening(kit: Kit, key: str, link: str) -> Part:
    return {"type": "Action.OpenUrl", "title": kit.words(key), "url": link}
