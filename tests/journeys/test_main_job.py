"""The three main jobs of a house, from the first word to the last, and nobody who should not hears
of them: a referral to its place on the agenda, the agenda in its channel, an acute session.
"""

from tests.support.canaries import CANARY
from tests.support.journey import on_both, read_everything
from tests.support.journey_cast import CHANNEL, COORDINATORS, Cast
from tests.support.journey_words import (
    answer_by_telephone,
    approve,
    board_of,
    close_session,
    colour_red,
    convene,
    invitation_of,
    name_deputy,
    refer,
    report_acute,
    screen,
    take_up,
)
from tests.support.person import words_of
from tests.support.served import Served


async def bring_to_the_list(cast: Cast, referrer: str) -> str:
    """From the referral to a colour; only who is asked or concerned hears of it."""
    async with cast.only(referrer, *COORDINATORS):
        code = await refer(cast[referrer])
    async with cast.only("ina"):
        await screen(cast["ina"], code)
    async with cast.only("cora", referrer):
        await take_up(cast["cora"], code)
    assert "C, procesregie" in cast[referrer].newest(code, "beoordeeld").words
    return code


async def approve_and_post(cast: Cast, codes: tuple[str, str]) -> None:
    meeting = await cast.next_meeting()
    async with cast.only(*COORDINATORS, "piet", "gijs"):
        await cast.move_to(meeting.cut_off_at)
    assert codes[0] in cast["piet"].newest("Komt u naar het overleg").words
    async with cast.only(*COORDINATORS):
        await approve(cast["cora"])
    async with cast.only(CHANNEL, *COORDINATORS, "piet", "gijs"):
        await cast.move_to(meeting.posts_at)
    [post] = cast.agendas.posts
    red, orange = (words_of(post.cards).index(code) for code in codes)
    assert red < orange


@on_both
async def test_a_referral_becomes_a_place_on_the_agenda_in_the_channel(
    bot: Served, cast: Cast
) -> None:
    orange = await bring_to_the_list(cast, "piet")
    red = await bring_to_the_list(cast, "olga")
    async with cast.only("cora"):
        await colour_red(cast["cora"], red)
    await approve_and_post(cast, (red, orange))
    for name in ("piet", "gijs"):
        own = cast[name].newest("U bent nodig")
        assert orange in own.words
    assert CANARY not in read_everything(bot)


@on_both
async def test_an_acute_session_asks_exactly_whom_it_needs(bot: Served, cast: Cast) -> None:
    await cast.move_to_duty_hours()
    async with cast.only("wim", "cora"):
        code = await report_acute(cast["wim"])
    async with cast.only("cora", "wim"):
        taken = await cast["cora"].newest("Gemeld door").presses("Ik behandel dit")
    assert "Cora Coordinator behandelt deze melding" in taken.words
    async with cast.only("cora", "wim", "piet", "olga", "gijs", "vera"):
        await convene(cast["cora"], code)
    await everybody_answers(cast)
    async with cast.only("cora", "wim", "piet", "otto", "vera"):
        await close_session(cast, cast["cora"], "piet")
    ready = cast["piet"].newest("U heeft 1 afspraak.")
    own = await ready.presses("Mijn afspraken lezen")
    assert f"{CANARY}-35f bellen." in own.words
    await own.presses("Gelezen")
    assert CANARY not in read_everything(bot)


async def everybody_answers(cast: Cast) -> None:
    async with cast.only("cora"):
        assert "komt" in (await invitation_of(cast["piet"]).presses("Ik kom")).words
    async with cast.only("cora", "olga", "otto"):
        await name_deputy(cast["olga"])
    async with cast.only("cora"):
        asked = await invitation_of(cast["gijs"]).presses("Niet bekend bij onze organisatie")
        await asked.presses("Ja, niet bekend")
    async with cast.only("cora", "vera"):
        await answer_by_telephone(cast["cora"])
    async with cast.only("cora"):
        await invitation_of(cast["otto"]).presses("Ik kom")
    assert "3 van de 4 komen" in board_of(cast["cora"]).words
