"""From the review to one page and back, and what a page says in red, in grey and first."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from cards.messages import Card
from cards.page import ChoiceView, FieldKind
from dialogs.pages import Field, Page
from tests.dialogs.test_engine import ALL_KINDS, ANSWERS, Anything
from tests.support.cards import buttons, texts, walk
from tests.support.conversation import Conversation
from tests.support.referrals import PAGES, WHO

FRAMES = pytest.mark.parametrize("frame", list(Frame))


def styles_around(card: Card, words: str) -> set[str]:
    """The styles of the blocks of a card that say this."""
    blocks = (part for part in walk(card) if part.get("type") == "Container")
    return {part["style"] for part in blocks if words in texts(part)}


@FRAMES
async def test_from_the_review_it_is_one_press_to_a_page_and_one_back(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    await talk.refers()
    review = await talk.goes_through(*PAGES)
    for page, title in (("who", "Over wie gaat het?"), ("criteria", "Waarom is samenwerking")):
        assert title in await talk.changes(page)
        assert await talk.presses("Verder") == review
    await talk.changes("why_now")
    assert "Nieuws van vandaag" in await talk.presses("Verder", why_now="Nieuws van vandaag")
    await talk.changes("why_now")
    assert "Nog nieuwer" in await talk.presses("Terug", why_now="Nog nieuwer")


async def test_a_page_opened_from_the_review_leads_back_after_a_break_too(talk: Conversation):
    await talk.refers()
    await talk.goes_through(*PAGES)
    await talk.changes("who")
    await talk.presses("Stoppen")
    await talk.presses("Toch verdergaan")
    await talk.presses("Bewaren voor later")
    assert "Over wie gaat het?" in await talk.refers()
    assert "Klopt het zo?" in await talk.presses("Verder")


async def test_a_changed_answer_that_asks_for_another_page_leads_there_and_then_back(
    talk: Conversation,
):
    talk.dialogs = (ALL_KINDS,)
    await talk.begins(ALL_KINDS, Anything())
    await talk.goes_through(ANSWERS)
    await talk.changes("first")
    assert "stap 2 van 2" in await talk.presses("Verder", yes_no="yes")
    assert "Klopt het zo?" in await talk.presses("Verder", more="ja")


async def test_a_page_opened_from_the_review_is_not_left_while_something_is_wrong(
    talk: Conversation,
):
    talk.dialogs = (ALL_KINDS,)
    await talk.begins(ALL_KINDS, Anything())
    await talk.goes_through(ANSWERS)
    await talk.changes("first")
    assert "Vul hier een heel getal in." in await talk.presses("Verder", number="veel")
    assert "Klopt het zo?" in await talk.presses("Verder", number="8")


@FRAMES
async def test_what_is_good_to_know_is_no_alarm_and_what_is_missing_is(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    await talk.refers()
    await talk.goes_through(WHO, {"why_now": "Bel 06-12345678"})
    assert styles_around(talk.card, "lijkt op een telefoonnummer") == {"emphasis"}
    await talk.presses("Verder", aim="other_question")
    assert styles_around(talk.card, "Schrijf uw vraag op.") == {"attention"}
    await talk.presses("Bewaren voor later")
    await talk.refers()
    assert styles_around(talk.card, "U gaat verder waar u") == {"emphasis"}


async def test_going_on_is_the_first_button_when_somebody_stops(talk: Conversation):
    await talk.refers()
    await talk.presses("Stoppen")
    assert list(buttons(talk.card)) == ["Toch verdergaan", "Weggooien"]
    assert [one.get("style") for one in talk.card["actions"]] == ["positive", None]


async def test_the_longest_referral_fits_on_its_review(talk: Conversation):
    await talk.refers()
    criteria = ("problems", "life_domains", "harm", "cooperation")
    explained = dict.fromkeys(criteria, "partly")
    explained |= {f"{one}_explanation": "é" * 2000 for one in criteria}
    aim = {"aim": "other_question", "question": "é" * 1000}
    who = {"name": "é" * 200, "address": "é" * 200}
    assert "Klopt het zo?" in await talk.goes_through(
        who, {"why_now": "é" * 600}, aim, explained, {}
    )


async def test_in_a_long_list_who_is_named_already_stands_first(talk: Conversation):
    async def partners(_ctx: object, _about: Anything) -> tuple[ChoiceView, ...]:
        return tuple(ChoiceView(value=f"p{n}", title=f"Partner {n}") for n in range(9))

    def asks(name: str) -> Field[Anything]:
        return Field(id=name, kind=FieldKind.CHOICES, label="dialog.review", choices_of=partners)

    pages = tuple(
        Page(id=name, title="dialog.review", fields=(asks(name),)) for name in ("one", "other")
    )
    talk.dialogs = (replace(ALL_KINDS, pages=pages),)
    await talk.begins(talk.dialogs[0], Anything())
    assert offered(talk.card) == [f"p{n}" for n in range(9)]
    await talk.goes_through({"one": "p7,p4"})
    assert offered(talk.card) == ["p4", "p7", "p0", "p1", "p2", "p3", "p5", "p6", "p8"]


def offered(card: Card) -> list[str]:
    """What can be chosen on a page, in order."""
    return [c["value"] for part in walk(card) for c in part.get("choices", ())]
