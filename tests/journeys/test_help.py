"""Help answers in Teams' way, over HTTP, on both databases."""

from tests.support.journey import agenda_channel, find_person, on_both
from tests.support.person import words_of
from tests.support.served import Served


@on_both
async def test_help_is_one_card_in_the_own_chat(bot: Served) -> None:
    piet = find_person(bot, "piet")
    [message] = await piet.says("help")
    assert "help" in words_of(message["attachments"])
    assert piet.last_status == 200


async def test_help_in_a_channel_is_one_card_in_the_same_thread(bot: Served) -> None:
    cora = find_person(bot, "cora")
    cora_in_channel = cora.in_channel(agenda_channel())
    assert len(await cora_in_channel.says("help")) == 1
    assert not cora.cards


async def test_an_english_reader_gets_english(bot: Served) -> None:
    [message] = await find_person(bot, "connie").says("help")
    assert message["attachments"][0]["content"]["lang"] == "en"
