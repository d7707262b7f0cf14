import base64
from dataclasses import replace
from typing import Any

import pytest

from cards.agenda import draw_agenda
from cards.agenda_picture import describe_presence
from cards.kit import Frame
from domain.agenda import Agenda
from domain.identifiers import OrganisationId
from domain.member import Language
from domain.stoplight import Colour
from services.agenda.views import AgendaView, DraftRights
from tests.support.cards import a_kit, card_of, real_size_kit, texts
from tests.support.meetings import ORANGE, RED, a_meeting, an_agenda, an_item

NAMES = {OrganisationId("police"): "Politie", OrganisationId("mental-health"): "GGZ Rivierstad"}
IMAGE = b"\x89PNG" + bytes(range(256)) * 30
LATER = an_item("BD9-L06", Colour.ORANGE, 15, 60, "mental-health")
SPLIT = an_agenda(RED, ORANGE, LATER)


def a_view(agenda: Agenda | None = SPLIT, picture: bytes | None = IMAGE) -> AgendaView:
    return AgendaView(
        meeting=a_meeting(),
        agenda=agenda,
        names=NAMES,
        unrepresented=(),
        approved_by="",
        is_being_drafted=False,
        may=DraftRights(change=True, approve=True),
        picture=picture,
    )


def images(view: AgendaView, language: Language = Language.DUTCH) -> list[dict[str, Any]]:
    card = card_of(draw_agenda(real_size_kit(language, Frame.CHAT_CARD), view))
    return [part for part in card["body"] if part["type"] == "Image"]


def test_a_draft_shows_its_picture_inside_the_card_and_loads_nothing():
    (image,) = images(a_view())
    head, _, content = image["url"].partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(content) == IMAGE


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.DUTCH,
            (
                "Beeld van het concept: wie wanneer aan tafel zit. Politie 09:00–09:45; "
                "GGZ Rivierstad 09:00–10:15, wacht 30 min."
            ),
        ),
        (
            Language.ENGLISH,
            (
                "Picture of the draft: who is at the table when. Politie 09:00–09:45; "
                "GGZ Rivierstad 09:00–10:15, waits 30 min."
            ),
        ),
    ],
)
def test_who_does_not_see_the_picture_reads_the_same(language: Language, words: str):
    (image,) = images(a_view(), language)
    assert image["altText"] == words
    assert describe_presence(a_kit(language), a_view(), SPLIT) == words


@pytest.mark.parametrize("view", [a_view(picture=None), a_view(agenda=None)])
def test_without_a_picture_the_card_is_as_it_was(view: AgendaView):
    assert images(view) == []


@pytest.mark.parametrize(("letters", "is_shown"), [(8_000, True), (12_500, False)])
def test_a_card_that_would_become_too_large_goes_without(letters: int, is_shown: bool):
    view = a_view(picture=b"x" * letters)
    assert bool(images(view)) is is_shown
    assert "Agenda van" in texts(card_of(draw_agenda(a_kit(), view)))


def test_a_usual_meeting_has_room_for_a_picture_of_nine_kilobytes():
    items = [
        an_item(f"KX7-Q{at:02d}", Colour.ORANGE, 15, 15 * at, "police", "mental-health")
        for at in range(12)
    ]
    view = a_view(replace(SPLIT, items=tuple(items)), picture=b"x" * 9_000)
    assert images(view)
