from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from domain.identifiers import ChannelId, MemberId, OrganisationId
from domain.member import Member
from services.ports.address import Address
from storage.addresses import address
from tests.support.databases import Database
from tests.support.hand_clock import HandClock
from tests.support.outbox import PostOffice

AGENDAS = ChannelId("agendas")


def a_member(name: str, object_id: str = "") -> Member:
    return Member(
        id=MemberId(name),
        tenant_id="tenant",
        object_id=object_id or f"object-{name}",
        name=name,
        organisation=OrganisationId("politie"),
        appointments=(),
    )


PIET, OLGA = a_member("piet"), a_member("olga")
EMEA = "https://smba.trafficmanager.net/emea/"
OF_PIET = Address(service_url=EMEA, conversation="a:piet", user="29:piet")
OF_AGENDAS = Address(service_url=EMEA, conversation="19:agenda@thread.tacv2")


async def test_nobody_is_reached_before_somebody_was_heard(office: PostOffice):
    async with office.database.work() as work:
        assert await work.addresses.of_member(PIET) is None
        assert await work.addresses.of_channel(AGENDAS) is None
        assert await work.addresses.any_service_url() is None
        assert await work.addresses.users(60) == []


async def test_a_member_and_a_channel_are_reached_where_they_were_last_heard(office: PostOffice):
    moved = replace(OF_PIET, conversation="a:piet-again")
    async with office.database.work() as work:
        await work.addresses.learn_member(PIET, OF_PIET)
        await work.addresses.learn_channel(AGENDAS, OF_AGENDAS)
        await work.addresses.learn_member(PIET, moved)
        assert await work.addresses.of_member(PIET) == moved
        assert await work.addresses.of_channel(AGENDAS) == OF_AGENDAS
        assert await work.addresses.of_member(OLGA) is None


async def test_a_member_and_a_channel_of_one_name_are_not_mixed_up(office: PostOffice):
    async with office.database.work() as work:
        await work.addresses.learn_channel(ChannelId("piet"), OF_AGENDAS)
        assert await work.addresses.of_member(PIET) is None


async def test_a_known_address_is_not_written_again(office: PostOffice):
    learned = select(address.c.learned_at)
    async with office.database.work() as work:
        await work.addresses.learn_member(PIET, OF_PIET)
    async with office.database.engine.connect() as connection:
        before = (await connection.execute(learned)).scalar_one()
    async with office.database.work() as work:
        await work.addresses.learn_member(PIET, OF_PIET)
    async with office.database.engine.connect() as connection:
        assert (await connection.execute(learned)).scalar_one() == before


async def test_the_newest_host_counts_for_who_was_never_heard(
    database: Database, office: PostOffice
):
    clock = HandClock(database)
    await clock.take_over(office.database)
    amer = replace(OF_PIET, service_url="https://smba.trafficmanager.net/amer/")
    async with office.database.work() as work:
        await work.addresses.learn_member(PIET, OF_PIET)
    await clock.move(timedelta(seconds=1))
    async with office.database.work() as work:
        await work.addresses.learn_member(OLGA, amer)
        assert await work.addresses.any_service_url() == amer.service_url


async def test_the_users_are_those_with_a_teams_id_and_no_more_than_asked(office: PostOffice):
    async with office.database.work() as work:
        for number in (3, 0, 4, 1, 2):
            of_member = replace(OF_PIET, user=f"29:{number}")
            await work.addresses.learn_member(a_member(f"m{number}"), of_member)
        await work.addresses.learn_channel(AGENDAS, OF_AGENDAS)
        assert await work.addresses.users(3) == ["29:0", "29:1", "29:2"]
        assert len(await work.addresses.users(60)) == 5


async def test_an_address_belongs_to_one_account_of_a_member(office: PostOffice):
    async with office.database.work() as work:
        await work.addresses.learn_member(PIET, OF_PIET)
        assert await work.addresses.of_member(a_member("piet", "a new account")) is None
        assert await work.addresses.of_member(PIET) == OF_PIET


async def test_a_chat_that_is_gone_is_forgotten_and_a_newer_one_stays(office: PostOffice):
    async with office.database.work() as work:
        await work.addresses.learn_member(PIET, OF_PIET)
        await work.addresses.forget_member(PIET, "a:piet-long-ago")
        assert await work.addresses.of_member(PIET) == OF_PIET
        await work.addresses.forget_member(PIET, OF_PIET.conversation)
        assert await work.addresses.of_member(PIET) is None


async def test_a_conversation_is_where_it_was_last_heard_from(office: PostOffice):
    fr = replace(OF_PIET, service_url="https://smba.trafficmanager.net/fr/")
    async with office.database.work() as work:
        assert await work.addresses.newest_service_url("a:piet") is None
        await work.addresses.learn_member(OLGA, replace(OF_PIET, conversation="a:olga"))
        await work.addresses.learn_member(PIET, fr)
        assert await work.addresses.newest_service_url("a:piet") == fr.service_url
        assert await work.addresses.newest_service_url("a:olga") == OF_PIET.service_url
