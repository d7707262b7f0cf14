"""Every dialog and every changing button of the house once: two referrals, one completed, screened,
weighed and coloured, one withdrawn; an acute session with its answers, closed. And what that left.
"""

from dataclasses import dataclass
from pathlib import Path

from tests.support.hands import Courier, Hand, once
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_state import Left, read_left, read_messages
from tests.support.journey_words import (
    EDIT,
    agree_under_plan,
    answer_action,
    answer_by_telephone,
    close_session,
    colour_red,
    convene,
    invitation_of,
    name_deputy,
    refer,
    report_acute,
    screen,
    send_back,
    take_up,
    write_plan,
)
from tests.support.served import serve
from tests.support.teams import StandInTeams

PEOPLE = ("cora", "dirk", "ina", "piet", "olga", "otto", "gijs", "vera", "wim")


@dataclass(frozen=True, slots=True)
class Played:
    """What a journey left in the database, and what can be read in every chat."""

    left: Left
    messages: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How everybody's Teams works in one journey."""

    hand: Hand = Hand.EXECUTE
    courier: Courier = once


async def play(database_url: str, directory: Path, way: Way) -> Played:
    """Play everything once with a bot and a Teams of its own."""
    directory.mkdir()
    async with (
        StandInTeams() as teams,
        serve(database_url, directory, teams, **way.hand.environment) as bot,
    ):
        cast = await gather_cast(bot, way.hand, way.courier, PEOPLE)
        await cast.move_to_duty_hours()
        await play_referrals(cast)
        await play_acute(cast)
        await bot.quiet()
        pressed = {post for person in cast.people.values() for post in person.pressed}
        left = await read_left(database_url, directory)
        return Played(left, read_messages(teams.visible, pressed))


async def play_referrals(cast: Cast) -> str:
    """One referral goes back and forth and all the way, one is withdrawn; the code of the first."""
    piet, ina, cora = cast["piet"], cast["ina"], cast["cora"]
    code = await refer(piet)
    await send_back(ina, code)
    edited = await (await piet.newest(code, "Aanvullen").presses("Aanvullen")).goes_through(EDIT)
    assert "is aangepast" in edited.words
    await screen(ina, code)
    await take_up(cora, code)
    await piet.newest(code, "Lees de uitleg").presses("Lees de uitleg")
    await colour_red(cora, code)
    await write_plan(cora, code)
    await agree_under_plan(cast, cora, code, "gijs")
    regretted = await refer(cast["olga"])
    question = await cast["olga"].types(f"casus {regretted}", "Aanmelding intrekken")
    assert "Ingetrokken" in (await question.presses("Ja, intrekken")).words
    return code


async def play_acute(cast: Cast) -> str:
    """An acute session with a yes, a deputy, a no, a telephone call and an agreement; its code."""
    code = await report_acute(cast["wim"])
    await cast["cora"].newest("Gemeld door").presses("Ik behandel dit")
    await convene(cast["cora"], code)
    await invitation_of(cast["piet"]).presses("Ik kom")
    await name_deputy(cast["olga"])
    asked = await invitation_of(cast["gijs"]).presses("Niet bekend bij onze organisatie")
    await asked.presses("Ja, niet bekend")
    await answer_by_telephone(cast["cora"])
    await invitation_of(cast["otto"]).presses("Kan niet")
    await close_session(cast, cast["cora"], "piet")
    await answer_action(cast["piet"], "Niet gedaan")
    return code
