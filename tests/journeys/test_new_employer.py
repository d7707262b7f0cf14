"""Who works for another organisation from now on is refused the same minute over HTTP, whatever is
still on their screen, and hears nothing more; a colleague is asked in their place.
"""

from pathlib import Path

import yaml

from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.journey import read_house, read_public
from tests.support.journey_cast import Cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import (
    convene,
    find_working_day,
    invitation_of,
    move_to_morning,
    refer,
    report_acute,
    screen,
    take_up,
)
from tests.support.person import Person, Screen
from tests.support.processes import run_warm
from tests.support.served import Served, name_settings


async def move_gijs(bot: Served, url: str, directory: Path, language: Language) -> None:
    """Load a house file in which Gijs works for the probation service."""
    members = [{**one, "language": language.value} for one in read_house()["members"]]
    moved = [
        one | {"organisation": "reclassering"} if one["id"] == "gijs" else one for one in members
    ]
    file = directory / "house.yaml"
    file.write_text(yaml.safe_dump({**read_house(), "members": moved}), encoding="utf-8")
    where = {"STOPLICHT_HOUSE_FILE": str(file)}
    settings = name_settings(url, directory, bot.teams) | where
    loaded = await run_warm(("house", "load", "--yes"), settings)
    assert "gijs" in loaded.said
    assert loaded.code == 0


async def is_refused(
    gijs: Person, codes: tuple[str, ...], says: Says, *held: tuple[Screen, str]
) -> None:
    for code in codes:
        assert says("error.not_for_you") in await gijs.hears(f"casus {code}")
        assert code not in await gijs.hears("mijn")
    for shown, title in held:
        refused = await shown.presses(title)
        assert says("error.not_for_you") in refused.told
        assert CANARY not in refused.told


@on_both_in_both_languages
async def test_who_has_a_new_employer_is_refused_the_same_minute_and_hears_nothing_more(
    bot: Served, cast: Cast, database_url: str, directory: Path, language: Language
) -> None:
    gijs = cast["gijs"]
    await cast.move_to_duty_hours()
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    acute = await report_acute(cast["wim"])
    await convene(cast["cora"], acute)
    invited = invitation_of(gijs)
    says = await let_everybody_read(cast, database_url, language)

    card = await gijs.types(f"casus {code}")
    draft = await card.presses("Bespreking vragen")
    draft = await draft.presses("Verder", wish_reason=f"{CANARY}-94f is weg.")
    asked = await gijs.types("mijn", "Antwoorden")

    told = len(gijs.posts)
    await move_gijs(bot, database_url, directory, language)
    await is_refused(
        gijs,
        (code, acute),
        says,
        (card, "Wie is dit?"),
        (card, "Bespreking vragen"),
        (draft, "Bespreking vragen"),
        (asked, "Verder"),
        (invited, "Ik kom"),
        (invited, "Wie is dit?"),
    )
    await bot.advance(1)
    await bot.quiet()
    assert acute in cast["gea"].newest(says("acute.invitation_title", code=acute)).words
    assert gijs.newest(says("joining.card_taken"))
    await move_to_morning(cast, await find_working_day(cast, 1))
    # what he asked himself was answered, and nothing else came
    assert len(gijs.posts) == told + 2 * len((code, acute))
    assert code in cast["dirk"].newest(says("orphan.heading")).words
    assert CANARY not in read_public(bot)
    expect_no_dutch(cast, language)
