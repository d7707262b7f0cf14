"""Asking the suppliers of a case, noting what one of them says by telephone, and answering."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.kit import Frame
from dialogs.extension import (
    EXTENSION,
    EXTENSION_ANSWER,
    EXTENSION_TELEPHONE,
    choose_extension,
)
from domain.access import Action
from services.retention import find_case_end
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import POLICE
from tests.support.canaries import CANARY
from tests.support.case_talk import happened
from tests.support.conversation import Conversation

DIALOGS = (EXTENSION, EXTENSION_TELEPHONE, EXTENSION_ANSWER)
REASON = f"{CANARY} valt steeds terug."


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=DIALOGS, member="sanne")


async def near_its_end(talk: Conversation) -> SeenCase:
    seen = await happened(talk, lambda house: house.take_up())
    async with talk.at_desk() as (_, ctx):
        end = await find_case_end(ctx, await ctx.uow.cases.get(seen.id))
        talk.now += end.goes_on - timedelta(days=30) - ctx.today
    return SeenCase(id=seen.id)


async def asks(talk: Conversation, seen: SeenCase) -> str:
    await talk.begins(EXTENSION, seen)
    until = (talk.now + timedelta(days=300)).date()
    why = {
        "extension_ground": "still_open",
        "extension_reason": REASON,
        "extended_to": until.isoformat(),
    }
    page = await talk.goes_through(why)
    assert "Aan deze organisaties wordt het gevraagd" in page
    assert "Politie" in page
    agreed = {"agreed": POLICE, "agreed_how": "telephone"}
    await talk.goes_through(agreed)
    return await talk.presses("Aan hen vragen")


@pytest.mark.parametrize("frame", list(Frame))
async def test_suppliers_are_asked_and_then_what_one_says_by_telephone_is_noted(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await near_its_end(talk)
    receipt = await asks(talk, seen)
    assert "bewaard mag blijven tot" in receipt
    assert CANARY not in receipt
    async with talk.at_desk() as (_, ctx):
        permit = await take_case(ctx, Action.EXTEND_CASE, seen)
        assert await choose_extension(ctx, permit) is EXTENSION_TELEPHONE
    page = await talk.begins(EXTENSION_TELEPHONE, seen)
    assert "Nog geen antwoord" in page
    tomorrow = (talk.now + timedelta(days=1)).date().isoformat()
    told = {"supplier": POLICE, "supplier_says": "longer", "telephone_by": CANARY}
    page = await talk.goes_through({**told, "telephone_on": tomorrow})
    assert "Die dag kan niet in de toekomst liggen." in page
    await talk.goes_through({**told, "telephone_on": talk.now.date().isoformat()})
    noted = await talk.presses("Antwoord vastleggen")
    assert "vastgelegd" in noted
    assert CANARY not in noted


async def test_a_day_more_than_two_years_away_is_refused_in_words(talk: Conversation):
    seen = await near_its_end(talk)
    await talk.begins(EXTENSION, seen)
    late = (talk.now + timedelta(days=900)).date().isoformat()
    why = {
        "extension_ground": "still_open",
        "extension_reason": REASON,
        "extended_to": late,
    }
    await talk.goes_through(why)
    await talk.goes_through({"agreed": POLICE, "agreed_how": "telephone"})
    assert "hoogstens twee jaar later" in await talk.presses("Aan hen vragen")


async def test_a_supplier_reads_who_asks_and_what_they_said_before(talk: Conversation):
    seen = await near_its_end(talk)
    await asks(talk, seen)
    talk.member = "agent"
    page = await talk.begins(EXTENSION_ANSWER, seen)
    assert "Sanne vraagt of het bewaard mag blijven tot" in page
    assert CANARY not in page
    await talk.goes_through({"supplier_says": "no_longer"})
    assert "vastgelegd" in await talk.presses("Zeggen of het mag")
    assert "Eerder geantwoord: Niet langer" in await talk.begins(EXTENSION_ANSWER, seen)
