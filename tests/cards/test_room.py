from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cards.acute_session import draw_board, draw_invitation
from cards.messages import Card
from cards.room import draw_room, draw_room_news
from cards.teams_links import LinkTooLongError, link_chat
from domain.acute_invitation import InvitationAnswer
from domain.acute_session import SessionState
from domain.identifiers import CaseCode
from domain.member import Language
from domain.room import Room, RoomState, RoomTrouble
from services.room import Attendee, RoomNews, RoomView
from tests.support.acute import NOW
from tests.support.acute_views import CODE, SESSION, a_board, an_invitation, card_of, read
from tests.support.cards import a_kit, buttons, walk

PIET = Attendee(name="Piet", organisation="Politie", address="p.politie+acuut@politie.example")
OLGA = Attendee(name="Olga", organisation="OM", address="olga@om.example")
NO_ADDRESS = Attendee(name="Gijs", organisation="GGZ", address="")
ROOM = RoomView(code=CODE, tenant_id="tenant-1", starts_at=NOW, others=(PIET, OLGA))


def links(card: Card) -> list[str]:
    return [part["url"] for part in walk(card) if part.get("type") == "Action.OpenUrl"]


def drawn(view: RoomView) -> Card:
    return card_of(draw_room(a_kit(), view))


def test_in_a_drill_the_chat_and_the_meeting_are_called_so():
    chat, meeting = links(card_of(draw_room(a_kit().for_drill(), ROOM)))
    name = f"OEFENING: {CODE}"
    assert parse_qs(urlsplit(chat).query)["topicName"] == [name]
    assert parse_qs(urlsplit(meeting).query)["subject"] == [name]


def test_the_buttons_open_a_chat_and_a_meeting_with_exactly_who_comes():
    chat, meeting = map(urlsplit, links(drawn(ROOM)))
    assert {chat.scheme, meeting.scheme} == {"https"}
    assert {chat.netloc, meeting.netloc} == {"teams.microsoft.com"}
    who = f"{PIET.address},{OLGA.address}"
    assert parse_qs(chat.query) == {
        "tenantId": ["tenant-1"], "users": [who], "topicName": [CODE]
    }  # fmt: skip
    assert parse_qs(meeting.query) == {
        "subject": [CODE], "attendees": [who], "startTime": ["2026-11-24T11:00:00+01:00"]
    }  # fmt: skip


def test_who_has_no_address_is_named_to_be_added_by_hand():
    card = drawn(replace(ROOM, others=(PIET, NO_ADDRESS)))
    assert "Gijs, GGZ. Voeg deze persoon zelf toe" in read(
        draw_room(a_kit(), replace(ROOM, others=(PIET, NO_ADDRESS)))
    )
    assert all("Gijs" not in link for link in links(card))


def test_without_any_address_nobody_is_promised_a_button():
    message = draw_room(a_kit(), replace(ROOM, others=(NO_ADDRESS,)))
    assert links(card_of(message)) == []
    assert "Open zelf een chat" in read(message)


def test_a_link_that_no_browser_hands_over_whole_is_not_made():
    many = tuple(
        replace(PIET, address=f"{'x' * 90}{number}@politie.example") for number in range(20)
    )
    assert links(drawn(replace(ROOM, others=many))) == []
    with pytest.raises(LinkTooLongError):
        link_chat("tenant-1", CODE, [one.address for one in many])


def test_a_link_just_short_enough_is_made():
    empty = len(link_chat("t", CaseCode("ZP2-H55"), [""]))
    assert len(link_chat("t", CaseCode("ZP2-H55"), ["x" * (2000 - empty)])) == 2000


@pytest.mark.parametrize("language", Language)
def test_while_nobody_else_comes_there_is_nobody_to_talk_with(language: Language):
    card = card_of(draw_room(a_kit(language), replace(ROOM, others=())))
    assert links(card) == []


def test_the_board_offers_the_room_until_the_session_is_closed():
    title = "Praten met wie komt"
    running = buttons(card_of(draw_board(a_kit(), a_board())))
    assert running[title].verb == "room.show"
    assert title not in buttons(card_of(draw_board(a_kit(), a_board(SessionState.CLOSED))))


@pytest.mark.parametrize("answer", [None, *InvitationAnswer])
def test_only_the_invitation_of_who_comes_offers_the_room(answer: InvitationAnswer | None):
    card = card_of(draw_invitation(a_kit(), an_invitation(answer=answer)))
    is_offered = "Praten met wie komt" in buttons(card)
    assert is_offered is (answer is InvitationAnswer.COMES)


def a_room(state: RoomState, **changes: Any) -> Room:
    return Room(session=SESSION, state=state, version=1, changed_at=NOW, **changes)


LOST = [
    (trouble, a_room(RoomState.LOST, trouble=trouble, strangers=trouble is RoomTrouble.STRANGERS))
    for trouble in RoomTrouble
]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("trouble", "room"), LOST)
def test_each_trouble_is_told_in_words_and_the_way_that_always_works_is_offered(
    language: Language, trouble: RoomTrouble, room: Room
):
    kit = a_kit(language)
    news = RoomNews(session=SESSION, code=CODE, room=room)
    card = card_of(draw_room_news(kit, news))
    assert [press.verb for press in buttons(card).values()] == ["room.show"]
    _, told = (part["text"] for part in walk(card) if part.get("type") == "TextBlock")
    assert told in read(draw_board(kit, a_board(room=room)))


def test_a_chat_is_called_right_only_while_it_is():
    whole = read(draw_board(a_kit(), a_board(room=a_room(RoomState.OPEN))))
    assert "precies wie komt" in whole
    for trouble in (RoomTrouble.BUSY, RoomTrouble.AWAY, RoomTrouble.HALF_DONE):
        board = a_board(room=a_room(RoomState.OPEN, trouble=trouble))
        assert "precies wie komt" not in read(draw_board(a_kit(), board))


def test_after_the_closing_the_board_says_whether_the_chat_is_empty():
    said = {
        a_room(RoomState.OPEN): "Iedereen gaat uit de chat",
        a_room(RoomState.OPEN, trouble=RoomTrouble.HALF_DONE): "nog niet leeg",
        a_room(RoomState.ENDED): "hoort niet meer bij",
    }
    for room, words in said.items():
        assert words in read(draw_board(a_kit(), a_board(SessionState.CLOSED, room=room)))


def test_a_chat_that_is_there_is_linked_to_and_to_nothing_else():
    chat = "19:acuut&tenantId=x@thread.v2"
    [link] = links(drawn(replace(ROOM, chat=chat)))
    assert link == (
        "https://teams.microsoft.com/l/chat/19%3Aacuut%26tenantId%3Dx%40thread.v2/0?tenantId=tenant-1"
    )
