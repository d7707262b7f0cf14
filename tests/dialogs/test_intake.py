"""The full intake page by page: each may stay open, and the review says exactly what is missing."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.intake import INTAKE
from dialogs.intake_answers import CONTACT_NUMBERS, fill_intake, form_intake, name_contact
from dialogs.referral import EDIT_REFERRAL
from domain.identifiers import CaseId
from domain.intake import HasAny, Intake, LifeDomain
from domain.member import Language
from services.intake import open_intake, tell_intake
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, purpose_tested, submitted
from tests.support.conversation import Conversation, inputs
from tests.support.intakes import FULL
from tests.support.referrals import AIM, CRITERIA, PARTNERS, WHO, WHY_NOW

PAGES: tuple[dict[str, str], ...] = (
    {"has_contacts": "yes"},
    {
        "contact_1_name": f"Zus {CANARY}",
        "contact_1_relation": "sibling",
        "contact_1_relevance": f"{CANARY} belt haar elke dag.",
    },
    {},
    {"housing": "plays", "housing_words": f"{CANARY} moet zijn woning uit."},
    {},
    {"tried": f"{CANARY}: schuldhulp"},
    {"informed": "informed"},
    {"informer": "GGZ Rivierstad", "informed_on": "2026-02-09"},
    {"minors": "no"},
    {"how": f"{CANARY} alleen overdag"},
    {"urgency": "in_its_turn"},
)


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(INTAKE, EDIT_REFERRAL))


async def intake_of(talk: Conversation, case: CaseId) -> Intake:
    async with talk.at_desk() as (_, ctx):
        return (await ctx.uow.cases.referral(case)).intake


def test_what_the_pages_say_of_an_intake_is_read_back_as_it_was():
    assert form_intake(fill_intake(FULL)) == FULL
    assert form_intake({}) == Intake()


@pytest.mark.parametrize(
    ("frame", "language"),
    [
        (Frame.TASK_MODULE, Language.DUTCH),
        (Frame.CHAT_CARD, Language.ENGLISH),
    ],
)
async def test_a_referrer_tells_what_they_know_and_the_review_says_exactly_what_is_missing(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    seen = await happened(talk, submitted)
    await talk.begins(INTAKE, AboutCase(case=seen.id))
    review = await talk.goes_through(*PAGES)
    dutch = language is Language.DUTCH
    missing = (
        ("Geld: er is nog geen antwoord", "er staat niet waarom het vastliep", "geen gemeente")
        if dutch
        else ("Money: there is no answer yet", "why it got stuck", "no municipality")
    )
    for words in missing:
        assert words in review
    for words in ("Wonen: er", "Housing: there", "niet bekend of", "not known whether"):
        assert words not in review
    receipt = await talk.presses("Intake opslaan" if dutch else "Save the intake")
    assert ("ontbreekt: 11" if dutch else "missing: 11") in receipt
    assert CANARY not in receipt
    kept = await intake_of(talk, seen.id)
    assert [one.name for one in kept.contacts] == [f"Zus {CANARY}"]
    async with talk.at_desk() as (_, ctx):
        assert await ctx.uow.informings.last_said(seen.id)


async def test_half_a_contact_is_sent_back_and_an_emptied_one_goes(talk: Conversation):
    seen = await happened(talk, submitted)
    await talk.begins(INTAKE, AboutCase(case=seen.id))
    await talk.goes_through({"has_contacts": "yes"})
    sent_back = await talk.goes_through({"contact_1_name": f"Zus {CANARY}"})
    assert sent_back.count("alle drie in, of maak") == 2
    on = await talk.goes_through({"contact_1_name": ""})
    assert "leven van de betrokkene" in on


@pytest.mark.parametrize("answer", ["no", "unknown"])
async def test_nobody_is_asked_for_where_there_is_nobody(talk: Conversation, answer: str):
    seen = await happened(talk, submitted)
    await talk.begins(INTAKE, AboutCase(case=seen.id))
    assert "leven van de betrokkene" in await talk.goes_through({"has_contacts": answer})


async def test_text_that_looks_like_a_number_or_a_nationality_is_warned_about(talk: Conversation):
    seen = await happened(talk, submitted)
    await talk.begins(INTAKE, AboutCase(case=seen.id))
    await talk.goes_through(
        {"has_contacts": "no"}, {"housing": "plays", "housing_words": "Bel 06-12345678."}
    )
    review = await talk.goes_through(*[{}] * 6)
    assert "telefoonnummer" in review


@pytest.mark.parametrize(
    ("pages", "words"),
    [(1, "housing_words"), (2, "safety_words"), (5, "minors_told"), (7, "urgency_told")],
)
async def test_words_beside_a_question_left_open_are_sent_back_and_not_lost(
    talk: Conversation, pages: int, words: str
):
    seen = await happened(talk, submitted)
    await talk.begins(INTAKE, AboutCase(case=seen.id))
    page = await talk.goes_through({"has_contacts": "no"}, *[{}] * (pages - 1), {words: CANARY})
    assert "Kies ook een antwoord" in page
    assert CANARY in inputs(talk.card)[words]


async def test_each_page_is_kept_and_gone_on_with_later(talk: Conversation):
    seen = await happened(talk, submitted)
    await talk.begins(INTAKE, AboutCase(case=seen.id))
    await talk.goes_through(*PAGES[:2])
    again = await talk.begins(INTAKE, AboutCase(case=seen.id))
    assert "Eén familielid" in again
    (draft,) = await talk.drafts()
    assert draft.answers[name_contact("name", 1)] == f"Zus {CANARY}"


async def test_changing_the_short_referral_keeps_the_full_intake(talk: Conversation):
    seen = await happened(talk, submitted)
    async with talk.at_desk() as (_, ctx):
        await tell_intake(ctx, await open_intake(ctx, seen.id), FULL)
    await talk.begins(EDIT_REFERRAL, AboutCase(case=seen.id))
    await talk.goes_through(WHO, WHY_NOW, AIM, CRITERIA, PARTNERS)
    await talk.presses("Versturen")
    assert await intake_of(talk, seen.id) == FULL


async def test_what_somebody_else_told_meanwhile_is_read_before_it_is_replaced(
    talk: Conversation,
):
    seen = await happened(talk, purpose_tested)
    await talk.begins(INTAKE, AboutCase(case=seen.id))
    await talk.goes_through({"has_contacts": "no"}, *PAGES[3:])
    other = replace(talk, member="iris")
    async with other.at_desk() as (_, ctx):
        await tell_intake(ctx, await open_intake(ctx, seen.id), FULL)
    again = await talk.presses("Intake opslaan")
    assert "Iris" in again
    assert "heeft intussen iets veranderd" in again
    assert await intake_of(talk, seen.id) == FULL
    await talk.goes_through({})
    await talk.presses("Intake opslaan")
    assert (await intake_of(talk, seen.id)).has_contacts is HasAny.NO


async def test_a_coordinator_reads_with_whom_they_fill_it_in(talk: Conversation):
    seen = await happened(talk, submitted)
    talk.member = "iris"
    page = await talk.begins(INTAKE, AboutCase(case=seen.id))
    assert "U vult dit in met Agent aan de telefoon" in page
    talk.member = "agent"
    assert "aan de telefoon" not in await talk.begins(INTAKE, AboutCase(case=seen.id))


@pytest.mark.parametrize("frame", list(Frame))
async def test_an_intake_at_its_longest_fits_on_each_page_and_its_review(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, submitted)
    await talk.begins(INTAKE, AboutCase(case=seen.id))
    contacts = [
        {
            name_contact("name", number): "ë" * 100,
            name_contact("relation", number): "step_parent",
            name_contact("relevance", number): "ë" * 300,
        }
        for number in CONTACT_NUMBERS
    ]
    domains = [{one.value: "plays", f"{one}_words": "ë" * 300} for one in LifeDomain]
    halves = [
        {name: said for one in half for name, said in one.items()}
        for half in (domains[:5], domains[5:])
    ]
    review = await talk.goes_through(
        {"has_contacts": "yes"},
        *contacts,
        *halves,
        {"tried": "ë" * 600, "stuck": "ë" * 600},
        {"informed": "not_yet"},
        {"ground": "other", "why": "ë" * 2000, "review_on": "2026-02-20"},
        {"minors": "yes", "minors_told": "ë" * 300, "municipality": "ë" * 80},
        {"how": "ë" * 300, "through": "ë" * 300, "warning": "ë" * 300},
        {"urgency": "acute", "urgency_told": "ë" * 300},
    )
    assert "De intake is volledig." in review
