"""Nothing about a subject ever leaves a dialog: nine places are looked at after the whole job, with
its accidents. And the one who looks is tested too: a planted leak in each place is found.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage.metadata import metadata
from tests.support.canaries import (
    CANARY,
    LeakError,
    Places,
    check_answers,
    check_places,
    holds_canary,
    may_hold_a_page,
    previews_of,
    titles_of,
    write,
)
from tests.support.databases import open_engine
from tests.support.hands import Hand
from tests.support.journey import agenda_channel, on_postgresql
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_play import PEOPLE, play_acute, play_referrals
from tests.support.journey_words import REFERRAL
from tests.support.person import Person, execute, find_button
from tests.support.served import ROOT, Served, serve
from tests.support.teams import BAD_GATEWAY, Call, Operation, StandInTeams

OVERHEARD = Path(__file__).parents[1] / "support" / "overheard"
# referrers, coordinators, the circle and the invited of the cases played
MAY_SEE = frozenset({"piet", "olga", "wim", "cora", "dirk", "ina", "gijs", "otto", "vera"})
NUMBERS = "bsn 123456782 telefoon 0612345678"


@dataclass
class Stage:
    """A bot that is listened to from all sides. ``answers`` are all its answers, and to whom."""

    bot: Served
    cast: Cast
    url: str
    directory: Path
    answers: list[tuple[str, Any]]

    @property
    def chats(self) -> dict[str, str]:
        return {person.conversation: name for name, person in self.cast.people.items()}


@asynccontextmanager
async def set_stage(url: str, directory: Path, hand: Hand) -> AsyncIterator[Stage]:
    environment = {
        **hand.environment,
        "PYTHONPATH": f"{OVERHEARD}:{ROOT}",
        "STOPLICHT_TEST_OVERHEARD": str(directory / "errors.txt"),
        "STOPLICHT_LOG_LEVEL": "DEBUG",
    }
    async with StandInTeams() as teams, serve(url, directory, teams, **environment) as bot:
        answers: list[tuple[str, Any]] = []
        deliver = bot.post

        async def listen(activity: Any) -> tuple[int, Any]:
            status, body = await deliver(activity)
            answers.append((activity["from"]["id"].removeprefix("29:"), body))
            return status, body

        bot.post = listen  # type: ignore[method-assign] # to hear every answer
        cast = await gather_cast(bot, hand, only=(*PEOPLE, "noor", "petra"))
        yield Stage(bot, cast, url, directory, answers)


async def play_everything(stage: Stage) -> None:
    """The whole job with its accidents."""
    await stage.cast.move_to_duty_hours()
    code = await play_referrals(stage.cast)
    await play_acute(stage.cast)
    await type_stories(stage, code)
    await press_what_is_refused(stage, code)
    await send_nonsense(stage)
    await break_things(stage, code)
    await stage.bot.quiet()


async def type_stories(stage: Stage, code: str) -> None:
    """What people type to a bot all the same, in their own chat and where others read along."""
    cora, noor = stage.cast["cora"], stage.cast["noor"]
    stranger = Person(stage.bot, "nobody", "00000000-0000-0000-0000-0000000000f9", cora.tenant)
    stories = (
        f"kleur {code} rood want {CANARY}-50t slaat zijn buurvrouw",
        f"weeg {code} {CANARY}-51t",
        f"casus {CANARY}-52t",
        f"acuut {CANARY}-53t staat voor de deur",
        f"aanmelden {CANARY}-54t, {NUMBERS}",
        f"{CANARY}-55t is weer begonnen en ik weet niet meer wat ik moet doen",
        f"{CANARY}-56t",
    )
    people = (cora, noor, stranger, cora.in_channel(agenda_channel()))
    for story in stories:
        for person in people:
            await person.sends({"type": "message", "text": story, "textFormat": "plain"})
    await stage.bot.quiet()


async def press_what_is_refused(stage: Stage, code: str) -> None:
    case = (await stage.cast["piet"].types(f"casus {code}")).card
    for name in ("noor", "petra"):
        person = stage.cast[name]
        data = {**find_button(case, "Wie is dit?")["data"], "name": f"{CANARY}-57t"}
        await person.sends(execute(data, verb=f"{CANARY}-58t"))
        await person.invokes("task/fetch", {"data": data})


async def send_nonsense(stage: Stage) -> None:
    """Answers that are none, buttons that are none, and activities nobody asked for."""
    piet = stage.cast["piet"]
    page = await piet.types("aanmelden")
    for answers in (
        {"name": f"{CANARY}-60t" * 100, "born_on": f"{CANARY}-61t"},
        {"name": f"{CANARY}-62t", "unasked": f"{CANARY}-63t", "goto": f"{CANARY}-64t"},
    ):
        page = await page.presses("Verder", **answers)
    for name, value in (
        (f"{CANARY}/65t", {"text": f"{CANARY}-66t"}),
        ("adaptiveCard/action", {"action": {"data": {"press": f"{CANARY}-67t"}}}),
        ("task/submit", {"data": {"press": f"{CANARY}-68t", "why": f"{CANARY}-69t"}}),
        ("composeExtension/query", {"commandId": f"{CANARY}-70t"}),
    ):
        await piet.invokes(name, value)
    for kind in ("messageUpdate", "messageReaction", "conversationUpdate", f"{CANARY}-71t"):
        await piet.sends({"type": kind, "text": f"{CANARY}-72t"})


async def break_things(stage: Stage, code: str) -> None:
    """Errors in the middle of a story: a broken table, a broken row, a connector that is away."""
    olga, cora, noor = stage.cast["olga"], stage.cast["cora"], stage.cast["noor"]
    stage.bot.teams.fail_next(BAD_GATEWAY, conversation_id=noor.conversation)
    await noor.writes(f"help {CANARY}-79t")
    page = await olga.types("aanmelden")
    before_last = await page.goes_through(REFERRAL[:-1])
    type_of_ggz = "UPDATE organisation SET type = '{}' WHERE id = 'ggz'"
    harm, repair = type_of_ggz.format("nonsense"), type_of_ggz.format("private_participant")
    async with broken(stage.url, harm, repair):
        for activity in (
            olga.activity(page.activity("Verder", name=f"{CANARY}-80t")),
            olga.activity(before_last.activity("Versturen")),
            cora.activity(cora.message(f"weeg {code}")),
        ):
            await stage.bot.post(activity)
    coloured = await (await cora.types(f"kleur {code} groen")).goes_through(
        [("Verder", {"colour_reason": f"{CANARY}-81t", "minutes": "0"})]
    )
    gone = "ALTER TABLE colour RENAME TO colour_gone"
    async with broken(stage.url, gone, "ALTER TABLE colour_gone RENAME TO colour"):
        await stage.bot.post(cora.activity(coloured.activity("Kleur vastleggen")))


@asynccontextmanager
async def broken(url: str, harm: str, repair: str) -> AsyncIterator[None]:
    """Something in the database that does not work for a while."""
    for statement in (harm, None, repair):
        if statement is None:
            yield
            continue
        engine = open_engine(url)
        async with engine.begin() as connection:
            await connection.execute(text(statement))
        await engine.dispose()


async def look_around(stage: Stage) -> Places:
    """Everything that left a dialog in this journey."""
    calls = stage.bot.teams.calls
    in_channel = [one for one in calls if agenda_channel() in str(one)]
    in_chats = [one for one in calls if one not in in_channel]
    outside = [one for one in in_chats if not may_hold_a_page(one, stage.chats, MAY_SEE)]
    _, metrics = await stage.bot.ask("/metrics")
    return Places(
        channel=write([call.body for call in in_channel]),
        chat=write([call.body for call in outside]),
        preview=previews_of(calls),
        title=titles_of(calls, stage.answers),
        log=write(stage.bot.log),
        metric=metrics.encode(),
        exception=(stage.directory / "errors.txt").read_bytes(),
        database=await read_database(stage),
        backup=await back_up(stage),
    )


async def read_database(stage: Stage) -> bytes:
    """The files of the database as they lie there, with what waits in the WAL and the keys."""
    beside = [one for one in stage.directory.iterdir() if one.suffix != ".txt" and one.is_file()]
    if stage.url.startswith("sqlite"):
        path = Path(stage.url.removeprefix("sqlite+aiosqlite:///"))
        files = sorted(path.parent.glob(f"{path.name}*"))
        assert any(one.name.endswith("-wal") for one in files)
        return b"".join(one.read_bytes() for one in (*files, *beside))
    return await dump_tables(stage.url) + b"".join(one.read_bytes() for one in beside)


async def dump_tables(url: str, columns: str = "*") -> bytes:
    """Every row of every table as text, and the sealed columns as they are."""
    engine = open_engine(url)
    dumped = b""
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            every_row = f'SELECT {columns} FROM "{table.name}" AS row'  # noqa: S608 - names of our own
            rows = await connection.execute(text(every_row))
            for row in rows:
                dumped += b"".join(v if isinstance(v, bytes) else write(v) for v in row)
    await engine.dispose()
    return dumped


async def back_up(stage: Stage) -> bytes:
    """A copy as an operator makes it: VACUUM INTO, or every row as PostgreSQL itself writes it."""
    if stage.url.startswith("sqlite"):
        copy = stage.directory / "backup.txt"
        copy.unlink(missing_ok=True)
        path = stage.url.removeprefix("sqlite+aiosqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        return copy.read_bytes()
    return await dump_tables(stage.url, "row::text")


async def test_with_dialogs_in_teams_own_window_no_message_ever_holds_a_word_about_a_subject(
    database_url: str, directory: Path
) -> None:
    async with set_stage(database_url, directory, Hand.WINDOW) as stage:
        await play_everything(stage)
        places = await look_around(stage)
        calls = write([call.body for call in stage.bot.teams.calls])
    check_places(places)
    check_answers(stage.answers, MAY_SEE)
    assert not holds_canary(calls)
    assert any(holds_canary(write(answer)) for _, answer in stage.answers)
    assert b"Traceback" in places.exception


@on_postgresql
async def test_with_dialogs_in_the_chat_only_their_own_pages_hold_one_and_none_is_left_behind(
    database_url: str, directory: Path
) -> None:
    async with set_stage(database_url, directory, Hand.SUBMIT) as stage:
        await play_everything(stage)
        places = await look_around(stage)
        check_places(places)
        check_answers(stage.answers, MAY_SEE)


CLEAN = Places(**{one.name: b"nothing to see" for one in fields(Places)})


@pytest.mark.parametrize("place", [one.name for one in fields(Places)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_leak_in_any_of_the_nine_places_is_found(place: str, encoding: str) -> None:
    check_places(CLEAN)
    leak = f"Jan {CANARY} dreigt".encode(encoding)
    with pytest.raises(LeakError, match=place):
        check_places(replace(CLEAN, **{place: getattr(CLEAN, place) + leak}))


@pytest.mark.parametrize("place", [one.name for one in fields(Places)])
def test_a_place_where_nothing_was_looked_at_proves_nothing(place: str) -> None:
    with pytest.raises(LeakError, match=place):
        check_places(replace(CLEAN, **{place: b""}))


async def test_a_leak_planted_in_a_running_house_is_found_in_its_place(
    database_url: str, directory: Path
) -> None:
    async with set_stage(database_url, directory, Hand.WINDOW) as stage:
        await stage.cast["cora"].types("help")
        (directory / "errors.txt").write_text("an error\n")
        check_places(replace(await look_around(stage), channel=b"nothing posted yet"))
        await plant_everywhere(stage)
        found = await look_around(stage)
    found = replace(found, metric=found.metric + f'turns{{door="{CANARY}"}} 1'.encode())
    for one in fields(Places):
        with pytest.raises(LeakError, match=one.name):
            check_places(replace(CLEAN, **{one.name: getattr(found, one.name)}))


async def plant_everywhere(stage: Stage) -> None:
    """What careless code would do, one leak for each place."""
    chat = stage.cast["cora"].conversation
    leak = f"Jan {CANARY}"
    for conversation, body in (
        (agenda_channel(), {"text": leak}),
        (chat, {"attachments": [{"content": {"body": [{"type": "TextBlock", "text": leak}]}}]}),
        (chat, {"summary": leak}),
        (chat, {"attachments": [{"content": {"actions": [{"title": leak}]}}]}),
    ):
        call = Call(operation=Operation.SEND, conversation_id=conversation, body=body)
        stage.bot.teams.calls.append(call)
    stage.bot.log.append(f"turn_failed error={leak}")
    await stage.cast["cora"].writes("help")
    (stage.directory / "errors.txt").write_text(f"NotFoundError({leak!r})\n")
    engine = open_engine(stage.url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE member SET telephone = :leak"), {"leak": leak})
    await engine.dispose()


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("piet", {"type": "application/vnd.microsoft.activity.message", "value": CANARY}),
        ("piet", {"task": {"type": "message", "value": CANARY}}),
        ("noor", {"task": {"type": "continue", "value": {"title": "x", "card": {
            "content": {"fallbackText": "Vragen van Stoplicht", "body": [{"text": CANARY}]}}}}}),
        ("cora", {"type": "application/vnd.microsoft.card.adaptive", "value": {
            "fallbackText": "Bericht over een aanmelding", "body": [{"text": CANARY}]}}),
    ],
)  # fmt: skip
def test_an_answer_outside_a_dialog_or_to_somebody_else_is_found(name: str, answer: Any) -> None:
    with pytest.raises(LeakError, match=name):
        check_answers([(name, answer)], MAY_SEE)
