"""kill -9 of a real process at every step of a message in and a message out: nothing is lost, and
only what the architecture names may come twice.
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.steps import Step
from cards.words import Words
from domain.member import Language
from storage.inbox import inbox
from storage.notices import outbox
from tests.support.journey import agenda_channel, find_person, on_both
from tests.support.journey_cast import COORDINATORS, gather_cast
from tests.support.journey_words import approve
from tests.support.leases import let_leases_end
from tests.support.patience import PATIENCE
from tests.support.person import Person, words_of
from tests.support.served import Served, serve
from tests.support.teams import HANG, HANG_AFTER_DELIVERY, Operation, Post, StandInTeams

SETTLE_SOON = {"STOPLICHT_TEST_SETTLE_SECONDS": "0.1"}

# how often help is seen after the restart: a reply whose call nobody wrote down comes once more
SEEN_AFTER = {
    Step.INBOX_NOTED: 1,
    Step.HANDLED: 1,
    Step.ANSWER_STORED: 1,
    Step.COMMITTED: 1,
    Step.CLAIMED: 1,
    Step.RENDERED: 1,
    Step.CALLING: 1,
    Step.CALLED: 2,
    Step.RECORDED: 1,
}


def test_every_step_has_its_kill():
    assert set(SEEN_AFTER) == set(Step)


def _help_cards(person: Person) -> list[dict[str, Any]]:
    title = Words(Language.DUTCH)("help.title")
    return [card for card in person.cards if title in words_of(card)]


async def _effects(database_url: str) -> tuple[int, int]:
    """Activities noted, and messages put in the outbox."""
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        noted = await connection.scalar(select(func.count()).select_from(inbox))
        said = await connection.scalar(select(func.count()).select_from(outbox))
    await engine.dispose()
    return noted or 0, said or 0


async def _kill_at(step: Step, bot: Served, activity: dict[str, Any], halt_file: Path) -> None:
    halt_file.write_text(step, encoding="utf-8")
    delivering = asyncio.create_task(bot.post(activity))
    await bot.halted()
    await bot.kill()
    await asyncio.gather(delivering, return_exceptions=True)
    halt_file.unlink()


async def _deliver_again(bot: Served, activities: list[dict[str, Any]]) -> None:
    """What Teams does with an activity it got no answer to."""
    for activity in activities:
        assert await bot.post(activity) == (200, "")
        await bot.settled()


@on_both
async def test_a_kill_at_any_step_loses_nothing(
    database_url: str, directory: Path, teams: StandInTeams
):
    halt_file = directory / "halt-at"
    settings = SETTLE_SOON | {"STOPLICHT_TEST_HALT_FILE": str(halt_file)}
    delivered: list[dict[str, Any]] = []
    for step in Step:
        async with serve(database_url, directory, teams, **settings) as bot:
            await _deliver_again(bot, delivered)
            activity = _asker(bot, step).activity({"type": "message", "text": "help"})
            await _kill_at(step, bot, activity, halt_file)
            await let_leases_end(database_url)
            delivered.append(activity)
    async with serve(database_url, directory, teams, **settings) as bot:
        await _deliver_again(bot, delivered)
        seen = {step: len(_help_cards(_asker(bot, step))) for step in Step}
    assert seen == SEEN_AFTER
    assert await _effects(database_url) == (len(Step), len(Step))


@pytest.mark.parametrize("step", [Step.HANDLED, Step.ANSWER_STORED])
async def test_a_kill_among_turns_that_share_their_way_to_the_disk_loses_and_repeats_nothing(
    database_url: str, directory: Path, teams: StandInTeams, step: Step
):
    halt_file = directory / "halt-at"
    settings = SETTLE_SOON | {"STOPLICHT_TEST_HALT_FILE": str(halt_file)}
    names = [f"{number}" for number in range(6)]
    async with serve(database_url, directory, teams, **settings) as bot:
        teams.fail_from_now(HANG)  # the first on the disk may be on its way before the kill
        halt_file.write_text(f"{step} 4", encoding="utf-8")  # some are done by then, and wait
        asked = [
            _in_chat(bot, name).activity({"type": "message", "text": "help"}) for name in names
        ]
        delivering = [asyncio.create_task(bot.post(one)) for one in asked]
        await bot.halted()
        await bot.kill()
        answers = await asyncio.gather(*delivering, return_exceptions=True)
        halt_file.unlink()
    teams.recover()
    await let_leases_end(database_url)
    unanswered = [one for one, answer in zip(asked, answers, strict=True) if answer != (200, "")]
    async with serve(database_url, directory, teams, **settings) as bot:
        await _deliver_again(bot, unanswered)
        await bot.settled()
        assert [len(_help_cards(_in_chat(bot, name))) for name in names] == [1] * 6
    assert await _effects(database_url) == (6, 6)


def _in_chat(bot: Served, name: str) -> Person:
    """Piet, in a chat of its own."""
    piet = find_person(bot, "piet")
    return replace(piet, conversation=f"{piet.conversation}-{name}")


def _asker(bot: Served, step: Step) -> Person:
    """Piet, in a chat of its own for each kill."""
    return _in_chat(bot, step)


def _agenda_posts(teams: StandInTeams) -> list[Post]:
    return teams.channel(agenda_channel()).posts


def _is_stub(post: Post) -> bool:
    return "refresh" in post.cards[0]


async def _kill_while_posting(bot: Served, teams: StandInTeams, operation: Operation) -> None:
    """An approved agenda at its hour, killed while the connector holds a call that did arrive."""
    cast = await gather_cast(bot, only=COORDINATORS)
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    await approve(cast["cora"])
    teams.fail_next(HANG_AFTER_DELIVERY, operation=operation, conversation_id=agenda_channel())
    await bot.advance((meeting.posts_at - await bot.now()).total_seconds() + 1)
    async with asyncio.timeout(PATIENCE):
        while not any(call.operation is operation and call.status is None for call in teams.calls):
            await asyncio.sleep(0.01)
    await bot.kill()


async def test_an_agenda_killed_while_its_content_goes_in_is_one_post(
    database_url: str, directory: Path, teams: StandInTeams
):
    async with serve(database_url, directory, teams, **SETTLE_SOON) as bot:
        await _kill_while_posting(bot, teams, Operation.UPDATE)
    await let_leases_end(database_url)
    async with serve(database_url, directory, teams, **SETTLE_SOON) as bot:
        await bot.settled()
        [post] = _agenda_posts(teams)
    assert not _is_stub(post)
    assert post.edits == 2


@on_both
async def test_an_agenda_killed_while_its_stub_goes_out_is_one_post_with_content(
    database_url: str, directory: Path, teams: StandInTeams
):
    async with serve(database_url, directory, teams, **SETTLE_SOON) as bot:
        await _kill_while_posting(bot, teams, Operation.SEND)
        [stray] = _agenda_posts(teams)
        assert _is_stub(stray)
    await let_leases_end(database_url)
    async with serve(database_url, directory, teams, **SETTLE_SOON) as bot:
        await bot.settled()
        first, second = _agenda_posts(teams)
        assert (first.id, _is_stub(first), _is_stub(second)) == (stray.id, True, False)

        await _refresh(find_person(bot, "gijs"), second, stray.cards[0])
        await bot.settled()
        assert _agenda_posts(teams) == [first, second]

        await _refresh(find_person(bot, "gijs"), stray, stray.cards[0])
        await bot.settled()
        assert _agenda_posts(teams) == [second]


async def _refresh(person: Person, post: Post, card: dict[str, Any]) -> None:
    """What a reader's Teams does by itself when it shows a card with ``refresh``."""
    reader = person.in_channel(agenda_channel())
    value = {"action": card["refresh"]["action"], "trigger": "automatic"}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": value}
    await reader.sends({**invoke, "replyToId": post.id})
