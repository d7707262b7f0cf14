from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.referral import EDIT_REFERRAL, REFERRAL
from domain.access import CaseState
from domain.errors import NotAllowedError
from domain.identifiers import CaseId
from domain.member import Language
from domain.notice import NoticeKind
from domain.screening import Gap, ReferralPart, Screening
from services.referral import begin_referral
from tests.support.canaries import CANARY
from tests.support.cards import texts
from tests.support.conversation import Conversation, inputs
from tests.support.referrals import AIM, CRITERIA, PAGES, PARTNERS, WHO, WHY_NOW
from tests.support.referrals import REFERRAL as EXPECTED

FRAMES = pytest.mark.parametrize("frame", list(Frame))


async def submitted(talk: Conversation) -> CaseId:
    """Refer and give the id of the case."""
    await talk.refers()
    await talk.goes_through(*PAGES)
    await talk.presses("Versturen")
    async with talk.at_desk() as (_, ctx):
        return next(iter(await ctx.uow.cases.of_member(ctx.actor.id))).id


async def test_the_review_tells_a_day_of_birth_without_its_weekday(talk: Conversation):
    await talk.refers()
    review = await talk.goes_through(*PAGES)
    assert "1 mei 1990" in review
    assert "dinsdag 1 mei 1990" not in review


@FRAMES
@pytest.mark.parametrize("language", list(Language))
async def test_five_pages_a_review_and_a_receipt_make_a_referral_in_either_frame(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    dutch = language is Language.DUTCH
    said = [
        (WHO, "Waarom nu?" if dutch else "Why now?"),
        (WHY_NOW, "Wat wilt u bereiken?" if dutch else "What do you want to achieve?"),
        (AIM, "Waarom is samenwerking via" if dutch else "Why is cooperation through"),
        (CRITERIA, "Wie zijn al betrokken?" if dutch else "Who is involved already?"),
        (PARTNERS, "Klopt het zo?" if dutch else "Is this right?"),
    ]
    assert ("Over wie gaat het?" if dutch else "Who is it about?") in await talk.refers()
    for answers, expected in said:
        assert expected in await talk.goes_through(answers)
    receipt = await talk.presses("Versturen" if dutch else "Send")
    assert ("maandag 23 februari 2026" if dutch else "Monday 23 February 2026") in receipt
    async with talk.at_desk() as (_, ctx):
        (case,) = await ctx.uow.cases.of_member(ctx.actor.id)
        assert case.code in receipt
        assert CANARY not in receipt
        assert await ctx.uow.cases.referral(case.id) == EXPECTED
        assert not await ctx.uow.drafts.waiting_of(ctx.actor.id)


async def test_the_review_shows_every_answer(talk: Conversation):
    await talk.refers()
    review = await talk.goes_through(*PAGES)
    for words in (*WHO.values(), *CRITERIA.values(), "GGZ Rivierstad", "Woonstichting"):
        shown = {"yes": "Ja", "partly": "Deels", "no": "Nee", "1990-05-01": "1 mei 1990"}
        assert shown.get(words, words) in review
    assert "Nog nodig" not in review


async def test_a_criterion_needs_its_explanation(talk: Conversation):
    await talk.refers()
    read = await talk.goes_through(WHO, WHY_NOW, AIM, CRITERIA | {"harm_explanation": ""})
    assert "Vul dit nog in." in read
    assert inputs(talk.card)["harm"] == "yes"
    assert "Wie zijn al betrokken?" in await talk.goes_through(CRITERIA)


async def test_what_is_missing_is_named_at_the_review_and_nothing_is_sent(talk: Conversation):
    await talk.refers()
    await talk.goes_through(*PAGES)
    await talk.changes("aim")
    missing = 'Nog nodig op de bladzijde "Wat wilt u bereiken?", bij "Uw vraag in eigen woorden"'
    assert missing in await talk.presses("Terug", question="")
    assert missing in await talk.presses("Versturen")
    async with talk.at_desk() as (_, ctx):
        assert not await ctx.uow.cases.of_member(ctx.actor.id)


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"name": "Jan"}, "Vul een geboortedatum of een adres in"),
        ({"name": "Jan", "born_on": "1-1-2030"}, "Deze datum moet nog komen."),
        ({"name": "Jan", "born_on": "9-2-2026"}, "Dit is de datum van vandaag."),
        ({"name": "Jan", "born_on": "5-3-1880"}, "meer dan 120 jaar geleden"),
        ({"name": "Jan", "born_on": "morgen"}, "bijvoorbeeld 05-03-1999"),
        ({"name": "x" * 201, "address": "Kade 1"}, "201 tekens"),
    ],
)
async def test_the_house_must_know_who_it_is_about(
    talk: Conversation, answers: dict[str, str], problem: str
):
    await talk.refers()
    assert problem in await talk.goes_through(answers)
    assert "Over wie gaat het?" in await talk.presses("Verder")


async def test_a_day_of_birth_is_typed_and_shown_as_people_write_it(talk: Conversation):
    assert "Geboortedatum (dd-mm-jjjj)" in await talk.refers()
    await talk.goes_through(WHO | {"born_on": "5.3.1999"})
    await talk.presses("Terug")
    assert inputs(talk.card)["born_on"] == "05-03-1999"
    assert (await talk.drafts())[0].answers["born_on"] == date(1999, 3, 5)


async def test_text_that_looks_like_personal_data_is_warned_about_and_not_blocked(
    talk: Conversation,
):
    await talk.refers()
    who = await talk.goes_through(WHO | {"address": "Kade 1, 06-12345678"})
    assert "lijkt op" not in who
    next_page = await talk.goes_through({"why_now": "Bel 06-12345678, BSN 111222333"})
    assert "Wat wilt u bereiken?" in next_page
    assert "lijkt op een telefoonnummer" in next_page
    assert "lijkt op een BSN" in next_page
    review = await talk.goes_through(AIM, CRITERIA, PARTNERS)
    assert review.count("lijkt op een telefoonnummer") == 1
    assert "Uw aanmelding is binnen" in await talk.presses("Versturen")


@pytest.mark.parametrize("field", ["name", "address"])
async def test_a_citizen_number_does_not_belong_with_the_identity_either(
    talk: Conversation, field: str
):
    await talk.refers()
    await talk.goes_through(WHO | {field: "Turkooislaan 7, 111222333"})
    read = await talk.presses("Terug")
    assert "lijkt op een BSN" in read
    assert "lijkt een nationaliteit" not in read


async def test_a_long_story_is_not_cut_in_silence(talk: Conversation):
    await talk.refers()
    await talk.goes_through(WHO)
    assert "(hoogstens 600 tekens)" in texts(talk.card)
    assert "te lang: 1.500 tekens" in await talk.goes_through({"why_now": "x" * 1500})
    assert inputs(talk.card)["why_now"] == "x" * 1500


async def test_ones_own_organisation_is_no_partner_to_choose(talk: Conversation):
    await talk.refers()
    read = await talk.goes_through(*PAGES[:4])
    assert {"GGZ Rivierstad", "Woonstichting"} <= set(read.split("\n"))
    assert "Politie" not in read.split("\n")


@pytest.mark.parametrize(("part", "page"), [("why_now", "Waarom nu?"), ("who", "Over wie")])
async def test_what_the_house_asked_is_shown_on_the_page_it_is_about(
    talk: Conversation, part: str, page: str
):
    case_id = await submitted(talk)
    gap = Gap(parts=frozenset({ReferralPart(part)}), wanted=f"Sinds wanneer {CANARY}?")
    async with talk.at_desk() as (_, ctx):
        case = await ctx.uow.cases.get(case_id)
        await ctx.uow.cases.save(replace(case, state=CaseState.INCOMPLETE))
        await ctx.uow.weighings.add_screening(
            Screening(case=case_id, outcome=gap, screened_by=ctx.actor.id, screened_at=ctx.now)
        )
    read = [await talk.begins(EDIT_REFERRAL, AboutCase(case=case_id))]
    read += [await talk.goes_through({}) for _ in range(4)]
    asking = [text for text in read if "Dit willen wij nog van u weten" in text]
    assert len(asking) == 1
    assert page in asking[0]
    assert gap.wanted in asking[0]


async def test_aanmelden_again_goes_on_where_it_was_and_another_can_be_asked_for(
    talk: Conversation,
):
    await talk.refers()
    await talk.goes_through(WHO)
    assert "Waarom nu?" in await talk.refers()
    assert "verder waar u op" in await talk.refers()
    assert "Over wie gaat het?" in await talk.begins_with(REFERRAL, begin_referral)
    assert len(await talk.drafts()) == 2


@FRAMES
async def test_a_referrer_changes_a_referral_through_the_same_pages(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    case_id = await submitted(talk)
    await talk.begins(EDIT_REFERRAL, AboutCase(case=case_id))
    assert inputs(talk.card)["name"] == f"Jan {CANARY}"
    await talk.goes_through({}, {"why_now": "Er is nieuws"}, {}, {}, {})
    assert "Uw aanmelding is aangepast" in await talk.presses("Versturen")
    async with talk.at_desk() as (_, ctx):
        changed = await ctx.uow.cases.referral(case_id)
        assert changed == replace(EXPECTED, why_now="Er is nieuws")
        assert (await ctx.uow.cases.get(case_id)).version == 2


async def test_a_draft_of_a_change_closes_when_the_case_has_moved_on(talk: Conversation):
    case_id = await submitted(talk)
    await talk.begins(EDIT_REFERRAL, AboutCase(case=case_id))
    async with talk.at_desk() as (_, ctx):
        case = await ctx.uow.cases.get(case_id)
        await ctx.uow.cases.save(replace(case, state=CaseState.TAKEN_UP))
    with pytest.raises(NotAllowedError):
        await talk.presses("Verder")


async def test_only_the_referrer_changes_a_referral(talk: Conversation):
    case_id = await submitted(talk)
    talk.member = "deputy"
    with pytest.raises(NotAllowedError):
        await talk.begins(EDIT_REFERRAL, AboutCase(case=case_id))


async def test_the_coordinators_hear_of_a_referral_once(talk: Conversation):
    await submitted(talk)
    async with talk.house() as house:
        assert await house.told(NoticeKind.REFERRAL_ARRIVED) == ["daan", "iris", "sanne"]
        assert await house.told(NoticeKind.REFERRAL_RECEIVED) == ["agent"]
