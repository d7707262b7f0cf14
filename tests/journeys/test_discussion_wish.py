"""A partner asks over HTTP to have a case discussed: it is marked in the draft, the coordinator
reads why in a window, nobody is disturbed and the channel reads nothing of it.
"""

from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import on_postgresql
from tests.support.journey_cast import CHANNEL, COORDINATORS, Cast
from tests.support.journey_words import agree_to_direct, approve
from tests.support.person import words_of


@on_postgresql
async def test_a_partner_asks_to_discuss_a_case_and_takes_it_back(cast: Cast) -> None:
    code = await bring_to_the_list(cast, "piet")
    await agree_to_direct(cast["gijs"], code)
    async with cast.only("piet"):
        page = await (await cast["piet"].types(f"casus {code}")).presses("Bespreking vragen")
        page = await page.presses("Verder", wish_reason=f"{CANARY} is weg.")
        assert "U vraagt om" in (await page.presses("Bespreking vragen")).words
    meeting = await cast.next_meeting()
    async with cast.only(*COORDINATORS):
        await cast.move_to(meeting.cut_off_at)
    assert "gevraagd" in cast["ina"].newest("Agenda van", code).words
    async with cast.only("ina"):
        read = await (await cast["ina"].types("lijst")).presses("Waarom deze kleur?", case=code)
    assert f"{CANARY} is weg." in read.words
    async with cast.only(*COORDINATORS):
        await approve(cast["cora"])
    async with cast.only(CHANNEL, *COORDINATORS, "piet", "gijs"):
        await cast.move_to(meeting.posts_at)
    [post] = cast.agendas.posts
    channel = words_of(post.cards)
    assert "gevraagd" not in channel
    assert CANARY not in channel
    await take_it_back(cast, code)


async def take_it_back(cast: Cast, code: str) -> None:
    async with cast.only("piet"):
        card = await cast["piet"].types(f"casus {code}")
        own = await card.presses("Bespreking vragen")
        assert f"{CANARY} is weg." in own.words
        assert "U vraagt niet meer" in (await own.presses("Vraag intrekken")).words
        again = await card.presses("Bespreking vragen")
    assert "Waarom moet deze casus besproken worden?" in again.words
