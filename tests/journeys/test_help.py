"""Help answers in Teams' way, over HTTP, on both databases."""

from tests.support.journey import agenda_channel, find_person, on_both
from tests.support.person import words_of
from tests.support.served import Served


@on_both
async def test_help_is_one_card_in_the_own_chat(bot: Served) -> None:
    piet = find_person(bot, "piet")
    [message] = await piet.says("help")
    assert "help" in words_of(message.card)


async def test_help_in_a_channel_is_one_card_in_the_same_thread(bot: Served) -> None:
    cora = find_person(bot, "cora")
    cora_in_channel = cora.in_channel(agenda_channel())
    assert len(await cora_in_channel.says("help")) == 1
    assert not cora.cards


async def test_what_stands_behind_a_known_word_is_asked_to_be_deleted(bot: Served) -> None:
    ina = find_person(bot, "ina")
    piet = find_person(bot, "piet")
    for person, text in (
        (piet, "aanmelden Jan Jansen, geboren 1-5-1990"),
        (piet, "aanmelden Jansen"),
        (piet, "mijn cliënt Jan sloeg weer"),
        (piet, "hoi bot, Jan Jansen is weer thuis"),
        (piet, "acuut Jan Jansen dreigt"),
        (piet, "help Jan Jansen"),
        (piet, "hoi Jan"),
        (piet, "casus Jan Jansen"),
        (piet, "lijst Jan Jansen"),
        (ina, "lijst Jan Jansen"),
        (ina, "postvak Jan Jansen"),
    ):
        said = await person.hears(text)
        assert "Wis uw bericht" in said, text
        assert "Jan" not in said


async def test_a_word_with_nothing_behind_it_but_a_code_asks_to_delete_nothing(bot: Served) -> None:
    piet = find_person(bot, "piet")
    for text in (
        "aanmelden",
        "mijn",
        "mijn KX7-Q42",
        "hoi bot",
        "goedemorgen allemaal",
        "help nu?",
    ):
        assert "Wis" not in await piet.hears(text), text


async def test_an_english_reader_gets_english(bot: Served) -> None:
    [message] = await find_person(bot, "connie").says("help")
    assert message.card["lang"] == "en"
