"""Contributing in a window, in both frames and languages; who weighs reads first what came."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.contribution import CONTRIBUTING, WITHDRAWING, AboutContribution
from dialogs.incorrect import MARKING, MarkWhere, StatementOf
from dialogs.second_member import SECOND_MEMBER
from dialogs.weighing import WEIGHING
from domain.access import CaseState
from domain.contribution import DataCategory, PoliceArticle, PoliceSource
from domain.identifiers import CaseId, ContributionId
from domain.member import Language
from domain.referral import Criterion
from services.contribution import contribute, open_to_contribute
from services.seen_case import SeenCase
from tests.dialogs.test_added_facts import weighed_by_sanne
from tests.support.canaries import CANARY
from tests.support.cards import walk
from tests.support.case_talk import AGREED, ALL_MET, happened, kept, purpose_tested, taken_up
from tests.support.contributions import SAID, TOLD, long_contributions
from tests.support.conversation import Conversation, inputs
from tests.support.judging_house import JudgingHouse

WHAT = {"kind": "fact", "category": "housing", "said": SAID, "ground": "consent"}
FOR_ALL = {"meant_for": "involved", "is_oral": "no", "stays_here": "no", "is_named": "yes"}
WORDS = {
    Language.DUTCH: ("Bijdrage vastleggen", "is bewaard", "Intrekken", "is ingetrokken"),
    Language.ENGLISH: ("Put the contribution on record", "is kept", "Withdraw", "was withdrawn"),
}

REFUSED_ARTICLE = {
    Language.DUTCH: "Deel dit hier niet. Overleg met de politie wat u wel mag delen.",
    Language.ENGLISH: "Do not share this here. Ask the police what you may share.",
}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    dialogs = (CONTRIBUTING, WITHDRAWING, MARKING, WEIGHING, SECOND_MEMBER)
    return replace(talk, dialogs=dialogs, member="nurse")


async def told_of(talk: Conversation, case: CaseId) -> ContributionId:
    async with talk.at_desk() as (_, ctx):
        return (await ctx.uow.contributions.of_case(case))[0].id


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_a_partner_contributes_changes_it_and_withdraws_it(
    talk: Conversation, frame: Frame, language: Language
):
    talk = replace(talk, frame=frame, language=language)
    finish, done, withdraw, withdrawn = WORDS[language]
    case = (await happened(talk, taken_up)).id
    await talk.begins(CONTRIBUTING, AboutContribution(subject=case))
    review = await talk.goes_through(WHAT, FOR_ALL)
    assert SAID in review
    receipt = await talk.presses(finish)
    assert done in receipt
    assert CANARY not in receipt
    known_as = await told_of(talk, case)
    page = await talk.begins(CONTRIBUTING, AboutContribution(subject=known_as, number=1))
    assert inputs(talk.card)["said"] == SAID
    assert "KX7-Q42" in page
    await talk.goes_through({"said": "Woont nu elders."}, {})
    assert CANARY not in await talk.presses(finish)
    await talk.begins(WITHDRAWING, AboutCase(case=case))
    await talk.goes_through({"which": known_as})
    assert withdrawn in await talk.presses(withdraw)


async def test_what_lacks_is_said_in_words(talk: Conversation):
    case = (await happened(talk, taken_up)).id
    about = AboutContribution(subject=case)
    await talk.begins(CONTRIBUTING, about)
    some = {**FOR_ALL, "meant_for": "organisations", "until_on": "2026-02-08"}
    said = await talk.goes_through(WHAT, some)
    assert "Kies ten minste één andere organisatie die nu meedoet." in said
    assert "Kies vandaag of een latere dag." in said
    await talk.goes_through({**some, "organisations": "police", "until_on": "2026-02-20"})
    assert "is bewaard" in await talk.presses("Bijdrage vastleggen")


async def test_nothing_is_contributed_without_a_category_and_none_is_called_other(
    talk: Conversation,
):
    case = (await happened(talk, taken_up)).id
    for chosen in ({}, {"category": "other"}):
        await talk.begins(CONTRIBUTING, AboutContribution(subject=case))
        (asked,) = (part for part in walk(talk.card) if part.get("id") == "category")
        assert {one["value"] for one in asked["choices"]} == {*DataCategory}
        without = {name: answer for name, answer in WHAT.items() if name != "category"}
        said = await talk.goes_through({**without, **chosen})
        assert "Wie mag dit lezen?" not in said


@pytest.mark.parametrize("language", list(Language))
async def test_police_data_are_asked_for_their_article_and_those_of_an_inquiry_are_refused(
    talk: Conversation, language: Language
):
    talk = replace(talk, language=language)
    case = (await happened(talk, taken_up)).id
    await talk.begins(CONTRIBUTING, AboutContribution(subject=case))
    asked = {"article": "inquiry", "source": "Registratie van mei."}
    said = await talk.goes_through({**WHAT, "category": "police"}, asked)
    assert REFUSED_ARTICLE[language] in said
    review = await talk.goes_through({**asked, "article": "daily_task"}, FOR_ALL)
    assert "Registratie van mei." in review
    await talk.presses(WORDS[language][0])
    async with talk.at_desk() as (_, ctx):
        (told,) = await ctx.uow.contributions.of_case(case)
    assert told.text
    assert told.text.police == PoliceSource(
        article=PoliceArticle.DAILY_TASK, source="Registratie van mei."
    )
    page = await talk.begins(CONTRIBUTING, AboutContribution(subject=told.id, number=1))
    await talk.goes_through({})
    assert inputs(talk.card)["source"] == "Registratie van mei."
    assert "KX7-Q42" in page


async def test_a_contribution_is_called_incorrect_by_who_reads_it(talk: Conversation):
    case = (await happened(talk, taken_up)).id
    await talk.begins(CONTRIBUTING, AboutContribution(subject=case))
    await talk.goes_through(WHAT, FOR_ALL)
    await talk.presses("Bijdrage vastleggen")
    other = replace(talk, member="iris")
    about = StatementOf(where=MarkWhere.CONTRIBUTION, subject=await told_of(talk, case))
    await other.begins(MARKING, about)
    await other.goes_through({"what": f"{CANARY} woont daar niet."})
    receipt = await other.presses("Doorgeven")
    assert CANARY not in receipt
    async with talk.at_desk() as (_, ctx):
        (mark,) = await ctx.uow.incorrect_marks.of_case(case)
    assert mark.mark.supplier == "mental-health"


async def known_to_nurse(house: JudgingHouse) -> SeenCase:
    seen = await purpose_tested(house)
    await house.seat_member(seen.id, "nurse")
    return seen


async def contributes(talk: Conversation, case: CaseId) -> None:
    async with talk.house() as house:
        house.now = talk.now + timedelta(hours=1)
        async with house.acting("nurse") as ctx:
            told = replace(TOLD, criterion=Criterion.HARM)
            await contribute(ctx, await open_to_contribute(ctx, case), told)


async def test_a_weighing_that_is_filled_in_stays_and_says_what_came(talk: Conversation):
    talk = replace(talk, member="sanne", frame=Frame.TASK_MODULE)
    seen = await happened(talk, known_to_nurse)
    assert SAID not in await talk.begins(WEIGHING, seen)
    advice = {"advice": f"{CANARY} heeft hulp nodig."}
    await talk.goes_through(ALL_MET, {"outcome": "advice_or_signal", **AGREED}, advice)
    await contributes(talk, seen.id)
    again = await talk.presses("Weging vastleggen")
    assert "intussen iets bijgedragen of ingetrokken door GGZ Rivierstad" in again
    # beside the criterion that it is about, after what the referrer said of it
    assert again.index("en harm.") < again.index(SAID) < again.index("en cooperation.")
    assert advice["advice"] in await talk.goes_through({})
    await talk.presses("Weging vastleggen")
    assert (await kept(talk, seen)).case.state is CaseState.ADVICE_OR_SIGNAL


async def test_a_second_member_reads_what_came_before_they_confirm(talk: Conversation):
    async def waiting(house: JudgingHouse) -> SeenCase:
        seen = await weighed_by_sanne(house)
        await house.seat_member(seen.id, "nurse")
        return seen

    talk = replace(talk, member="iris")
    seen = await happened(talk, waiting)
    await talk.begins(SECOND_MEMBER, SeenCase(id=seen.id))
    await talk.goes_through({"decision": "confirm"})
    await contributes(talk, seen.id)
    again = await talk.presses("Besluit vastleggen")
    assert "intussen iets bijgedragen" in again
    assert SAID in again
    await talk.goes_through({"decision": "confirm"})
    await talk.presses("Besluit vastleggen")
    assert (await kept(talk, seen)).case.state is CaseState.ADVICE_OR_SIGNAL


@pytest.mark.parametrize("frame", list(Frame))
async def test_the_longest_contributions_fit_beside_the_longest_referral(
    talk: Conversation, frame: Frame
):
    async def full(house: JudgingHouse) -> SeenCase:
        seen = await weighed_by_sanne(house)
        async with house.work() as moment:
            case = await moment.uow.cases.get(seen.id)
            told = await moment.uow.cases.referral(seen.id)
            longest = replace(
                told,
                why_now="ë" * 600,
                question="ë" * 2000,
                criteria=tuple(replace(one, explanation="ë" * 2000) for one in told.criteria),
            )
            await moment.uow.cases.save_referral(seen.id, longest, case.referrer, moment.now)
            for one in long_contributions(seen.id, moment.now, 15):
                await moment.uow.contributions.add(one)
        return seen

    talk = replace(talk, frame=frame, member="daan")
    seen = await happened(talk, full)
    for member, dialog in (("daan", WEIGHING), ("iris", SECOND_MEMBER)):
        page = await replace(talk, member=member).begins(dialog, SeenCase(id=seen.id))
        assert "Er is meer bijgedragen" in page
        assert "Bijdrage van ggz" in page
