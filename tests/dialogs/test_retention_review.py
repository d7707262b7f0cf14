"""Answering whether a case is still needed: yes with a reason, no, and no too early."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.kit import Frame
from dialogs.retention_review import RETENTION_REVIEW
from domain.access import CaseState
from domain.retention_review import RetentionReview
from services.seen_case import SeenCase
from tests.support.canaries import CANARY
from tests.support.case_talk import happened
from tests.support.conversation import Conversation


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(RETENTION_REVIEW,), member="sanne")


async def a_year_later(talk: Conversation, state: CaseState) -> SeenCase:
    seen = await happened(talk, lambda house: house.refer(state=state))
    talk.now += timedelta(days=400)
    async with talk.at_desk() as (_, ctx):
        asked = RetentionReview(case=seen.id, asked_on=ctx.today)
        await ctx.uow.retention_reviews.keep(asked)
    return SeenCase(id=seen.id)


@pytest.mark.parametrize("frame", list(Frame))
async def test_no_and_then_yes_keeps_a_closed_case(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await a_year_later(talk, CaseState.CLOSED)
    await talk.begins(RETENTION_REVIEW, seen)
    await talk.goes_through({"still_needed": "not_needed"})
    assert "wordt vernietigd in de nacht van" in await talk.presses("Antwoord vastleggen")
    await talk.begins(RETENTION_REVIEW, seen)
    page = await talk.goes_through({"still_needed": "needed"})
    assert "Schrijf op waarom de casus nog nodig is." in page
    await talk.goes_through({"why_needed": f"{CANARY} komt vrij."})
    done = await talk.presses("Antwoord vastleggen")
    assert "blijft bewaard" in done
    assert CANARY not in done


async def test_a_case_that_is_not_closed_is_closed_first(talk: Conversation):
    seen = await a_year_later(talk, CaseState.TAKEN_UP)
    await talk.begins(RETENTION_REVIEW, seen)
    await talk.goes_through({"still_needed": "not_needed"})
    assert "Typ eerst sluit" in await talk.presses("Antwoord vastleggen")
