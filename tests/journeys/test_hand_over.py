"""A colleague takes over ten cases in one step, over HTTP, and who gave them is refused the same
minute at every door.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from cards.hand_over import CHOSEN_GIVER
from cards.words import Words
from domain.access import CaseState
from domain.case import Case, CirclePlace, CircleReason
from domain.identifiers import CaseCode, MemberId
from domain.member import Language
from domain.timer import Timer, TimerKind
from tests.journeys.test_english import find_dutch, in_english
from tests.support.canaries import CANARY
from tests.support.cards import walk
from tests.support.journey import read_public
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_state import open_house
from tests.support.person import Screen
from tests.support.referrals import REFERRAL
from tests.support.served import Served

CODES = tuple(f"KX7-Q2{number}" for number in range(10))


async def seat_piet(cast: Cast, url: str, directory: Path, language: Language) -> None:
    """Piet has a place in ten cases, and directs one."""
    now = await cast.bot.now()
    async with open_house(url, directory) as house, house.work() as uow:
        wim = await uow.people.member(MemberId("wim"))
        piet = await uow.people.member(MemberId("piet"))
        for one in (piet, await uow.people.member(MemberId("petra"))):
            await uow.people.save_member(replace(one, language=language))
        for code in CODES:
            case = Case(
                id=await uow.cases.reserve(),
                code=CaseCode(code),
                state=CaseState.TAKEN_UP,
                version=1,
                referrer=wim.id,
                referring_organisation=wim.organisation,
                received_at=now,
                promised_on=now.date(),
                changed_by=wim.id,
                changed_at=now,
                case_director=piet.id if code == CODES[0] else None,
            )
            await uow.cases.add(case, REFERRAL)
            place = CirclePlace(
                case=case.id,
                member=piet.id,
                organisation=piet.organisation,
                reason=CircleReason.INVOLVED_PARTNER,
                joined_at=now,
            )
            await uow.cases.join_circle(place)


async def hands_over_all_but(page: Screen, code: str) -> None:
    """Tick all cases but one, and ask Petra."""
    [offered] = [one["choices"] for one in walk(page.card) if one.get("id") == "parts"]
    goes = [one["value"] for one in offered if code not in one["title"]]
    assert len(goes) == len(offered) - 1
    chosen = {"colleague": "petra", "parts": ",".join(goes)}
    await page.goes_through((("Verder", chosen), ("Vragen", {})))


# each database in a language of its own
@pytest.mark.parametrize(
    ("database_kind", "language"),
    [("sqlite", Language.DUTCH), ("postgresql", Language.ENGLISH)],
)
async def test_a_colleague_takes_over_ten_cases_and_who_gave_them_is_refused_the_same_minute(
    bot: Served, database_url: str, directory: Path, language: Language
) -> None:
    said = Words(language)
    not_for_you = said("error.not_for_you")
    cast = await gather_cast(bot, only=("piet", "petra"))
    piet, petra = cast["piet"], cast["petra"]
    await seat_piet(cast, database_url, directory, language)
    for person in (piet, petra):
        person.titles = in_english if language is Language.ENGLISH else person.titles
    card = await piet.types(f"casus {CODES[0]}")
    draft = await card.presses("Bespreking vragen")
    draft = await draft.presses("Verder", wish_reason=f"{CANARY}-83f is weg.")

    page = await piet.types("hand over", "Overdragen")
    assert said("hand_over.cases", number=10) in page.words
    await hands_over_all_but(page, CODES[9])
    assert CODES[0] in (await piet.types(f"casus {CODES[0]}")).words

    answer = await petra.types("mijn", "Antwoorden")
    assert CODES[0] not in answer.words
    steps = (("Verder", {"decision": "accept"}), ("Antwoord geven", {}))
    taken = await answer.goes_through(steps)
    assert said("hand_over.accepted", name="Piet Politie") in taken.words

    assert not_for_you in await piet.hears(f"casus {CODES[0]}")
    for refused in (
        await card.presses("Wie is dit?"),
        await card.presses("Bespreking vragen"),
        await draft.presses("Bespreking vragen"),
    ):
        assert not_for_you in refused.told
        assert CANARY not in refused.told
    own = await piet.hears("mijn")
    assert [code for code in CODES[:9] if code in own] == []
    for code in (CODES[0], CODES[8]):
        assert code in (await petra.types(f"casus {code}")).words
    # what was not ticked stays
    assert CODES[9] in (await piet.types(f"casus {CODES[9]}")).words
    assert not_for_you in await petra.hears(f"casus {CODES[9]}")
    # a second press of the same page takes over nothing more
    assert not (await answer.presses("Verder", decision="accept")).is_page
    assert CANARY not in read_public(bot)
    if language is Language.ENGLISH:
        assert find_dutch([one.heard for one in (piet, petra)]) == []


async def end_piet(cast: Cast, url: str, directory: Path) -> None:
    """The house drops Piet, as the loading of a house file does."""
    async with open_house(url, directory) as house, house.work() as uow:
        now = await uow.now()
        piet = await uow.people.member(MemberId("piet"))
        await uow.people.save_member(piet.leave(now.date()))
        await uow.timers.set(Timer(kind=TimerKind.PLACES, subject="house", due_at=now))
    await cast.bot.advance(1)
    await cast.bot.quiet()


async def test_an_orphan_is_named_until_it_is_given_to_somebody(
    bot: Served, database_url: str, directory: Path
) -> None:
    cast = await gather_cast(bot, only=("piet", "petra", "dirk", "bea"))
    dirk, bea = cast["dirk"], cast["bea"]
    await seat_piet(cast, database_url, directory, Language.DUTCH)
    await end_piet(cast, database_url, directory)
    assert CODES[0] in await dirk.hears("mijn")

    page = await dirk.types("mijn", "Aan wie gaat dit?")
    steps = (("Verder", {"successor": "petra"}), ("Vastleggen", {}))
    assert f"Petra Politie doet nu mee aan {CODES[0]}" in (await page.goes_through(steps)).words
    assert f"{CODES[0]}: Politie" not in await dirk.hears("mijn")
    assert CODES[0] in (await cast["petra"].types(f"casus {CODES[0]}")).words

    # the administrator hands over the other nine, and sees no code
    [card] = await bea.says("overdragen")
    assert "Piet Politie" in card.words
    chosen = {CHOSEN_GIVER: "piet:politie"}
    page = await card.presses("Overdragen voor iemand anders", **chosen)
    assert "Casussen: 9" in page.words
    assert [code for code in CODES if code in page.words] == []
    await page.goes_through((("Verder", {"colleague": "petra"}), ("Vragen", {})))

    # Petra says yes on the telephone, and Dirk writes that down
    page = await dirk.types("overdragen", "Antwoord per telefoon")
    assert [code for code in CODES if code in page.words] == []
    told = await page.goes_through((("Verder", {"decision": "accept"}), ("Vastleggen", {})))
    assert "Petra Politie heeft het werk van Piet Politie overgenomen" in told.words
    assert "Aan wie gaat dit?" not in await dirk.hears("mijn")
    assert CODES[9] in (await cast["petra"].types(f"casus {CODES[9]}")).words
