"""The house that is measured: the pretend one with more members, in the middle of its work. Made by
the words of the journeys, over HTTP.
"""

import json
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any

import yaml

from tests.support.hands import Activity, once
from tests.support.journey import read_house
from tests.support.journey_words import (
    JUDGEMENT,
    REPORT,
    code_in,
    invitation_of,
    refer,
    screen,
    take_up,
)
from tests.support.person import Person
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams, personal_chat_of

CIRCLES = {"minor": 12, "youth_measure": 12, "weapon_or_threat": 12, "psychosis": 32}
ASKERS, DIRECTORS = CIRCLES["psychosis"], 32
_ALL_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_numbers = count(1)
# one after the other: Teams takes sixty messages in half a minute from one chat
_reporters = cycle(("piet", "olga", "gijs", "vera", "wim", "petra", "otto", "gea"))


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody sends from the own chat."""

    person: Person
    activity: Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A house at work in ``directory``. ``askers`` have one invitation waiting, ``directors`` may
    colour the case with this ``code``, ``presses`` say "Ik kom" to one invitation each.
    """

    directory: Path
    url: str
    house_file: Path
    tenant: str
    askers: tuple[Person, ...]
    directors: tuple[Person, ...]
    code: str
    presses: tuple[Turn, ...]

    @property
    def people(self) -> list[Person]:
        """Everybody who is asked for something, or is told of it."""
        invited = {press.person.name: press.person for press in self.presses}
        return [*self.askers, *self.directors, *invited.values()]


async def build_town(directory: Path, url: str, presses: int) -> Town:
    """Bring a house to where ``presses`` invitations can be answered."""
    described = describe_house()
    house_file = directory / "house.yaml"
    house_file.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    async with (
        StandInTeams() as teams,
        serve(url, directory, teams, STOPLICHT_HOUSE_FILE=str(house_file)) as bot,
    ):
        people = await _gather(bot, described)
        askers = _of_circle(people, "psychosis")
        directors = tuple(people[f"director-{n}"] for n in range(DIRECTORS))
        await _convene(people, people["cora"], "psychosis")
        return Town(
            directory=directory,
            url=url,
            house_file=house_file,
            tenant=described["tenant"],
            askers=askers,
            directors=directors,
            code=await _take_up_a_case(people),
            presses=tuple(await _invite(people, directors, presses)),
        )


def describe_house() -> dict[str, Any]:
    """The house file: a partner for each seat of a circle, and directors enough to ask at once."""
    house: dict[str, Any] = json.loads(json.dumps(read_house(), default=str))
    for signal, seats in CIRCLES.items():
        house["organisations"] += [_partner(signal, seat) for seat in range(seats)]
        house["members"] += [
            _member(f"{signal}-{seat}", f"{signal}-{seat}", "professional") for seat in range(seats)
        ]
    house["members"] += [
        _member(f"director-{n}", "zvh", "process_director") for n in range(DIRECTORS)
    ]
    house["circle_rules"] = [
        {"signal": signal, "tags": [signal], "reason": f"circle.{signal}"} for signal in CIRCLES
    ]
    house["duty"]["hours"] = [{"weekdays": [*_ALL_WEEK], "opens": "00:00", "closes": "24:00"}]
    return house


def _partner(signal: str, seat: int) -> dict[str, Any]:
    return {
        "id": f"{signal}-{seat}",
        "name": f"Partner {signal} {seat}",
        "type": "public_participant",
        "telephone": "000-0001000",
        "tags": [signal],
    }


def _member(name: str, organisation: str, role: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": f"Lid {name}",
        "object_id": f"00000000-0000-0000-0001-{next(_numbers):012}",
        "organisation": organisation,
        "telephone": "000-0000999",
        "rank": 9,
        "screened_until": "2099-12-31",
        "trained_on": "2026-01-05",
        "appointments": [{"role": role, "from": "2026-01-01"}],
    }


async def _gather(bot: Served, described: dict[str, Any]) -> dict[str, Person]:
    people = {
        member["id"]: Person(
            bot,
            member["id"],
            member["object_id"],
            tenant=described["tenant"],
            conversation=personal_chat_of(member["object_id"]),
        )
        for member in described["members"]
    }
    for person in people.values():
        await once(bot, person.activity({"type": "installationUpdate", "action": "add"}))
    await bot.quiet()
    return people


def _of_circle(people: dict[str, Person], signal: str) -> tuple[Person, ...]:
    return tuple(people[f"{signal}-{seat}"] for seat in range(CIRCLES[signal]))


async def _take_up_a_case(people: dict[str, Person]) -> str:
    code = await refer(people["piet"])
    await screen(people["ina"], code)
    await take_up(people["cora"], code)
    return code


async def _invite(
    people: dict[str, Person], directors: tuple[Person, ...], presses: int
) -> list[Turn]:
    """Convene session after session, each with another director and the next circle."""
    signals = [signal for signal in CIRCLES if signal != "psychosis"]
    made: list[Turn] = []
    chairs = zip(cycle(directors), cycle(signals), strict=False)
    while len(made) < presses:
        made += await _convene(people, *next(chairs))
    return made


async def _convene(people: dict[str, Person], director: Person, signal: str) -> list[Turn]:
    """One acute session; the presses that say "Ik kom" to its invitations."""
    page = await people[next(_reporters)].types("acuut")
    first = ("Verder", {"signals": signal, "region": "Rivierstad"})
    code = code_in(await page.goes_through([first, *REPORT[1:]]))
    report = (await director.says(f"acuut {code}"))[-1]
    page = await report.presses("Toetsen en uitnodigen")
    judged = {**JUDGEMENT[0][1], "adds": "no"}
    await page.goes_through([("Verder", judged), ("Bevestigen", {})])
    invited = _of_circle(people, signal)
    return [Turn(one, invitation_of(one).activity("Ik kom")) for one in invited]
