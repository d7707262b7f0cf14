"""Who may do what, over HTTP: a table written by hand from the roles of the house. Everybody else
is refused in words that tell nothing, it is on record, and nothing changes.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from bot.doors.features import make_registry
from tests.support.databases import PostgresqlServer
from tests.support.doors import ABOUT, BUTTONS, COMMANDS, EVERYBODY, OTHER_ROLES, STRANGERS
from tests.support.journey_world import World, build_world
from tests.support.person import Person, execute
from tests.support.served import serve
from tests.support.teams import StandInTeams

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_FOR_YOU: Final = "Dit bestaat niet, of het is niet voor u. Typ mijn om te zien wat voor u is."
IN_ENGLISH: Final = "This does not exist, or it is not for you. Type my to see what is for you."
NOT_KNOWN: Final = (
    "U bent hier nog niet bekend. Vraag de beheerder van uw Zorg- en Veiligheidshuis om toegang."
)


def refusal_of(name: str) -> str:
    if name in STRANGERS[1:]:
        return NOT_KNOWN
    return IN_ENGLISH if name == "connie" else NOT_FOR_YOU


async def test_every_command_and_every_button_has_its_row() -> None:
    registry = make_registry()
    assert set(COMMANDS) == {command.words[0] for command in registry.commands()}
    assert set(BUTTONS) == {verb for feature in registry.features for verb in feature.buttons}


async def test_whoever_may_not_press_a_button_is_refused_and_it_is_on_record(world: World) -> None:
    before, refused_before = await world.dump(), await world.refused()
    expected: dict[str | None, int] = {}
    wrong: set[tuple[str, str]] = set()
    for verb, (subject, allowed) in BUTTONS.items():
        token = await world.token(verb, subject)
        others = [name for name in EVERYBODY if name not in allowed]
        inputs = world.inputs(verb)
        answers = await asyncio.gather(
            *(world.people[name].presses(token, **inputs) for name in others)
        )
        for name, answer in zip(others, answers, strict=True):
            wrong |= {(verb, name)} if answer != ("message", refusal_of(name)) else set()
            known = {"third party": "hugo"}.get(name, name if name not in STRANGERS else None)
            expected[known] = expected.get(known, 0) + 1
    assert not wrong
    assert await world.dump() == before
    on_record = await world.refused()
    assert {who: on_record[who] - refused_before.get(who, 0) for who in on_record} == expected


async def test_what_does_not_exist_is_refused_in_the_same_words(world: World) -> None:
    for verb, (subject, allowed) in BUTTONS.items():
        if subject in {"nothing", "first page", "the list"}:
            continue
        absent = "absent message" if "message" in subject else "absent"
        token = await world.token(verb, absent)
        names = sorted({"petra", "noor", min(allowed)})
        answers = await asyncio.gather(*(world.people[name].presses(token) for name in names))
        assert answers == [("message", refusal_of(name)) for name in names], verb


async def test_a_command_is_for_those_in_the_table_and_a_refused_one_names_no_case(
    world: World,
) -> None:
    before, refused_before = await world.dump(), await world.refused()
    refusals = {
        name: [word for word, allowed in COMMANDS.items() if name not in allowed]
        for name in EVERYBODY
    }
    await asyncio.gather(*(_types(world, name, words) for name, words in refusals.items()))
    await world.bot.quiet()
    assert await world.dump() == before
    for name, words in refusals.items():
        person = world.people[name]
        assert person.texts[-len(words) :] == [refusal_of(name)] * len(words) or not words, name
    on_record = {
        who: count - refused_before.get(who, 0) for who, count in (await world.refused()).items()
    }
    assert on_record["hugo"] == len(COMMANDS)
    assert all(on_record[name] == len(refusals[name]) for name in OTHER_ROLES)
    assert on_record[None] == 3 * len(COMMANDS)


async def _types(world: World, name: str, words: list[str]) -> None:
    """Type every one of these words, about a case where that is asked."""
    for word in words:
        code = world.codes[ABOUT[word]] if word in ABOUT else ""
        await world.people[name].writes(f"{word} {code}".strip())


async def test_a_code_that_does_not_exist_reads_like_one_that_is_not_for_you(world: World) -> None:
    petra = world.people["petra"]
    for command in ("casus", "weeg", "kleur"):
        for code in (world.codes["taken up"], "AA0-A00"):
            [said] = await petra.says(f"{command} {code}")
            assert said.told == NOT_FOR_YOU
            assert said.preview == "Antwoord van Stoplicht"


async def test_every_other_door_refuses_in_words_too(world: World) -> None:
    before = await world.dump()
    nobody = world.people["third party"]
    tokens = [await world.token(verb, subject) for verb, (subject, _) in BUTTONS.items()]
    for door in ("task/fetch", "task/submit"):
        answers = await asyncio.gather(
            *(nobody.invokes(door, {"data": {"press": one}}) for one in tokens)
        )
        refused = {"task": {"type": "message", "value": NOT_FOR_YOU}}
        said = dict(zip(BUTTONS, answers, strict=True))
        assert [verb for verb in said if said[verb] != refused] == [], door
    token = await world.token("referral.withdraw", "submitted")
    await nobody.sends({"type": "message", "value": {"press": token}, "replyToId": "1"})
    await world.bot.quiet()
    assert nobody.texts[-1] == NOT_FOR_YOU
    assert await world.dump() == before


async def test_a_foreign_tenant_does_not_come_in_at_all(world: World) -> None:
    foreign = Person(world.bot, "foreign", world.people["cora"].object_id, "f" * 36)
    before = await world.dump()
    for activity in (foreign.message("lijst"), execute({"press": "x"})):
        status, _ = await world.bot.post(foreign.activity(activity))
        assert status == 403
    assert await world.dump() == before


async def test_a_changed_or_invented_button_does_nothing(world: World) -> None:
    before = await world.dump()
    token = await world.token("agenda.approve", "agenda")
    changed = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        for place in range(0, len(token) - 1, 7)
    ]
    for one in (*changed, token[:-4], token + "AAAA", "", "agenda.approve", "A" * 3_000):
        kind, said = await world.people["cora"].presses(one)
        assert (kind, said) == ("message", "Deze knop werkt niet. Vraag om een nieuwe kaart."), one
    assert await world.dump() == before


async def test_a_button_of_a_month_ago_does_nothing(world: World) -> None:
    before = await world.dump()
    token = await world.token("agenda.approve", "agenda", made=-timedelta(days=30, seconds=1))
    said = await world.people["cora"].presses(token)
    assert said == ("message", "Deze knop is te oud. Vraag om een nieuwe kaart.")
    assert await world.dump() == before


async def test_who_presses_decides_and_not_for_whom_the_card_was_drawn(world: World) -> None:
    case = await world.cast["ina"].types(f"casus {world.codes['submitted']}")
    for name, may in (("dirk", True), ("petra", False), ("piet", False), ("noor", False)):
        answered = await case.before(world.people[name]).presses("Screenen")
        assert answered.is_page is may, name
        assert may or answered.told == NOT_FOR_YOU


@pytest_asyncio.fixture(scope="function", loop_scope="module")
async def own_world(postgresql: PostgresqlServer, tmp_path: Path) -> AsyncIterator[World]:
    """A world that may be used up, on the other database: on SQLite each command and each button
    is used in test_seen_at_the_doors.
    """
    async with (
        postgresql.fresh() as url,
        StandInTeams() as teams,
        serve(url, tmp_path, teams) as bot,
    ):
        yield await build_world(bot, url, tmp_path)


async def test_everybody_in_the_table_may_do_what_it_says_on_postgresql_too(
    own_world: World,
) -> None:
    words = {name: [w for w, may in COMMANDS.items() if name in may] for name in EVERYBODY}
    await asyncio.gather(*(_types(own_world, name, typed) for name, typed in words.items()))
    await own_world.bot.quiet()
    assert not [name for name in words if refusal_of(name) in own_world.people[name].texts]
    for verb, (subject, may) in BUTTONS.items():
        for name in sorted(may):
            token = await own_world.token(verb, subject)
            said = await own_world.people[name].presses(token, **own_world.inputs(verb))
            assert refusal_of(name) not in str(said), (verb, name)
    assert not [line for line in own_world.bot.log if "turn_failed" in line]
