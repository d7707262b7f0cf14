"""A room of their own for who comes to an acute session, over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml

from tests.support.canaries import CANARY
from tests.support.cards import walk
from tests.support.graph import TEAMS_APP, GraphCall, StandInGraph
from tests.support.journey import on_both, on_postgresql, read_everything, read_house
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import (
    board_of,
    close_session,
    convene,
    invitation_of,
    report_acute,
)
from tests.support.person import Person, Screen
from tests.support.served import Served, serve
from tests.support.teams import FORBIDDEN, StandInTeams

CHAT = "19:acuut@thread.v2"
SIGN_IN = {"cora": "cora@zvh.example", "piet": "p.politie@politie.example"}


@pytest.fixture
def house_file(directory: Path) -> str:
    """The pretend house, in which two members have a name in Teams."""
    members = [
        {**one, **({"sign_in": SIGN_IN[one["id"]]} if one["id"] in SIGN_IN else {})}
        for one in read_house()["members"]
    ]
    file = directory / "house.yaml"
    file.write_text(yaml.safe_dump({**read_house(), "members": members}), encoding="utf-8")
    return str(file)


def links_of(screen: Screen) -> list[str]:
    return [part["url"] for part in walk(screen.card) if part.get("type") == "Action.OpenUrl"]


def in_chat(*people: Person) -> list[dict[str, str]]:
    return [
        {"id": f"29:{one.name}", "name": one.name, "aadObjectId": one.object_id} for one in people
    ]


@pytest.fixture
async def bot(
    database_url: str, directory: Path, teams: StandInTeams, house_file: str
) -> AsyncIterator[Served]:
    async with serve(database_url, directory, teams, STOPLICHT_HOUSE_FILE=house_file) as served:
        yield served


async def convene_and_come(cast: Cast) -> str:
    """A session on a new case, to which Piet comes; its code."""
    await cast.move_to_duty_hours()
    code = await report_acute(cast["wim"])
    await convene(cast["cora"], code)
    await invitation_of(cast["piet"]).presses("Ik kom")
    return code


async def look_for_links(person: Person) -> list[str]:
    """What somebody who comes is given to talk with the others."""
    is_director = person.all_with("Spoedoverleg sluiten")
    card = board_of(person) if is_director else invitation_of(person)
    await card.presses("Praten met wie komt")
    return links_of(person.all_with("praten met wie komt")[-1])


async def look_at_room(bot: Served) -> None:
    await bot.advance(1)
    await bot.quiet()


@on_postgresql
async def test_who_comes_talks_in_a_chat_of_their_own_until_somebody_else_comes_in(
    cast: Cast, teams: StandInTeams
) -> None:
    cora, piet, olga = cast["cora"], cast["piet"], cast["olga"]
    code = await convene_and_come(cast)
    chat, meeting = await look_for_links(cora)
    assert SIGN_IN["piet"] in chat
    assert SIGN_IN["piet"] in meeting
    assert f"topicName={code}" in chat
    assert SIGN_IN["cora"] in (await look_for_links(piet))[0]

    teams.rosters[CHAT] = in_chat(cora, piet)
    [here] = await cora.in_group(CHAT).says(f"ruimte {code}")
    assert "wij kijken wie er in deze chat zitten" in here.told
    await look_at_room(cast.bot)
    assert "De chat die u koos, is van dit spoedoverleg" in board_of(cora).words
    [link] = await look_for_links(piet)
    assert "acuut%40thread.v2" in link

    teams.rosters[CHAT] += in_chat(olga)
    joined = {"type": "conversationUpdate", "membersAdded": [{"id": "29:olga"}]}
    await olga.in_group(CHAT).sends(joined)
    await look_at_room(cast.bot)
    for card in (cora.newest("De chat van spoedoverleg"), board_of(cora)):
        assert "zit 1 persoon die niet komt" in card.words
    assert SIGN_IN["cora"] in (await look_for_links(piet))[0]
    assert cora.in_group(CHAT).texts == [here.told]
    await close_session(cast, cora, "piet")
    assert CANARY not in read_everything(cast.bot)


@on_both
async def test_the_bot_makes_the_chat_where_the_house_wants_that_and_keeps_it_through_a_restart(
    database_url: str, directory: Path, teams: StandInTeams, house_file: str
) -> None:
    async with StandInGraph() as graph:
        settings = {
            "STOPLICHT_HOUSE_FILE": house_file,
            "STOPLICHT_GRAPH": "chat",
            "STOPLICHT_GRAPH_URL": graph.url,
            "STOPLICHT_TEAMS_APP_ID": TEAMS_APP,
        }
        async with serve(database_url, directory, teams, **settings) as bot:
            cast = await gather_cast(bot)
            code = await convene_and_come(cast)
            await look_at_room(bot)
            check_members(graph, cast["cora"], cast["piet"])
            assert "Er is een chat met precies wie komt" in board_of(cast["cora"]).words
            [(name, chat)] = graph.chats.items()
            assert chat.topic == code
            assert f"l/chat/{quote(name, safe='')}/0" in (await look_for_links(cast["piet"]))[0]
            graph.fail_next(GraphCall.REMOVE, FORBIDDEN)
            await invitation_of(cast["olga"]).presses("Ik kom")
            await invitation_of(cast["piet"]).presses("Kan niet")
            await look_at_room(bot)
            told = cast["cora"].newest("De chat van spoedoverleg")
            assert "haal eruit wie niet komt" in told.words
        async with serve(database_url, directory, teams, **settings) as bot:
            cast = await gather_cast(bot)
            await bot.advance(15 * 60)
            await bot.quiet()
            check_members(graph, cast["cora"], cast["olga"])
            await close_session(cast, cast["cora"], "olga")
            await look_at_room(bot)
            assert graph.people() == [set()]
            assert CANARY not in read_everything(bot)


def check_members(graph: StandInGraph, *people: Person) -> None:
    assert graph.people() == [{one.object_id for one in people}]
