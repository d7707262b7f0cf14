"""One answer, many shapes; what is absent is not empty, and what changed elsewhere stays."""

from dataclasses import replace

import pytest

from cards.page import FieldKind
from dialogs.pages import Dialog
from tests.dialogs.test_engine import ALL_KINDS, ANSWERS, KINDS, Anything
from tests.support.conversation import Conversation, inputs

OPTIONAL = replace(
    ALL_KINDS,
    pages=(
        replace(
            ALL_KINDS.pages[0],
            fields=tuple(replace(field, is_required=False) for field in ALL_KINDS.pages[0].fields),
        ),
    ),
)


async def begins(talk: Conversation, dialog: Dialog[Anything, Anything] = ALL_KINDS) -> None:
    talk.dialogs = (dialog,)
    await talk.begins(dialog, Anything())


async def answer_to(talk: Conversation, field: str) -> object:
    (draft,) = await talk.drafts()
    return draft.answers.get(field)


@pytest.mark.parametrize(
    ("field", "same"),
    [
        ("choices", ["a,b", "a;b", "a, b", ",a,b", "a,b,", " a ; b ", "a,b,a"]),
        ("choice", ["a", ",a", "a,", " a "]),
        ("number", ["7", "7.0", "7,0", "7,00", " 7 "]),
        ("yes_no", ["no", "false", "False"]),
        ("date", ["2026-02-01", "2026-02-01T00:00:00", "2026-02-01T00:00:00Z"]),
        ("date", ["2026-02-01", "2026-01-31T23:00:00.000Z", "2026-02-01T23:30:00+01:00"]),
        ("typed_date", ["05-03-1999", "5-3-1999", "05.03.1999", "5/3/1999", "5 - 3 - 1999"]),
        ("typed_date", ["1999-03-05", "1999-3-5", "1999/03/05", "1999-03-04T23:00:00.000Z"]),
    ],
)
async def test_an_answer_is_the_same_in_every_shape_that_clients_give_it(
    talk: Conversation, field: str, same: list[str]
):
    await begins(talk)
    await talk.goes_through(ANSWERS)
    first = await answer_to(talk, field)
    for shape in same:
        await talk.changes("first")
        assert "Klopt het zo?" in await talk.presses("Verder", **{field: shape})
        assert await answer_to(talk, field) == first


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("number", "7.5", "Vul hier een heel getal in."),
        ("number", "NaN", "Vul hier een heel getal in."),
        ("number", "1e1", "Vul hier een heel getal in."),
        ("number", "٧", "Vul hier een heel getal in."),
        ("choices", "a b", "Kies een van de mogelijkheden."),
        ("choice", "a,b", "Kies een van de mogelijkheden."),
        ("date", "morgen", "Dit is geen datum."),
    ],
)
@pytest.mark.parametrize("button", ["Verder", "Bewaren voor later"])
async def test_what_cannot_be_read_is_said_and_the_answer_of_before_stays(
    talk: Conversation, button: str, field: str, typed: str, problem: str
):
    await begins(talk)
    await talk.goes_through(ANSWERS)
    before = await answer_to(talk, field)
    await talk.changes("first")
    assert problem in await talk.presses(button, **{field: typed})
    assert await answer_to(talk, field) == before


async def test_what_cannot_be_read_is_said_before_going_back(talk: Conversation):
    await begins(talk)
    await talk.goes_through(ANSWERS | {"yes_no": "yes"})
    fields = (replace(ALL_KINDS.pages[0].fields[KINDS.index(FieldKind.NUMBER)], id="more"),)
    pages = (ALL_KINDS.pages[0], replace(ALL_KINDS.pages[1], fields=fields))
    talk.dialogs = (replace(ALL_KINDS, pages=pages),)
    assert "heel getal" in await talk.presses("Terug", more="veel")
    assert "stap 1 van 2" in await talk.presses("Terug", more="7")


async def test_an_answer_that_is_not_sent_is_not_emptied(talk: Conversation):
    await begins(talk)
    await talk.goes_through(ANSWERS)
    await talk.changes("first")
    await talk.presses("Verder", **dict.fromkeys(ANSWERS))
    await talk.changes("first")
    assert inputs(talk.card) == ANSWERS


async def test_an_answer_that_may_be_empty_is_emptied_by_sending_nothing_in_it(talk: Conversation):
    await begins(talk, OPTIONAL)
    await talk.goes_through(ANSWERS)
    await talk.changes("first")
    assert "Niet ingevuld" in await talk.presses("Verder", choices="")
    assert await answer_to(talk, "choices") is None


async def test_an_answer_can_be_emptied_where_the_client_leaves_out_what_is_empty(
    talk: Conversation,
):
    await begins(talk, OPTIONAL)
    assert "leeg maken" not in await talk.presses("Bewaren voor later")
    await begins(talk, OPTIONAL)
    await talk.goes_through(ANSWERS)
    await talk.changes("first")
    review = await talk.presses(
        "Verder", emptied="choices;date,text", choices=None, date=None, text="toch iets"
    )
    assert review.count("Niet ingevuld") == 2
    assert (await answer_to(talk, "text"), await answer_to(talk, "date")) == ("toch iets", None)


async def test_the_review_shows_what_was_left_empty(talk: Conversation):
    await begins(talk, OPTIONAL)
    assert (await talk.goes_through({})).count("Niet ingevuld") == len(ANSWERS)


@pytest.mark.parametrize("same", ["a;b", "b,a", "a, b"])
async def test_the_same_answer_from_an_older_card_is_no_other_answer(talk: Conversation, same: str):
    await begins(talk)
    left_open = talk.card
    await talk.presses("Bewaren voor later", choices="a,b")
    assert "Bewaard" in await talk.presses_on(left_open, "Bewaren voor later", choices=same)
    assert await answer_to(talk, "choices") == ("a", "b")


@pytest.mark.parametrize("button", ["Verder", "Bewaren voor later"])
async def test_a_card_left_open_does_not_put_back_what_it_shows(talk: Conversation, button: str):
    await begins(talk)
    await talk.presses("Bewaren voor later", text="Jan", long_text="Kade 1")
    await talk.begins(ALL_KINDS, Anything())
    left_open = talk.card
    await talk.presses("Bewaren voor later", text="Johan", date="")
    read = await talk.presses_on(left_open, button, long_text="Haven 9")
    assert "op een ander scherm" not in read
    assert await answer_to(talk, "text") == "Johan"
    assert await answer_to(talk, "long_text") == "Haven 9"


async def test_two_devices_that_both_change_an_answer_are_told(talk: Conversation):
    await begins(talk)
    left_open = talk.card
    await talk.presses("Bewaren voor later", text="Johan")
    read = await talk.presses_on(left_open, "Bewaren voor later", text="Jan", number="8")
    assert "op een ander scherm veranderd" in read
    assert (inputs(talk.card)["text"], await answer_to(talk, "text")) == ("Jan", "Johan")
    assert await answer_to(talk, "number") == 8
    assert "Bewaard" in await talk.presses("Bewaren voor later")
    assert await answer_to(talk, "text") == "Jan"


@pytest.mark.parametrize("signs", [2001, 5999])
async def test_a_text_over_its_limit_is_kept_as_typed_and_told(talk: Conversation, signs: int):
    await begins(talk)
    story = "x" * signs
    read = await talk.goes_through(ANSWERS | {"long_text": story})
    assert f"te lang: {signs:_} tekens. Maak er hoogstens 2.000 van.".replace("_", ".") in read
    assert (inputs(talk.card)["long_text"], await answer_to(talk, "long_text")) == (story, story)
    assert "Bewaard" in await talk.presses("Bewaren voor later")
    await talk.begins(ALL_KINDS, Anything())
    assert inputs(talk.card)["long_text"] == story
    assert "Klopt het zo?" in await talk.presses("Verder", long_text="korter")


async def test_of_a_text_that_no_card_can_hold_the_beginning_is_shown_and_all_is_kept(
    talk: Conversation,
):
    await begins(talk)
    story = "x" * 30_000
    for _ in range(2):
        read = await talk.goes_through(ANSWERS | {"long_text": story})
        assert "Uw tekst is veel te lang: 30.000 tekens." in read
    story_shown = inputs(talk.card)["long_text"]
    assert "veel te lang" in await talk.presses("Verder", long_text=story_shown)
    assert await answer_to(talk, "long_text") == story
