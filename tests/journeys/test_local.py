"""The pretend house: one window in which one person can be everybody and let time pass."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from cards.words import Words
from domain.audit import AuditEvent
from domain.member import Language
from storage.audit import audit
from tests.support.journey import agenda_channel, find_person
from tests.support.journey_cast import gather_cast
from tests.support.person import words_of
from tests.support.served import Served

SAY = Words(Language.DUTCH)
ZONE = ZoneInfo("Europe/Amsterdam")
INSTALLED = {"type": "installationUpdate", "action": "add"}
PLAYED_WITHIN = timedelta(minutes=2)  # what a test may take on a busy machine


async def test_one_person_acts_as_another_and_as_oneself_again(bot: Served):
    cora = find_person(bot, "cora")
    own = await cora.hears("help")
    [said] = await cora.says("als Piet Politie")
    organisation = "Politie Rivierstad"
    assert said.told == SAY("local.now", name="Piet Politie", organisation=organisation)
    assert "niet voor u" in await cora.hears("agenda")
    assert await cora.hears("help") != own
    [english] = await cora.says("as connie")
    assert "Connie Contact" in english.told
    await cora.says("als cora")
    assert "niet voor u" not in await cora.hears("agenda")


async def test_a_name_that_is_not_one_member_is_asked_again(bot: Served):
    cora = find_person(bot, "cora")
    [nobody] = await cora.says("als jan")
    assert nobody.told.startswith(SAY("local.nobody", names=""))
    for name in ("Cora Coordinator", "Piet Politie", "Frits"):
        assert name in nobody.told
    [everybody] = await cora.says("als")
    assert "Piet Politie" in everybody.told
    [two] = await cora.says("als politie")
    assert two.told == SAY("local.whom", names="Petra Politie, Piet Politie")


async def test_somebody_with_an_own_chat_is_reached_there(bot: Served):
    cast = await gather_cast(bot, only=("cora", "olga"))
    cora, olga = cast["cora"], cast["olga"]
    await olga.in_channel(agenda_channel()).says("mijn")
    assert len(cora.cards) == 1
    assert len(olga.cards) == 2


async def test_acting_as_another_is_in_the_audit(bot: Served, database_url: str):
    await find_person(bot, "cora").says("als piet")
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        rows = (await connection.execute(select(audit))).all()
    await engine.dispose()
    acted = [row for row in rows if row.event == AuditEvent.ACTED_AS]
    assert [(row.who, row.on_behalf_of) for row in acted] == [("cora", "piet")]


async def test_a_stranger_cannot_act_as_a_member(bot: Served):
    cora = find_person(bot, "cora")
    cora.object_id = "00000000-0000-0000-0000-0000000000ff"
    [said] = await cora.says("als piet")
    asked = f"{SAY('error.unknown_member')} {SAY('help.please_delete')}"
    assert said.told == asked
    [still] = await cora.says("mijn")
    assert still.told == SAY("error.unknown_member")


async def test_the_first_card_tells_who_sits_here_and_the_words_of_the_window(bot: Served):
    cora = find_person(bot, "cora")
    await cora.sends(INSTALLED)
    await bot.quiet()
    first = SAY("local.first", name="Cora Coordinator")
    assert first.startswith("U bent Cora")
    assert "**als piet**" in first
    [card] = cora.cards
    assert card["body"][0]["text"] == first
    assert SAY("help.title") in words_of(card)
    assert first not in await cora.hears("wat kan hier")
    in_channel = cora.in_channel(agenda_channel())
    await in_channel.sends(INSTALLED)
    await bot.quiet()
    assert first not in words_of(in_channel.cards)


@pytest.mark.parametrize(
    ("said", "ahead"),
    [
        ("vooruit 1 dag", timedelta(days=1)),
        ("Vooruit 3 uur", timedelta(hours=3)),
        ("vooruit 20minuten", timedelta(minutes=20)),
        ("forward 2 weeks", timedelta(weeks=2)),
    ],
)
async def test_the_clock_of_the_house_goes_ahead_by_a_word(
    bot: Served, said: str, ahead: timedelta
):
    before = await bot.now()
    [answer] = await find_person(bot, "cora").says(said)
    moved = await bot.now() - before
    assert ahead <= moved < ahead + PLAYED_WITHIN
    assert answer.told.startswith("Het is nu ")


async def test_a_move_that_is_delivered_twice_is_made_once(bot: Served):
    cora = find_person(bot, "cora")
    before = await bot.now()
    await cora.sends({"type": "message", "id": "again", "text": "vooruit 1 dag"})
    await cora.sends({"type": "message", "id": "again", "text": "vooruit 1 dag"})
    assert await bot.now() - before < timedelta(days=1) + PLAYED_WITHIN


@pytest.mark.parametrize(
    "said", ["vooruit morgen", "vooruit 0 dagen", "vooruit 2 jaar", "vooruit 53 weken"]
)
async def test_a_move_that_is_not_read_is_asked_again(bot: Served, said: str):
    before = await bot.now()
    [answer] = await find_person(bot, "cora").says(said)
    assert answer.told == SAY("local.how_far")
    assert await bot.now() - before < PLAYED_WITHIN


async def test_without_a_length_the_clock_goes_to_what_waits_first(bot: Served):
    cora = find_person(bot, "cora")
    await bot.advance((find_friday(await bot.now()) - await bot.now()).total_seconds())
    hours = []
    for _ in range(4):
        await cora.says("vooruit")
        hours.append(f"{(await bot.now()).astimezone(ZONE):%A %H:%M}")
        await bot.advance(0)  # the clock does what has become due
    # who comes is asked and reminded; cut-off and posting, in config/house.example.yaml
    assert hours == ["Monday 09:00", "Tuesday 09:00", "Tuesday 12:00", "Wednesday 15:00"]


def find_friday(now: datetime) -> datetime:
    """A Friday evening in February: the week after has no holiday in any year."""
    first = datetime(now.year + 1, 2, 1, 18, tzinfo=ZONE)
    return first + timedelta(days=(4 - first.weekday()) % 7)
