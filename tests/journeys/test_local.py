"""The pretend house: one window in which one person can be everybody."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from cards.words import Words
from domain.audit import AuditEvent
from domain.member import Language
from storage.audit import audit
from tests.support.journey import agenda_channel, find_person
from tests.support.journey_cast import gather_cast
from tests.support.served import Served

SAY = Words(Language.DUTCH)


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
    [nobody] = await cora.says("als zeker niemand")
    assert nobody.told == SAY("local.whom", names="")
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
    assert said.told == SAY("error.unknown_member")
    [still] = await cora.says("mijn")
    assert still.told == SAY("error.unknown_member")
