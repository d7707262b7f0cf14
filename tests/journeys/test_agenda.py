"""An agenda from its cut-off to its channel, over HTTP, with business time moved by hand."""

from datetime import timedelta
from typing import Any

from tests.support.journey import agenda_channel, on_both
from tests.support.journey_clock import move_to, next_meeting
from tests.support.older_person import Person, card_of, find_person, message_of, words_of
from tests.support.served import Served

MINUTE = timedelta(minutes=1)


def newest_card(person: Person) -> dict[str, Any]:
    """The newest card of somebody's own; in the pretend house others' cards are shown beside."""
    return [card for card in person.cards if "Bericht voor" not in words_of(card)][-1]


@on_both
async def test_an_agenda_is_drafted_approved_and_posted_once_at_its_hour(bot: Served) -> None:
    cora, dirk = find_person(bot, "cora"), find_person(bot, "dirk")
    await cora.installs()
    await dirk.installs()
    meeting = await next_meeting(bot)
    await move_to(bot, meeting.cut_off_at)
    draft = newest_card(cora)
    assert "Concept, nog niet goedgekeurd." in words_of(draft)

    approved = await cora.presses(draft, "Keur goed")
    assert "Goedgekeurd door Cora Coordinator" in words_of(card_of(approved))
    again = await dirk.presses(draft, "Keur goed")
    assert "al goedgekeurd door Cora Coordinator" in message_of(again)

    await move_to(bot, meeting.posts_at - MINUTE)
    assert bot.teams.channel(agenda_channel()).posts == []
    await move_to(bot, meeting.posts_at)
    await move_to(bot, meeting.starts_at - MINUTE)
    (post,) = bot.teams.channel(agenda_channel()).posts
    assert "Er staat geen casus op deze agenda." in words_of(post.cards)
    assert "Later geplaatst" not in words_of(post.cards)
    assert post.edits == 1
    assert "Geplaatst op" in words_of(newest_card(cora))


async def test_a_machine_that_was_down_at_the_hour_posts_late_and_says_so(bot: Served) -> None:
    cora = find_person(bot, "cora")
    await cora.installs()
    meeting = await next_meeting(bot)
    await move_to(bot, meeting.cut_off_at)
    await cora.presses(newest_card(cora), "Keur goed")
    await move_to(bot, meeting.posts_at + 90 * MINUTE)
    (post,) = bot.teams.channel(agenda_channel()).posts
    assert "Later geplaatst dan gepland" in words_of(post.cards)


async def test_an_agenda_nobody_approved_is_never_posted_and_the_directors_are_told(
    bot: Served,
) -> None:
    cora = find_person(bot, "cora")
    await cora.installs()
    meeting = await next_meeting(bot)
    await move_to(bot, meeting.cut_off_at)
    await move_to(bot, meeting.posts_at)
    assert "niemand heeft het concept goedgekeurd" in words_of(newest_card(cora))
    await move_to(bot, meeting.starts_at)
    assert "Niemand keurde een agenda goed" in words_of(newest_card(cora))
    assert bot.teams.channel(agenda_channel()).posts == []


async def test_a_director_asks_for_a_draft_before_the_cut_off(bot: Served) -> None:
    cora = find_person(bot, "cora")
    await cora.installs()
    await bot.advance(1)
    [shown] = await cora.says("agenda")
    pressed = await cora.presses(shown["attachments"][0]["content"], "Maak nu een concept")
    assert "Er wordt nu een concept gemaakt." in words_of(card_of(pressed))
    await bot.advance(1)
    await bot.quiet()
    assert "Concept, nog niet goedgekeurd." in words_of(newest_card(cora))


async def test_a_professional_has_no_agenda_command(bot: Served) -> None:
    piet = find_person(bot, "piet")
    said = await piet.says("agenda")
    assert "niet voor u" in words_of(said)
