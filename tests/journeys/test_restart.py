"""The bot is killed between any two steps of every dialog; nobody notices, and all of them end."""

from datetime import timedelta
from pathlib import Path

from bot.doors.features import make_registry
from tests.support.databases import SqliteFiles
from tests.support.journey_words import (
    COLOUR,
    DEPUTY,
    EDIT,
    JUDGEMENT,
    OPENING,
    REFERRAL,
    REPORT,
    SCREENING,
    TELEPHONE,
    WEIGHING,
    board_of,
    invitation_of,
    refer,
)
from tests.support.journey_world import World, build_world
from tests.support.person import Screen, Step
from tests.support.served import serve
from tests.support.teams import StandInTeams

CLOSING: tuple[Step, ...] = (
    ("Verder", {"more_0": "yes"}),
    ("Verder", {"what_1": "Zilvermeeuw-36f bellen", "owner_1": "cora", "more_1": "no"}),
    ("Spoedoverleg sluiten", {}),
)
WISH: tuple[Step, ...] = (
    ("Verder", {"wish_reason": "Zilvermeeuw-37f is weg."}),
    ("Bespreking vragen", {}),
)


async def open_dialogs(world: World) -> dict[str, tuple[Screen, tuple[Step, ...], str]]:
    """Every dialog at its first page, what is filled in there, and how it ends."""
    cast, codes = world.cast, world.codes
    other = await refer(cast["oda"])
    case = await cast["piet"].types(f"casus {codes['submitted']}")
    wished = await cast["piet"].types(f"casus {codes['taken up']}")
    board = board_of(cast["cora"])
    day = {"due_on_1": (await world.bot.now() + timedelta(days=1)).date().isoformat()}
    closing = (CLOSING[0], (CLOSING[1][0], CLOSING[1][1] | day), CLOSING[2])
    return {
        "referral": (await cast["rens"].types("aanmelden"), REFERRAL, "is binnen"),
        "edit_referral": (await case.presses("Aanmelding aanpassen"), EDIT, "is aangepast"),
        "screening": (
            await cast["ina"].types(f"casus {other}", "Screenen"),
            SCREENING,
            "is vastgelegd",
        ),
        "weighing": (
            await cast["dirk"].types(f"weeg {codes['tested']}"),
            WEIGHING,
            "C, procesregie",
        ),
        "colour": (await cast["cora"].types(f"kleur {codes['taken up']} rood"), COLOUR, "is nu"),
        "acute_report": (await cast["vera"].types("acuut"), REPORT, "Acute melding"),
        "acute_opening": (
            await cast["dirk"].types(f"acuut {codes['taken up']}"),
            OPENING,
            codes["taken up"],
        ),
        "acute_judgement": (
            await cast["cora"]
            .newest(codes["reported"], "Toetsen")
            .presses("Toetsen en uitnodigen"),
            JUDGEMENT,
            "is gepland",
        ),
        "acute_deputy": (
            await invitation_of(cast["olga"]).presses("Vervanger"),
            DEPUTY,
            "is gevraagd",
        ),
        "acute_telephone": (
            await board.presses("Antwoord per telefoon"),
            TELEPHONE,
            "is genoteerd",
        ),
        "acute_closing": (
            await board.presses("Spoedoverleg sluiten"),
            closing,
            "is gesloten",
        ),
        "discussion_wish": (await wished.presses("Bespreking vragen"), WISH, "U vraagt om"),
    }


async def test_the_bot_may_be_killed_between_any_two_steps_of_any_dialog(
    sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    async with sqlite_files.fresh() as url, StandInTeams() as teams:
        async with serve(url, tmp_path, teams) as bot:
            world = await build_world(bot, url, tmp_path)
            dialogs = await open_dialogs(world)
            await bot.kill()
        assert set(dialogs) == {
            one.name for part in make_registry().features for one in part.dialogs
        }
        screens = {name: screen for name, (screen, _, _) in dialogs.items()}
        for number in range(max(len(steps) for _, steps, _ in dialogs.values())):
            async with serve(url, tmp_path, teams) as bot:
                world.cast.move_over(bot)
                for name, (_, steps, _) in dialogs.items():
                    if number < len(steps):
                        title, answers = steps[number]
                        screens[name] = await screens[name].presses(title, **answers)
                await bot.kill()
    for name, (_, _, ending) in dialogs.items():
        assert ending in screens[name].words, (name, screens[name].words)
