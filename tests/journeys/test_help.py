"""Help answers in Teams' way, over HTTP, on both databases."""

from tests.support.canaries import CANARY
from tests.support.journey import agenda_channel, find_person
from tests.support.journey_cast import gather_cast
from tests.support.journey_words import refer
from tests.support.person import words_of
from tests.support.served import Served


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


async def test_words_that_look_for_help_are_answered_with_what_helps(bot: Served) -> None:
    piet = (await gather_cast(bot, only=["piet"]))["piet"]
    code = await refer(piet)
    helpful = {
        code: f"Casus {code}",
        f"{code.lower()} graag": f"Casus {code}",
        f"{code}, {CANARY} sloeg weer": f"Casus {code}",
        f"hoe staat het met {code.replace('-', ' ')}?": f"Casus {code}",
        f"casus {code} {CANARY}": f"Casus {code}",
        f"casus graag {code}": f"Casus {code}",
        f"casus {CANARY}": "Typ de code van de casus",
        "ik wil iemand aanmelden": "een casus aanmelden",
        f"Goede middag, kan ik {CANARY} aanmelden?": "een casus aanmelden",
        "stop": "Er is niets om te stoppen",
    }
    in_channel = piet.in_channel(agenda_channel())
    for typed, expected in helpful.items():
        said = await piet.hears(typed)
        assert expected in said, typed
        assert CANARY not in said, typed
        times = words_of([piet.cards, piet.texts]).count(expected)
        [here] = await in_channel.says(typed)
        assert here.told == "U heeft een bericht van Stoplicht", typed
        assert words_of([piet.cards, piet.texts]).count(expected) > times, typed


async def test_a_word_found_in_a_sentence_can_be_pressed(bot: Served) -> None:
    piet = (await gather_cast(bot, only=["piet"]))["piet"]
    page = await piet.types("Ik wil graag iemand aanmelden", "aanmelden")
    assert "Over wie gaat het?" in page.words


async def test_stop_shows_what_can_be_stopped(bot: Served) -> None:
    piet = (await gather_cast(bot, only=["piet"]))["piet"]
    page = await piet.types("aanmelden")
    assert "niets om te stoppen" in await piet.hears("stop")
    await page.presses("Verder", name=CANARY)
    question = await piet.types("stop", "Stoppen")
    assert "Wilt u stoppen?" in question.words
    await question.presses("Weggooien")
    assert "niets om te stoppen" in await piet.hears("Stop!")


async def test_a_code_that_is_not_for_somebody_says_no_more_than_one_that_is_not_there(
    bot: Served,
) -> None:
    cast = await gather_cast(bot, only=["piet", "olga"])
    code, olga = await refer(cast["piet"]), cast["olga"]
    [theirs], [nobodys] = await olga.says(code), await olga.says("AA0-A00")
    assert theirs.told == nobodys.told
    assert "niet voor u" in theirs.told
    [story] = await olga.says(f"{code} {CANARY} sloeg weer")
    assert "Wis uw bericht" in story.told
    assert CANARY not in story.told


async def test_an_english_reader_gets_english(bot: Served) -> None:
    [message] = await find_person(bot, "connie").says("help")
    assert message.card["lang"] == "en"
