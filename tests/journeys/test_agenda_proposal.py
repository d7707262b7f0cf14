"""A change of an approved agenda, over HTTP: a case that turns red late, before and after posting,
with what it displaces, declined and accepted; who is told and who is not.
"""

from datetime import timedelta

from domain.schedule import Occurrence
from tests.support.canaries import CANARY
from tests.support.journey import on_postgresql, read_everything, read_public
from tests.support.journey_cast import CHANNEL, COORDINATORS, Cast
from tests.support.journey_words import adjust, approve, colour_red, refer, screen, take_up
from tests.support.person import Person, Screen, words_of
from tests.support.served import Served

CARRY_OUT, DECLINE = "Wijziging doorvoeren", "Niet doorvoeren"
HOUR = timedelta(hours=1)


async def bring_to_agenda(cast: Cast) -> tuple[Occurrence, str, str]:
    """An approved agenda that is full: a red and a long orange case; a third one waits."""
    red, orange, late = [await refer(cast["piet"]) for _ in range(3)]
    for code in (red, orange):
        await screen(cast["ina"], code)
        await take_up(cast["cora"], code)
    await colour_red(cast["cora"], red)
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    for code, minutes in ((orange, "60"), (red, "45")):
        await adjust(cast["cora"], code, "minutes", minutes=minutes)
        await plan(cast)
    await approve(cast["cora"])
    await screen(cast["ina"], late)
    return meeting, orange, late


async def turn_red(director: Person, code: str) -> None:
    """Make a case red that asks for so much time that another gives way."""
    page = await director.types(f"kleur {code} rood")
    answers = {"colour_reason": f"{CANARY} dreigt.", "minutes": "75"}
    await page.goes_through((("Verder", answers), ("Kleur vastleggen", {})))


async def plan(cast: Cast) -> None:
    await cast.bot.advance(1)
    await cast.bot.quiet()


def proposal_of(person: Person) -> Screen:
    return person.newest("Voorstel: agenda van")


@on_postgresql
async def test_a_late_red_is_proposed_declined_and_taken_in_after_all(
    bot: Served, cast: Cast
) -> None:
    meeting, orange, late = await bring_to_agenda(cast)
    await take_up(cast["cora"], late)
    async with cast.only(*COORDINATORS):
        await turn_red(cast["cora"], late)
        await plan(cast)
    for name in COORDINATORS:
        shown = proposal_of(cast[name])
        assert f"{late} werd rood nadat de agenda was goedgekeurd." in shown.words
        assert f"{late} komt om" in shown.words
        assert f"{orange} vervalt" in shown.words
        assert "min te veel" in shown.words
    assert CARRY_OUT not in proposal_of(cast["ina"]).words
    before = proposal_of(cast["dirk"])
    async with cast.only(*COORDINATORS):
        declined = await proposal_of(cast["cora"]).presses(DECLINE)
    assert "Niet doorgevoerd**, besloot Cora Coordinator" in declined.words
    assert "al gedaan door Cora Coordinator" in (await before.presses(CARRY_OUT)).words
    # who became involved in a case yesterday reads so that morning
    async with cast.only(CHANNEL, *COORDINATORS, "piet", "gijs", "wim"):
        await cast.move_to(meeting.posts_at)
    (post,) = cast.agendas.posts
    assert late not in words_of(post.cards)
    await take_in_after_all(cast, late, orange)
    assert CANARY not in read_everything(bot)
    assert "werd rood" not in read_public(bot)


async def take_in_after_all(cast: Cast, late: str, orange: str) -> None:
    """What was declined is asked for again by a coordinator, and two directors press."""
    async with cast.only(*COORDINATORS):
        receipt = await put_on(cast["ina"], late)
        assert f"{late}: op de agenda gezet door Ina" in receipt.words
        await plan(cast)
    mine, theirs = proposal_of(cast["cora"]), proposal_of(cast["dirk"])
    async with cast.only(CHANNEL, *COORDINATORS, "piet", "gijs"):
        done = await mine.presses(CARRY_OUT)
        assert "Doorgevoerd** door Cora Coordinator" in done.words
    assert "al gedaan door Cora Coordinator" in (await theirs.presses(CARRY_OUT)).words
    (post,) = cast.agendas.posts
    assert f"{late} komt om" in words_of(post.cards)
    assert f"{orange} vervalt" in words_of(post.cards)
    assert "Gewijzigd" in words_of(post.cards)
    async with cast.only():
        await cast.bot.advance(60)


async def put_on(coordinator: Person, code: str) -> Screen:
    """Take a case in that has no place on the agenda."""
    page = await coordinator.types(f"agenda {code}")
    return await page.goes_through((("Verder", {"doing": "take_in"}), ("Aanpassen", {})))
