"""Nobody slips through: silence and what does not arrive, over HTTP. Each story ends with a person
who knows, or with the reporter told whom to call.
"""

from pathlib import Path

import pytest

from tests.support.journey import on_both, on_postgresql
from tests.support.journey_cast import Cast
from tests.support.journey_words import board_of, convene, invitation_of, report_acute
from tests.support.person import Person
from tests.support.served import serve
from tests.support.teams import FORBIDDEN, StandInTeams

MINUTE = 60.0
WAITS, ALARM = "wacht", "NIEMAND REAGEERT"


@pytest.fixture
async def cast(cast: Cast) -> Cast:
    """Everybody of the house, on duty."""
    await cast.move_to_duty_hours()
    return cast


async def let_pass(cast: Cast, minutes: float) -> None:
    await cast.bot.advance(minutes * MINUTE)
    await cast.bot.quiet()


def refuse(cast: Cast, *names: str) -> None:
    """Teams takes no message for these people any more."""
    for name in names:
        chat = cast[name].conversation
        cast.bot.teams.fail_next(*[FORBIDDEN] * 20, conversation_id=chat)


def knows(person: Person, code: str) -> bool:
    return bool(person.all_with(f"ACUUT: {code}"))


@on_postgresql
async def test_a_silent_director_and_a_silent_deputy_end_with_the_manager(cast: Cast) -> None:
    code = await report_acute(cast["wim"])
    assert knows(cast["cora"], code)
    await let_pass(cast, 10)
    assert knows(cast["dirk"], code)
    assert "Ook Dirk Regisseur heeft uw melding" in cast["wim"].newest("Acute melding").words
    assert cast["karel"].all_with(code) == []
    await let_pass(cast, 10)
    told = cast["karel"].newest(f"Acute melding {code} {WAITS}").words
    assert "Cora Coordinator" in told
    assert "000-0000111" in told
    await cast["dirk"].newest(f"ACUUT: {code}").presses("Ik behandel dit")
    await cast.bot.quiet()
    taken = "Dirk Regisseur behandelt deze melding"
    assert taken in cast["cora"].newest(code).words
    assert taken in cast["karel"].newest(code).words
    await let_pass(cast, 14)
    assert cast["cora"].all_with(ALARM) == []
    await let_pass(cast, 2)
    assert "nog niet getoetst" in cast["dirk"].newest(f"Acute melding {code}").words


async def test_a_director_whom_teams_refuses_is_passed_over_at_once(cast: Cast) -> None:
    refuse(cast, "cora")
    code = await report_acute(cast["wim"])
    await let_pass(cast, 0)
    assert knows(cast["dirk"], code)
    assert not knows(cast["cora"], code)


@on_postgresql
async def test_when_nobody_can_be_reached_the_reporter_is_told_whom_to_call(cast: Cast) -> None:
    refuse(cast, "cora", "dirk", "karel")
    code = await report_acute(cast["wim"])
    for _ in range(4):
        await let_pass(cast, 0)
    told = cast["wim"].newest("bel zelf").words
    assert code in told
    for number in ("112", "0800-2000", "000-0000100", "000-0000111", "000-0000112"):
        assert number in told


@on_both
async def test_a_bot_that_was_down_across_two_rungs_tells_both_when_it_is_back(
    database_url: str, directory: Path, teams: StandInTeams, cast: Cast
) -> None:
    code = await report_acute(cast["wim"])
    await cast.bot.kill()
    async with serve(database_url, directory, teams) as again:
        cast.move_over(again)
        await let_pass(cast, 25)
        assert knows(cast["dirk"], code)
        assert cast["karel"].all_with(f"Acute melding {code} {WAITS}")
        assert cast["cora"].all_with(ALARM) == []
        await let_pass(cast, 10)
        assert cast["cora"].all_with(ALARM)
        assert "bel zelf" in cast["wim"].newest("bel zelf").words


async def test_a_silent_partner_is_asked_again_then_a_colleague_then_the_director_hears_it(
    cast: Cast,
) -> None:
    code = await report_acute(cast["wim"])
    await convene(cast["cora"], code)
    piet, petra = cast["piet"], cast["petra"]
    await let_pass(cast, 5)
    assert len(piet.all_with("U bent uitgenodigd")) == 2
    assert "vragen wij ook een collega" in board_of(cast["cora"]).words
    await let_pass(cast, 5)
    assert "Piet Politie heeft nog niet geantwoord" in invitation_of(petra).words
    assert "niet beschikbaar" not in invitation_of(piet).words
    await let_pass(cast, 5)
    heard = cast["cora"].all_with("een partner reageert niet", "Piet Politie")
    assert len(heard) == 1
    answered = await invitation_of(petra).presses("Ik kom")
    assert "komt" in answered.words
    await cast.bot.quiet()
    assert piet.all_with("Ik kom") == []
    assert len(piet.all_with("Een collega antwoordt voor uw organisatie")) == 2
