"""Recording that others were asked, in both frames and languages: what may be shared with a house
is another page than with a partnership, and where the subject is not known there is none.
"""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.known_check import KNOWN_CHECK
from domain.access import CaseState
from domain.contribution import Conditions, DataCategory
from domain.known_check import AlignedMatter, KnownAnswer
from domain.member import Language
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, taken_up
from tests.support.contributions import a_contribution, under
from tests.support.conversation import Conversation
from tests.support.enquiries import bind
from tests.support.judging_house import JudgingHouse

WORDS = {
    Language.DUTCH: ("Navraag vastleggen", "is vastgelegd"),
    Language.ENGLISH: ("Put on record that you asked", "It is on record"),
}
ASKED = {"outside": "house.oeverdal", "answer": "not_known", "asked_on": "2026-02-09"}
AT_RIEC = {**ASKED, "outside": "partnership.riec", "answer": "known"}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(KNOWN_CHECK,), member="iris")


async def begins(talk: Conversation) -> AboutCase:
    about = AboutCase(case=(await happened(talk, taken_up)).id)
    await talk.begins(KNOWN_CHECK, about)
    return about


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_where_a_subject_is_not_known_nothing_more_is_asked(
    talk: Conversation, frame: Frame, language: Language
):
    talk = replace(talk, frame=frame, language=language)
    finish, done = WORDS[language]
    about = await begins(talk)
    await talk.goes_through(ASKED)
    assert done in await talk.presses(finish)
    async with talk.at_desk() as (_, ctx):
        (kept,) = await ctx.uow.known_checks.of_case(about.case)
    assert (kept.told.answer, kept.told.is_shared) == (KnownAnswer.NOT_KNOWN, False)


async def test_a_house_that_knows_the_subject_hears_health_only_with_agreement(talk: Conversation):
    about = await begins(talk)
    async with talk.house() as house, house.work() as moment:
        limited = under(Conditions(stays_here=True))
        given = {"organisation": CARE, "text": limited}
        await moment.uow.contributions.add(a_contribution(about.case, moment.now, **given))
    page = await talk.goes_through({**ASKED, "answer": "known"})
    assert "Geleverd door GGZ Rivierstad: Wonen" in page
    assert CANARY not in page
    said = await talk.goes_through({"categories": "housing,health"})
    assert "Deel dit pas als elke organisatie die het heeft geleverd ermee instemt." in said
    await talk.goes_through({"categories": "housing,health", "agreed": CARE})
    assert "is vastgelegd" in await talk.presses("Navraag vastleggen")
    async with talk.at_desk() as (_, ctx):
        (kept,) = await ctx.uow.known_checks.of_case(about.case)
    assert kept.told.categories == (DataCategory.HOUSING, DataCategory.HEALTH)
    assert kept.told.agreed == (CARE,)


async def test_a_supplier_that_left_the_house_can_still_agree(talk: Conversation):
    about = await begins(talk)
    async with talk.house() as house, house.work() as moment:
        given = {"organisation": CARE, "text": under(Conditions(stays_here=True))}
        await moment.uow.contributions.add(a_contribution(about.case, moment.now, **given))
        await moment.uow.people.end_organisation(CARE, moment.now.date())
    page = await talk.goes_through({**ASKED, "answer": "known"})
    assert "Geleverd door GGZ Rivierstad: Wonen" in page
    await talk.goes_through({"categories": "housing", "agreed": CARE})
    assert "is vastgelegd" in await talk.presses("Navraag vastleggen")


async def test_a_partnership_is_offered_no_category_and_no_organisation_with_secrecy(
    talk: Conversation,
):
    about = await begins(talk)
    page = await talk.goes_through(AT_RIEC)
    assert "Gezondheid" not in page
    assert "Deel nooit iets over gezondheid of hulp." in page
    await talk.goes_through({"matters": "interventions"})
    assert "is vastgelegd" in await talk.presses("Navraag vastleggen")
    async with talk.at_desk() as (_, ctx):
        (kept,) = await ctx.uow.known_checks.of_case(about.case)
    assert (kept.told.matters, kept.told.named) == ((AlignedMatter.INTERVENTIONS,), ())


async def test_where_nobody_may_be_named_only_aligning_is_offered(talk: Conversation):
    about = AboutCase(case=(await happened(talk, alone)).id)
    await talk.begins(KNOWN_CHECK, about)
    page = await talk.goes_through(AT_RIEC)
    assert "Welke organisaties betrokken zijn" not in page
    assert "Hoe de aanpak van beide op elkaar aansluit" in page


async def alone(house: JudgingHouse) -> SeenCase:
    """Only an organisation to which secrecy applies takes part."""
    await bind(house)
    seen = await house.refer(state=CaseState.PURPOSE_TESTED)
    await house.seat_member(seen.id, "nurse")
    return seen


async def test_what_was_filled_in_for_a_house_is_not_shared_with_a_partnership(talk: Conversation):
    about = await begins(talk)
    await talk.goes_through({**ASKED, "answer": "known"}, {"categories": "housing"})
    await talk.changes("asked")
    await talk.goes_through(AT_RIEC)
    assert "is vastgelegd" in await talk.presses("Navraag vastleggen")
    async with talk.at_desk() as (_, ctx):
        (kept,) = await ctx.uow.known_checks.of_case(about.case)
    assert not kept.told.is_shared


async def test_a_day_to_come_and_nobody_named_are_told(talk: Conversation):
    await begins(talk)
    assert "Kies vandaag of een eerdere dag." in await talk.goes_through(
        {**ASKED, "asked_on": "2030-01-01"}
    )
    await talk.goes_through(AT_RIEC)
    said = await talk.goes_through({"matters": "who_is_involved"})
    assert "Kies welke organisaties u noemt." in said
