from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from cards.kit import Frame, Kit
from cards.messages import Card, Preview
from cards.plain import plain
from cards.words import PublicAddress, Telephone, Text, Value
from domain.member import Language
from domain.press import Press
from domain.stoplight import Colour
from tests.support.canaries import CANARY
from tests.support.cards import CardError, a_kit, check_card, texts

Spoil = Callable[[Card], object]
PRESS = Press(verb="case.view", subject="42", version=3)


def fact(kit: Kit, value: Value) -> str:
    return kit.facts(("dialog.yes", value))["facts"][0]["value"]


def test_a_card_is_valid_in_its_readers_language_and_falls_back_to_its_preview():
    kit = a_kit(Language.ENGLISH)
    card = kit.card(Preview.AGENDA, [kit.text("dialog.yes")], [kit.button("dialog.no", PRESS)])
    check_card(card)
    assert (card["lang"], card["version"]) == ("en", "1.5")
    assert card["fallbackText"] == "Message about the agenda"


def test_a_button_executes_and_falls_back_to_a_submit_that_carries_the_same():
    button = a_kit().button("dialog.yes", PRESS, needs_inputs=True)
    assert button["type"] == "Action.Execute"
    assert button["fallback"]["type"] == "Action.Submit"
    assert button["data"] == button["fallback"]["data"] == {"press": "case.view|42|3"}
    assert button["associatedInputs"] == button["fallback"]["associatedInputs"] == "auto"


def test_a_dialog_opens_in_the_frame_of_the_house():
    window = a_kit(frame=Frame.TASK_MODULE).dialog_button("dialog.open", PRESS)
    assert window["type"] == "Action.Submit"
    assert window["data"]["msteams"] == {"type": "task/fetch"}
    assert a_kit(frame=Frame.CHAT_CARD).dialog_button("dialog.open", PRESS)["verb"] == "press"


def test_a_colour_is_a_word_with_an_icon():
    assert [a_kit().colour(colour) for colour in Colour] == ["🔴 ROOD", "🟠 ORANJE", "🟢 GROEN"]
    assert a_kit(Language.ENGLISH).colour(Colour.RED) == "🔴 RED"


@pytest.mark.parametrize(
    ("language", "winter", "summer"),
    [
        (Language.DUTCH, "zondag 22 november 2026, 10:05", "vrijdag 3 juli 2026, 11:05"),
        (Language.ENGLISH, "Sunday 22 November 2026, 10:05", "Friday 3 July 2026, 11:05"),
    ],
)
def test_moments_are_written_in_the_time_of_the_house(language: Language, winter: str, summer: str):
    kit = a_kit(language)
    assert kit.moment(datetime(2026, 11, 22, 9, 5, tzinfo=UTC)) == winter
    assert kit.moment(datetime(2026, 7, 3, 9, 5, tzinfo=UTC)) == summer
    assert kit.clock(datetime(2026, 7, 3, 22, 30, tzinfo=UTC)) == "00:30"


def test_a_short_day_names_weekday_day_and_month():
    assert a_kit().short_day(date(2026, 11, 24)) == "di 24 nov"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**vet** en _schuin_", r"\*\*vet\*\* en \_schuin\_"),
        ("[klik](http://kwaad.nl)", "\\[klik\\](http://\u2060kwaad.nl)"),
        ("www.kwaad.nl", "www.\u2060kwaad.nl"),
        ("<at>Iedereen</at>", "‹at›Iedereen‹/at›"),
        ("- een\n2. twee\n# drie", "\\- een\n2\\. twee\n\\# drie"),
        ("\u202egniretsi\u200b\x00", "gniretsi"),
        ("{{DATE(2026-01-01T00:00:00Z)}}", "{ {DATE(2026-01-01T00:00:00Z)} }"),
        ("O'Brien-de Vries", "O'Brien-de Vries"),
        ("KX7-Q42", "KX7-Q42"),
    ],
)
def test_what_members_type_is_shown_as_text_and_can_be_nothing_else(typed: str, shown: str):
    assert plain(typed) == shown
    assert fact(a_kit(), typed) == shown


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("000-0000100", "[000-0000100](tel:0000000100)"),
        ("+31 (0)24 123", "[+31 (0)24 123](tel:+31024123)"),
        ("vraag [de balie](tel:112)", "[vraag \\[de balie\\](tel:\u2060112)](tel:112)"),
        ("niet bekend", "niet bekend"),
    ],
)
def test_a_number_can_be_read_and_tapped(number: str, written: str):
    assert fact(a_kit(), Telephone(number)) == written


def test_typed_lines_stand_on_their_own_without_markup():
    parts = a_kit().typed("**een**\r\n\r\n<b>twee</b>\u202e")
    assert [part["inlines"][0]["text"] for part in parts] == ["**een**", "<b>twee</b>"]
    check_card(a_kit().card(Preview.ANSWER, parts))


def test_a_text_within_a_text_speaks_the_same_language():
    assert fact(a_kit(Language.ENGLISH), Text("dialog.yes")) == "Yes"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda card: card.update(fallbackText=f"Jan {CANARY}"),
        lambda card: card.update(actions=card["actions"] * 7),
        lambda card: card["body"][0].update(text="x" * 20_000),
        lambda card: card["body"][0].pop("wrap"),
        lambda card: card["body"][0].update(size="Enormous"),
        lambda card: card["actions"][0]["data"].update(role="manager"),
        lambda card: card["body"].append({"type": "Input.Text", "id": "nameless"}),
    ],
)
def test_a_card_that_may_not_leave_the_house_is_noticed(spoil: Spoil):
    kit = a_kit()
    card = kit.card(Preview.ANSWER, [kit.text("dialog.yes")], [kit.button("dialog.no", PRESS)])
    spoil(check_card(card))
    with pytest.raises(CardError):
        check_card(card)


def test_all_that_can_be_read_is_found():
    kit = a_kit()
    card = kit.card(Preview.ANSWER, [kit.facts(("dialog.yes", "waarde"))])
    assert {"Ja", "waarde", "Antwoord van Stoplicht"} <= set(texts(card).split("\n"))


def test_an_address_that_everybody_may_open_is_a_link():
    written = fact(a_kit(), PublicAddress("https://www.example.org/criteria"))
    assert written.endswith("(https://www.example.org/criteria)")
