"""A meeting from its posted agenda to its end, over HTTP, in both languages and on both databases:
who runs it, who hears of it, and that nobody else does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from cards.words import Words
from domain.member import Language
from domain.schedule import Occurrence
from storage.people import member
from tests.support.canaries import CANARY
from tests.support.databases import open_engine
from tests.support.journey import read_everything
from tests.support.journey_cast import CHANNEL, COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    find_dutch,
    in_english,
    on_both_in_both_languages,
)
from tests.support.journey_words import TAKING_UP, WEIGHING, approve, colour_red, refer, screen
from tests.support.person import Screen, words_of
from tests.support.served import Served

MINUTE = timedelta(minutes=1)
PEOPLE = (*COORDINATORS, "piet", "gijs", "olga", "noor", "vera", "karel")
# who runs the meeting, is needed in it or reads what it brought; the others and the channel stay
# Dutch
AT_THE_TABLE = ("dirk", "noor", "piet", "gijs", "olga", "karel")


@pytest.fixture
def language() -> Language:
    return Language.DUTCH


@pytest.fixture
async def cast(bot: Served, database_url: str, language: Language) -> Cast:
    read_it = update(member).where(member.c.id.in_(AT_THE_TABLE)).values(language=language)
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(read_it)
    await engine.dispose()
    gathered = await gather_cast(bot, only=PEOPLE)
    for name in AT_THE_TABLE if language is Language.ENGLISH else ():
        gathered[name].titles = in_english
    return gathered


async def take_up_for(cast: Cast, required: str, minutes: int) -> str:
    """A case on the list, orange, for which these organisations must be there."""
    code = await refer(cast["vera"])
    await screen(cast["ina"], code)
    taking_up = {**TAKING_UP, "required": required, "minutes": str(minutes)}
    pages = [(title, taking_up if said == TAKING_UP else said) for title, said in WEIGHING]
    await (await cast["cora"].types(f"weeg {code}")).goes_through(pages)
    return code


async def post_agenda(cast: Cast) -> tuple[Occurrence, list[str]]:
    """Red 09:30–10:00 (police, mental health), two orange: 15 minutes police, 20 prosecution."""
    red = await take_up_for(cast, "politie,ggz", 15)
    await colour_red(cast["cora"], red)
    police = await take_up_for(cast, "politie", 15)
    prosecution = await take_up_for(cast, "om", 20)
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    await approve(cast["cora"])
    await cast.move_to(meeting.posts_at)
    return meeting, [red, police, prosecution]


def now_in(cast: Cast) -> str:
    """What the channel reads of the meeting, on the one card of it."""
    posts = [post for post in cast.agendas.posts if "Overleg van" in words_of(post.cards)]
    assert len(posts) == 1
    return words_of(posts[0].cards)


@dataclass(frozen=True, slots=True)
class Table:
    """A meeting whose agenda was posted, and who runs it in which language."""

    cast: Cast
    language: Language
    meeting: Occurrence
    codes: list[str]

    def at(self, minute: int) -> datetime:
        return self.meeting.starts_at + minute * MINUTE

    def says(self, key: str, **parameters: str) -> str:
        return Words(self.language)(key, **parameters)

    async def shown_to(self, name: str) -> Screen:
        word = "overleg" if self.language is Language.DUTCH else "meeting"
        [shown] = await self.cast[name].says(word)
        return shown

    async def presses(self, screen: Screen, title: str, *heard: str) -> Screen:
        """A step: the channel hears of it, and of the others only these."""
        async with self.cast.only(CHANNEL, *heard):
            return await screen.presses(title)


@on_both_in_both_languages
async def test_a_meeting_is_run_from_start_to_done(
    bot: Served, cast: Cast, language: Language
) -> None:
    table = Table(cast, language, *await post_agenda(cast))
    noor, dirk = await come_to_table(table)
    await start_together(table, noor, dirk)
    await go_on_and_skip(table)
    await finish(table)
    await read_figures(table)
    assert CANARY not in read_everything(bot)
    if language is Language.ENGLISH:
        assert find_dutch([cast[name].heard for name in ("noor", "dirk", "karel")]) == []
        assert find_dutch([post.activity for post in cast["olga"].posts]) == []


async def come_to_table(table: Table) -> tuple[Screen, Screen]:
    """From an hour before the meeting it can be started; before that nobody sees a case."""
    await table.cast.move_to(table.at(-61))
    for name in ("dirk", "noor"):
        shown = await table.shown_to(name)
        assert not any(code in shown.words for code in table.codes)
    refused = await table.cast["noor"].hears(f"casus {table.codes[0]}")
    assert table.says("error.not_for_you") in refused
    await table.cast.move_to(table.at(-60))
    noor, dirk = await table.shown_to("noor"), await table.shown_to("dirk")
    assert table.says("meeting_run.not_started") in noor.words
    assert table.codes[0] in await table.cast["noor"].hears(f"casus {table.codes[0]}")
    return noor, dirk


async def start_together(table: Table, noor: Screen, dirk: Screen) -> None:
    """Twelve minutes late; both press, and the second reads who was first. The delay is told only
    to the one who is not at the table and whose time moved.
    """
    red, police, _ = table.codes
    await table.cast.move_to(table.at(12))
    dirk = await table.presses(dirk, "Start", "olga")
    assert red in dirk.words
    assert f"**Nu**: 🔴 ROOD {red}, tot 10:12" in now_in(table.cast)
    assert f"**Hierna**: 🟠 ORANJE {police}, om 10:12" in now_in(table.cast)
    assert "12 minuten later dan gepland" in now_in(table.cast)
    moved = table.says("meeting_run.moved", at="10:27", planned="10:15")
    assert moved in table.cast["olga"].newest().words
    async with table.cast.only():
        noor = await noor.presses("Start")
    before = table.says("meeting_run.before_started", name="Dirk Regisseur", at="09:42")
    assert before in noor.words
    await table.presses(noor, "5 minuten langer")
    assert f"{red}, tot 10:17" in now_in(table.cast)
    async with table.cast.only():
        dirk = await dirk.presses("Volgende")
    assert "Noor Notulist" in dirk.words
    await table.cast.move_to(table.at(40))
    await table.presses(dirk, "Volgende")
    assert f"**Nu**: 🟠 ORANJE {police}, tot 10:25" in now_in(table.cast)


async def go_on_and_skip(table: Table) -> None:
    """Who is not at the table is called in when their case is near."""
    _, police, prosecution = table.codes
    async with table.cast.only("olga"):
        await table.cast.move_to(table.at(46))
    called = table.cast["olga"].newest().words
    assert table.says("meeting_run.called", at="10:25") in called
    assert prosecution in called
    noor = await table.shown_to("noor")
    async with table.cast.only():
        leaves = table.says("meeting_run.leaves_button", name="Politie Rivierstad")
        noor = await noor.presses(leaves)
    noor = await table.presses(noor, "Overslaan")
    assert prosecution in noor.words
    assert f"Schuift door naar een volgend overleg: 🟠 ORANJE {police}" in now_in(table.cast)


async def finish(table: Table) -> None:
    red, police, prosecution = table.codes
    await table.cast.move_to(table.at(60))
    done = await table.presses(await table.shown_to("noor"), "Overleg afsluiten")
    assert table.says("meeting_run.discussed", codes="").strip() in done.words
    ended = now_in(table.cast)
    assert f"2 casussen besproken: 🔴 ROOD {red}, 🟠 ORANJE {prosecution}" in ended
    assert f"1 casus schuift door naar een volgend overleg: 🟠 ORANJE {police}" in ended
    async with table.cast.only():
        await table.cast.move_to(table.at(24 * 60))


async def read_figures(table: Table) -> None:
    """Planned: police 45 minutes, mental health 30, prosecution 20. Twelve minutes late; red took
    28 of 30, the second was skipped, the third took 14 of 20; at the table 34, 28 and 14 minutes.
    """
    words = Words(table.language)
    is_dutch = table.language is Language.DUTCH
    [shown] = await table.cast["karel"].says("cijfers" if is_dutch else "figures")
    for said in (
        words.count("figures.meetings", 1),
        words("figures.hours", hours="1,6" if is_dutch else "1.6"),
        words("figures.shares", by_hand=100, everybody=49),
        words.count("figures.measured", 1, measured="1"),
        words.count("figures.known", 1, known="1"),
    ):
        assert said in shown.words
    # a press takes a moment of its own, and time is moved by whole seconds
    took = {words("figures.had_and_used", had=25, used=used, cases=2) for used in range(20, 24)}
    began = {words("figures.minutes_late", minutes=minutes) for minutes in range(12, 15)}
    for said in (took, began):
        assert any(one in shown.words for one in said)
    window = await shown.presses(words("figures.by_meeting_button"))
    discussed = {"cases": 2, "planned": 3, "skipped": 1, "not_reached": 0}
    assert words("figures.meeting_discussed", **discussed) in window.words
    assert not any(code in window.words + shown.words for code in table.codes)
    shown = await window.presses(words("case.hide_button"))
    organisations = await shown.presses(words("figures.by_organisation_button"))
    assert "Politie Rivierstad" in organisations.words
    assert words("error.not_for_you") in await table.cast["piet"].hears("cijfers")


async def test_a_professional_cannot_run_a_meeting(cast: Cast) -> None:
    assert "niet voor u" in await cast["vera"].hears("overleg")
