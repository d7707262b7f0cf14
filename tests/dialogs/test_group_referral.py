"""Several people are referred at once: a list, or one by one, and the story once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from dialogs.group_people import read_people
from dialogs.group_referral import GROUP_REFERRAL, go_on_with_group
from domain.group_referral import MOST_IN_GROUP, GroupPerson
from domain.member import Language
from domain.referral import Referral
from tests.support.canaries import CANARY
from tests.support.cards import check_card
from tests.support.conversation import Conversation, inputs
from tests.support.referrals import AIM, CRITERIA, PARTNERS

TODAY = date(2026, 2, 9)
LIST = f"Sam {CANARY}; 05-03-2009; woont bij oma\nNoor {CANARY}; 1.7.2008"
STORY = {"why_now": f"{CANARY}: samen op het plein."}
PAGES = ({"people": LIST}, STORY, AIM, CRITERIA, PARTNERS)


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(GROUP_REFERRAL,))


async def begins(talk: Conversation) -> str:
    return await talk.begins_with(GROUP_REFERRAL, go_on_with_group)


async def referred(talk: Conversation) -> Sequence[Referral]:
    async with talk.at_desk() as (_, ctx):
        cases = await ctx.uow.cases.of_member(ctx.actor.id)
        marks = await ctx.uow.group_referrals.marks_of([one.id for one in cases])
        [mark] = set(marks.values())
        ids = await ctx.uow.group_referrals.of_mark(mark)
        return [await ctx.uow.cases.referral(one) for one in ids]


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_each_on_the_list_gets_a_referral_with_the_shared_story_and_their_own_remark(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    await begins(talk)
    review = await talk.goes_through(*PAGES)
    assert f"Noor {CANARY}" in review
    receipt = await talk.presses("Versturen" if language == "nl" else "Send")
    assert CANARY not in receipt
    first, second = await referred(talk)
    assert (first.identity.name, first.identity.born_on) == (f"Sam {CANARY}", date(2009, 3, 5))
    assert first.why_now == f"{STORY['why_now']}\n\nwoont bij oma"
    assert (second.identity.born_on, second.why_now) == (date(2008, 7, 1), STORY["why_now"])
    assert second.criteria == first.criteria
    async with talk.at_desk() as (_, ctx):
        codes = [one.code for one in await ctx.uow.cases.of_member(ctx.actor.id)]
        assert all(code in receipt for code in codes)
        assert not await ctx.uow.drafts.waiting_of(ctx.actor.id)


async def test_a_review_says_nothing_of_what_goes_to_the_list_and_is_empty(talk: Conversation):
    await begins(talk)
    review = await talk.goes_through(*PAGES)
    assert "Opmerking over deze persoon" not in review
    assert "Niet ingevuld" not in review


async def test_people_can_be_filled_in_one_by_one(talk: Conversation):
    await begins(talk)
    added = await talk.presses("Verder", one_name="Sam", one_born_on="5-3-2009", one_remark="a; b")
    assert "Aantal in de lijst: 1" in added
    assert inputs(talk.card)["people"] == "Sam; 05-03-2009; a; b"
    await talk.presses("Verder", one_name="Noor", one_born_on="1-7-2008")
    assert inputs(talk.card)["people"].splitlines()[1] == "Noor; 01-07-2008"
    assert inputs(talk.card)["one_name"] == ""
    assert "Waarom nu?" in await talk.presses("Verder")


async def test_who_fills_in_the_last_one_goes_on_at_once(talk: Conversation):
    await begins(talk)
    await talk.presses("Verder", one_name="Sam", one_born_on="5-3-2009")
    last = {"one_name": "Noor", "one_born_on": "1-7-2008", "more": "no"}
    assert "Waarom nu?" in await talk.presses("Verder", **last)


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"one_name": "Sam"}, "Vul ook de geboortedatum in."),
        ({"one_name": "Sam", "one_born_on": "ooit"}, "bijvoorbeeld 05-03-1999"),
        ({"one_born_on": "5-3-2009"}, "Vul ook de naam in."),
        ({"one_remark": "iets"}, "Vul ook de naam in."),
        ({}, "Een groep is minstens 2 mensen."),
        ({"people": "Sam; 05-03-2009"}, "Een groep is minstens 2 mensen."),
    ],
)
async def test_what_lacks_is_said_and_nothing_is_lost(
    talk: Conversation, filled: dict[str, str], said: str
):
    await begins(talk)
    assert said in await talk.presses("Verder", **filled)
    shown = inputs(talk.card)
    assert all(shown[name] in {typed, "05-03-2009"} for name, typed in filled.items())


LINES = {
    "Sam": "Regel 2: de geboortedatum ontbreekt.",
    "; 05-03-2009": "Regel 2: de naam ontbreekt.",
    "Sam; maart 2009": "Regel 2: de geboortedatum is niet te lezen.",
    "Sam; 31-02-2009": "Regel 2: de geboortedatum is niet te lezen.",
    "Sam; 05-03-2030": "Deze datum moet nog komen.",
    "Sam; 09-02-2026": "Dit is de datum van vandaag.",
    f"{'x' * 101}; 05-03-2009": "Regel 2: de naam is te lang.",
    f"Sam; 05-03-2009; {'x' * 141}": "Regel 2: de opmerking is te lang.",
    "NOOR; 1-7-2008": "Regel 2: deze persoon staat ook op regel 1.",
}


@pytest.mark.parametrize(("line", "said"), LINES.items())
async def test_a_wrong_line_is_named_by_its_number_and_stays(
    talk: Conversation, line: str, said: str
):
    await begins(talk)
    typed = f"Noor; 1-7-2008\n{line}\nSaar; 2-7-2008"
    assert said in await talk.presses("Verder", people=typed)
    assert inputs(talk.card)["people"] == typed


async def test_of_a_list_full_of_mistakes_the_first_are_told_and_how_many_more(talk: Conversation):
    await begins(talk)
    read = await talk.presses("Verder", people="\n".join("Sam" for _ in range(30)))
    assert "Regel 8: " in read
    assert "Regel 9: " not in read
    assert "andere regels dat nog niet goed is: 22" in read


async def test_more_than_a_group_is_refused_with_how_many_there_are(talk: Conversation):
    await begins(talk)
    typed = "\n".join(f"Sam{one}; 05-03-2009" for one in range(MOST_IN_GROUP + 1))
    assert "Op de lijst staan 31 mensen." in await talk.presses("Verder", people=typed)


@pytest.mark.parametrize(
    "line",
    [
        "Sam de Wit; 5-3-2009; bij oma",
        "Sam de Wit, 05/03/2009, bij oma",
        "  Sam de Wit   2009-03-05 bij oma ",
        "Sam de Wit ; 5.3.2009 ;  bij oma",
    ],
)
def test_a_line_is_read_as_people_write_and_paste_it(line: str):
    expected = GroupPerson(name="Sam de Wit", born_on=date(2009, 3, 5), remark="bij oma")
    assert read_people(f"\n{line}\n\n", TODAY).people == (expected,)


@pytest.mark.parametrize("frame", list(Frame))
async def test_thirty_people_with_everything_at_its_longest_fit_on_each_page(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    lines = [f"{'N' * 20}{one:02}; 05-03-2009; {'é' * 100}" for one in range(MOST_IN_GROUP)]
    longest = {name: "é" * 900 for name in CRITERIA if name.endswith("_explanation")}
    await begins(talk)
    await talk.goes_through(
        {"people": "\n".join(lines)}, {"why_now": "é" * 450}, {**AIM, "question": "é" * 600}
    )
    await talk.goes_through({**CRITERIA, **longest}, PARTNERS)
    check_card(talk.card)
    await talk.presses("Versturen")
    assert len(await referred(talk)) == MOST_IN_GROUP
