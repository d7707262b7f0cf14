"""What was not taken up is destroyed in the night after its fourteenth day, over HTTP, with a kill
-9 after each step; a count and a proof remain.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from domain.audit import AuditEvent
from services.destruction import DestructionStep
from storage import unit_of_work  # noqa: F401 - brings every table
from storage.audit import audit
from storage.cases import cases
from storage.destructions import destroyed_cases, destruction
from storage.drafts import draft
from storage.metadata import metadata
from tests.support.canaries import CANARY
from tests.support.journey import find_person, on_both, read_everything, read_public
from tests.support.journey_cast import COORDINATORS, gather_cast
from tests.support.journey_words import AGREED, WEIGHING, canary, refer, report_acute, screen
from tests.support.leases import let_leases_end
from tests.support.person import words_of
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

DAYS = timedelta(days=15, hours=4)
NOT_TAKEN_UP = (
    WEIGHING[0],
    ("Verder", {"outcome": "not_taken_up", **AGREED}),
    ("Verder", {"taken_on_by": "nobody", "advice": canary(50, "praat met elkaar.")}),
    ("Weging vastleggen", {}),
)


async def _scan(database_url: str) -> dict[str, str]:
    """Everything in every table, as text."""
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        rows = {
            table.name: repr((await connection.execute(select(table))).all())
            for table in metadata.sorted_tables
        }
    await engine.dispose()
    return rows


async def _ask(database_url: str, question: Any) -> Any:
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        answer = await connection.scalar(question)
    await engine.dispose()
    return answer


async def _kill_at(step: DestructionStep, bot: Served, halt_file: Path, days: timedelta) -> None:
    halt_file.write_text(step, encoding="utf-8")
    going_on = asyncio.create_task(bot.advance(days.total_seconds()))
    await bot.halted()
    await bot.kill()
    await asyncio.gather(going_on, return_exceptions=True)
    halt_file.unlink()


async def _turn_down(bot: Served) -> str:
    """A referral that is weighed and not taken up, with a screening that nobody finished."""
    cast = await gather_cast(bot, only=("piet", "connie", *COORDINATORS))
    piet, ina, cora = cast["piet"], cast["ina"], cast["cora"]
    code = await refer(piet)
    await ina.types("postvak", "Screenen")
    await screen(cora, code)
    await (await cora.types(f"weeg {code}")).goes_through(NOT_TAKEN_UP)
    await bot.advance(14 * 86_400)
    assert code in await piet.hears(f"casus {code}")
    assert f"{code} gaat op" in await cora.hears("bewaartermijnen")
    assert "not taken up" in await cast["connie"].hears("retention")
    return code


@on_both
async def test_what_was_not_taken_up_leaves_a_count_and_a_proof_whatever_kills_the_bot(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    halt_file = directory / "halt-at"
    # what was on its way when it was killed is soon looked at again
    soon = {"STOPLICHT_TEST_SETTLE_SECONDS": "0.1"}
    halting = {"STOPLICHT_TEST_HALT_FILE": str(halt_file), **soon}
    first, *later = DestructionStep
    async with serve(database_url, directory, teams, **halting) as bot:
        code = await _turn_down(bot)
        case = await _ask(database_url, select(cases.c.id))
        assert await _ask(database_url, select(func.count()).select_from(draft)) > 0
        await _kill_at(first, bot, halt_file, timedelta(days=2))
    for step in later:
        await let_leases_end(database_url)
        assert await _ask(database_url, select(destruction.c.case_id)) == case
        async with serve(database_url, directory, teams, **halting) as bot:
            await _kill_at(step, bot, halt_file, timedelta(0))
    await let_leases_end(database_url)
    async with serve(database_url, directory, teams, **soon) as bot:
        await bot.advance(2 * 86_400)
        await bot.settled()
        assert CANARY not in read_public(bot)
        told = await find_person(bot, "connie").hears("retention")
        assert code not in told
        assert "Destroyed this year" in told
    left = await _scan(database_url)
    assert [name for name, text in left.items() if code in text] == []
    assert [name for name, text in left.items() if case in text] == ["audit"]
    keys = b"".join(path.read_bytes() for path in directory.glob("*keys*") if path.is_file())
    assert case.encode() not in keys
    assert await _ask(database_url, select(destroyed_cases.c.number)) == 1
    proven = select(func.count()).where(audit.c.event == AuditEvent.CASE_DESTROYED)
    assert await _ask(database_url, proven) == 1


async def test_a_case_on_legal_hold_outlives_its_term_and_goes_when_the_hold_is_ended(
    bot: Served,
) -> None:
    cast = await gather_cast(bot, only=("piet", "connie", *COORDINATORS))
    cora, connie = cast["cora"], cast["connie"]
    code = await refer(cast["piet"])
    await screen(cora, code)
    await (await cora.types(f"weeg {code}")).goes_through(NOT_TAKEN_UP)
    page = await cora.types(f"bewaartermijnen {code}", "Bewaarplicht vastleggen")
    until_on = (await bot.today() + timedelta(days=60)).isoformat()
    why = {"hold_reason": canary(51, "is getuige."), "hold_until": until_on}
    receipt = await page.goes_through((("Verder", why), ("Bewaarplicht vastleggen", {})))
    assert f"{code} blijft bewaard tot en met" in receipt.words
    told = await connie.hears(f"retention {code}")
    assert "Legal hold up to and including" in told
    await bot.advance(20 * 86_400)
    await bot.quiet()
    held = await cora.types("bewaartermijnen")
    assert "Bewaarplicht tot en met" in held.words
    await held.presses("Bewaarplicht opheffen", case=code)
    await bot.advance(2 * 86_400)  # a night, at whatever hour this runs
    await bot.quiet()
    assert code not in await connie.hears("retention")
    assert CANARY not in read_everything(bot)


async def test_cards_about_a_report_that_was_withdrawn_are_gone_from_teams_with_it(
    bot: Served,
) -> None:
    cast = await gather_cast(bot, only=("wim", *COORDINATORS))
    await cast.move_to_duty_hours()
    wim, cora = cast["wim"], cast["cora"]
    code = await report_acute(wim)
    assert code in words_of(cora.cards)
    page = await wim.newest("Acute melding", "Melding intrekken").presses("Melding intrekken")
    await page.goes_through(
        (("Verder", {"why": canary(52, "is opgenomen.")}), ("Melding intrekken", {}))
    )
    assert cora.all_with("Gemeld door") != []
    await screen(cora, code)
    await (await cora.types(f"weeg {code}")).goes_through(NOT_TAKEN_UP)
    await bot.advance(DAYS.total_seconds() + 86_400)
    await bot.quiet()
    assert cora.all_with("Gemeld door") == []
    assert code not in await cora.hears("bewaartermijnen")
