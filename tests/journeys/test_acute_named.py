"""A report is never refused, over HTTP: who names a code of another, a code that is none or the
code of a case that is over hears the same, to the letter; the process director reads what it is.
"""

from pathlib import Path

import pytest

from tests.support.cards import texts
from tests.support.hands import Hand
from tests.support.journey import on_postgresql
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import REPORT, canary, report_acute
from tests.support.person import Person, Screen, Step
from tests.support.served import serve
from tests.support.teams import StandInTeams

NOWHERE = "AB1-C23"


def report_on(code: str) -> tuple[Step, ...]:
    signals, happening, _who, send = REPORT
    return (signals, happening, ("Verder", {"code": code}), send)


async def reports_on(cast: Cast, reporter: Person, code: str) -> str:
    """All that somebody can read of a report on a code, until it is taken, and in *mijn*."""
    *screens, questions = await reporter.says("acuut")
    screens.append(await questions.opened())
    for title, answers in report_on(code):
        screens.append(await screens[-1].presses(title, **answers))
    await reporter.bot.quiet()
    screens.append(reporter.newest("Acute melding", code))
    await cast["cora"].newest("Genoemde code", code).presses("Ik behandel dit")
    screens.append(reporter.newest("Acute melding", code))
    screens.append(await reporter.types("mijn"))
    return "\n".join(map(read, screens)).replace(code, "CODE")


def read(screen: Screen) -> str:
    return texts(screen.card) + screen.told


@on_postgresql
@pytest.mark.parametrize("hand", [Hand.EXECUTE, Hand.WINDOW])
async def test_what_a_reporter_reads_does_not_depend_on_what_the_code_is(
    database_url: str, directory: Path, teams: StandInTeams, hand: Hand
) -> None:
    async with serve(database_url, directory, teams, **hand.environment) as bot:
        cast = await gather_cast(bot, hand, only=("wim", "gijs", "vera", "cora"))
        await cast.move_to_duty_hours()
        code = await report_acute(cast["wim"])
        # each by somebody who is not involved: *mijn* keeps what one reported oneself
        reports = (("gijs", code), ("vera", NOWHERE))
        told = [await reports_on(cast, cast[name], one) for name, one in reports]

        assert told[0] == told[1]
        assert canary(31) not in told[0]
        assert "niet bij deze casus betrokken" in cast["cora"].newest("Genoemde code", code).words
        assert "bestaat niet" in cast["cora"].newest("Genoemde code", NOWHERE).words
        refused = await cast["gijs"].types(f"casus {code}")
        assert refused.told.startswith("Dit bestaat niet, of het is niet voor u.")
