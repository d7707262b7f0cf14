"""How who comes to an acute session talks together in Teams. Its buttons hold the code, and the
addresses of who comes; nothing about the subject.
"""

from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.teams_links import LinkTooLongError, link_chat, link_meeting
from domain.identifiers import InvitationId, SessionId
from domain.press import Press
from services.room import RoomView

SHOW: Final = "room.show"
JOIN: Final = "room.join"


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
    links = _links(kit, view)
    body = [title, kit.text("room.who" if links else "room.who_without_link"), *_who(kit, view)]
    if links:
        body.append(kit.subtle("room.only_the_code"))
    return kit.private(Preview.SESSION, body, links)


def _who(kit: Kit, view: RoomView) -> list[Part]:
    return [
        kit.text(
            "room.attendee" if one.address else "room.attendee_without_address",
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
        chat = link_chat(view.tenant_id, view.code, addresses)
        meeting = link_meeting(view.code, addresses, kit.local(view.starts_at))
    except LinkTooLongError:
        return []
    return [_opening(kit, "room.open_chat", chat), _opening(kit, "room.open_meeting", meeting)]


def _opening(kit: Kit, key: str, link: str) -> Part:
    return {"type": "Action.OpenUrl", "title": kit.words(key), "url": link}
