from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.colour import COLOUR, ColourAsked
from domain.stoplight import Colour
from services.seen_case import SeenCase
from tests.support.agenda_house import POLICE
from tests.support.canaries import CANARY
from tests.support.cards import texts
from tests.support.case_talk import (
    happened,
    kept,
    taken_up,
)
from tests.support.conversation import Conversation, inputs
from tests.support.meeting_kinds import YOUTH, hold_two_kinds

FRAMES = pytest.mark.parametrize("frame", list(Frame))


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(COLOUR,), member="sanne")


def asked(seen: SeenCase, colour: Colour | None = None) -> ColourAsked:
    return ColourAsked(case=seen.id, version=seen.version, colour=colour)


@FRAMES
async def test_a_colour_starts_from_the_policy_and_is_set_with_a_reason(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen, Colour.ORANGE))
    assert inputs(talk.card) == {
        "colour": "orange",
        "colour_reason": "",
        "minutes": "15",
        "required": POLICE,
        "emptied": "",
    }
    assert "Vul dit nog in." in await talk.goes_through({})
    await talk.goes_through({"colour_reason": f"{CANARY} is rustig."})
    receipt = await talk.presses("Kleur vastleggen")
    assert "KX7-Q42 is nu 🟠 ORANJE" in receipt
    assert "maandag 9 maart 2026" in receipt
    assert CANARY not in receipt
    assert (await kept(talk, seen)).case.colour.colour is Colour.ORANGE


@pytest.mark.parametrize(("colour", "minutes"), [("red", 30), ("orange", 15), ("green", 0)])
async def test_minutes_left_empty_are_what_is_usual_for_the_colour(
    talk: Conversation, colour: str, minutes: int
):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen))
    await talk.goes_through({"colour": colour, "minutes": "", "colour_reason": "Reden."})
    assert (await talk.drafts())[0].answers["minutes"] == minutes
    await talk.presses("Kleur vastleggen")
    assert (await kept(talk, seen)).case.colour.minutes == minutes


@pytest.mark.parametrize(
    ("colour", "minutes", "is_right"),
    [
        ("red", "0", False),
        ("red", "7", False),
        ("orange", "0", False),
        ("green", "3", False),
        ("red", "45", True),
        ("green", "0", True),
        ("green", "5", True),
    ],
)
async def test_minutes_come_in_fives_and_only_green_has_none(
    talk: Conversation, colour: str, minutes: str, is_right: bool
):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen))
    answers = {"colour": colour, "minutes": minutes, "colour_reason": "Reden."}
    read = await talk.goes_through(answers)
    assert ("in stappen van 5" not in read) is is_right


async def test_what_green_may_take_in_this_house_is_told_at_the_end_and_nothing_changes(
    talk: Conversation,
):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen))
    await talk.goes_through({"colour": "green", "minutes": "15", "colour_reason": "Reden."})
    assert "een van deze aantallen minuten: 0, 5" in await talk.presses("Kleur vastleggen")
    assert (await kept(talk, seen)).case.colour.colour is Colour.RED


async def test_each_colour_that_is_asked_for_starts_its_own_questions(talk: Conversation):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen, Colour.ORANGE))
    await talk.begins(COLOUR, asked(seen, Colour.GREEN))
    assert inputs(talk.card)["colour"] == "green"


async def test_the_second_director_hears_who_was_first_before_finishing(talk: Conversation):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen))
    await talk.goes_through({"colour_reason": "Reden."})
    other = replace(talk, member="daan")
    await other.begins(COLOUR, asked(seen))
    await other.goes_through({"colour": "green", "minutes": "0", "colour_reason": "Reden."})
    await other.presses("Kleur vastleggen")
    card = talk.card
    assert "Daan" in await talk.presses("Kleur vastleggen")
    assert not await talk.drafts()
    assert "Intussen" in await talk.presses_on(card, "Kleur vastleggen")
    assert (await kept(talk, seen)).case.colour.colour is Colour.GREEN


@FRAMES
@pytest.mark.parametrize("required", ["", "city"])
async def test_red_without_a_partner_besides_the_own_organisation_is_told_on_the_page(
    talk: Conversation, frame: Frame, required: str
):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    before = (await kept(talk, seen)).case.colour
    await talk.begins(COLOUR, asked(seen, Colour.RED))
    words = await talk.goes_through({"colour_reason": "Reden.", "required": required})
    if required:
        words = await talk.presses("Kleur vastleggen")
    assert "Kies bij rood ook een andere organisatie dan die van u zelf" in words
    assert (await kept(talk, seen)).case.colour == before


async def test_in_a_house_with_one_kind_of_meeting_none_is_asked(talk: Conversation):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen))
    assert "meeting_kind" not in inputs(talk.card)
    review = await talk.goes_through({"colour_reason": "Reden."})
    assert "In welk overleg" not in review


@FRAMES
async def test_the_kind_of_meeting_is_chosen_with_the_colour(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    async with talk.house() as house:
        await hold_two_kinds(house)
    await talk.begins(COLOUR, asked(seen))
    assert inputs(talk.card)["meeting_kind"] == "weekly"
    assert "In welk overleg bespreken wij deze casus? (leeg: het blijft zoals het is)" in texts(
        talk.card
    )
    read = await talk.goes_through({"colour_reason": "Reden.", "meeting_kind": "elders"})
    assert "Kies een van de mogelijkheden" in read
    review = await talk.goes_through({"meeting_kind": YOUTH})
    assert "Jeugdoverleg" in review
    await talk.presses("Kleur vastleggen")
    assert (await kept(talk, seen)).case.meeting_kind == YOUTH
