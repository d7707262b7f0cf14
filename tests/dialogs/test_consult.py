"""A question before a referral that is not sent waits no longer than a question that was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.consult import CONSULT_ANSWERING, CONSULT_ASKING, AboutAsking, AboutConsult
from domain.consult import ConsultReply
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from services.consult import (
    ask_consult,
    ask_on_consult,
    close_consult,
    list_own_consults,
    open_own_consult,
)
from tests.support.agenda_house import HOUSE, THE_BEGINNING
from tests.support.canaries import CANARY
from tests.support.conversation import Conversation
from tests.support.rounds import run_round

TWO_WEEKS, SECOND = timedelta(days=14), timedelta(seconds=1)


async def unsent(talk: Conversation) -> Conversation:
    asking = replace(talk, dialogs=(CONSULT_ASKING,))
    await asking.begins(CONSULT_ASKING, AboutAsking(asker=MemberId("agent")))
    await asking.presses("Verder", words=f"{CANARY}: kan dit?", reply="written")
    return asking


async def is_kept(talk: Conversation, after: timedelta) -> bool:
    later = replace(talk, now=THE_BEGINNING + after)
    async with later.house() as house:
        await run_round(house)
    return bool(await later.drafts())


async def test_a_question_that_is_not_sent_is_wiped_after_two_weeks(talk: Conversation):
    assert HOUSE.terms.drafts_kept_within > TWO_WEEKS
    asking = await unsent(talk)
    assert await is_kept(asking, TWO_WEEKS - SECOND)
    assert not await is_kept(asking, TWO_WEEKS)


async def test_who_goes_on_with_it_gets_two_weeks_more_and_reads_until_when(talk: Conversation):
    asking = await unsent(talk)
    asking.now = THE_BEGINNING + timedelta(days=10)
    await asking.begins(CONSULT_ASKING, AboutAsking(asker=MemberId("agent")))
    await asking.changes("question")
    await asking.presses("Bewaren voor later")
    (draft,) = await asking.drafts()
    assert draft.expires_at == THE_BEGINNING + timedelta(days=24)


async def test_only_the_question_that_was_read_counts_as_answered(talk: Conversation):
    async with talk.house() as house, house.acting("agent") as ctx:
        await ask_consult(ctx, ConsultReply.WRITTEN, f"{CANARY}: kan dit?")
        consult = (await list_own_consults(ctx))[0].id
    iris = replace(talk, member="iris", dialogs=(CONSULT_ANSWERING,))
    await iris.begins(CONSULT_ANSWERING, AboutConsult(consult=consult))
    async with talk.house() as house, house.acting("agent") as ctx:
        await ask_on_consult(ctx, await open_own_consult(ctx, consult), f"{CANARY}: en dan?")
    await iris.presses("Verder", next="answered", words="Ja, dat kan.")
    assert "Er kwam intussen een vraag bij" in await iris.presses("Versturen")
    assert "en dan?" in await iris.begins(CONSULT_ANSWERING, AboutConsult(consult=consult))
    await iris.presses("Verder", next="answered", words="Dan ook.")
    assert "Er kwam intussen" not in await iris.presses("Versturen")


async def test_who_read_a_question_that_was_closed_meanwhile_hears_that_it_is_over(
    talk: Conversation,
):
    async with talk.house() as house, house.acting("agent") as ctx:
        await ask_consult(ctx, ConsultReply.WRITTEN, f"{CANARY}: kan dit?")
        consult = (await list_own_consults(ctx))[0].id
    iris = replace(talk, member="iris", dialogs=(CONSULT_ANSWERING,))
    await iris.begins(CONSULT_ANSWERING, AboutConsult(consult=consult))
    async with talk.house() as house, house.acting("agent") as ctx:
        await close_consult(ctx, await open_own_consult(ctx, consult))
    assert "Deze vraag is voorbij" in await iris.presses("Verder", next="answered", words="Ja.")
    with pytest.raises(NotFoundError):
        await iris.begins(CONSULT_ANSWERING, AboutConsult(consult=consult))
