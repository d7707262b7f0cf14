"""An address is called secret and read with a reason, in both frames and languages."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.referral import EDIT_REFERRAL, REFERRAL
from dialogs.secret_address import HIDING, LOOKING
from domain.errors import NotAllowedError
from domain.identifiers import CaseId
from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, submitted
from tests.support.conversation import Conversation, inputs
from tests.support.judging_house import REFERRAL as TOLD
from tests.support.referrals import AIM, CRITERIA, PARTNERS, WHO, WHY_NOW

WORDS = {
    Language.DUTCH: ("Geheim maken", "Adres tonen", "Schrijf dit adres nergens over."),
    Language.ENGLISH: ("Make secret", "Show the address", "Do not copy this address anywhere."),
}
LIVES = TOLD.identity.address


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(HIDING, LOOKING, REFERRAL, EDIT_REFERRAL))


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_an_address_is_hidden_and_shown_only_after_a_reason(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    hide, show, warning = WORDS[language]
    about = AboutCase(case=(await happened(talk, submitted)).id)
    await talk.begins(HIDING, about)
    await talk.goes_through({"ground": "threat"})
    assert LIVES not in await talk.presses(hide)
    talk.member = "iris"
    assert LIVES not in await talk.begins(LOOKING, about)
    assert LIVES not in await talk.goes_through({"look_reason": f"{CANARY} ophalen."})
    shown = await talk.presses(show)
    assert LIVES in shown
    assert warning in shown
    talk.member = "sanne"
    assert f"{CANARY} ophalen." in await talk.begins(LOOKING, about)
    talk.member = "agent"
    with pytest.raises(NotAllowedError):
        await talk.begins(LOOKING, about)


async def test_a_referrer_says_that_an_address_is_secret_and_never_reads_it_back(
    talk: Conversation,
):
    await talk.refers()
    asked = await talk.goes_through({**WHO, "address": "", "secrecy": "shelter"})
    assert "Vul het adres in." in asked
    await talk.goes_through(WHO, WHY_NOW, AIM, CRITERIA, PARTNERS)
    await talk.presses("Versturen")
    page = await talk.begins(EDIT_REFERRAL, AboutCase(case=await only_case(talk)))
    assert "Geheim adres vastgelegd" in page
    assert WHO["address"] not in page
    assert inputs(talk.card)["address"] == ""
    review = await talk.goes_through({}, WHY_NOW, AIM, CRITERIA, PARTNERS)
    assert WHO["address"] not in review
    await talk.presses("Versturen")
    talk.member = "sanne"
    await talk.begins(LOOKING, AboutCase(case=await only_case(talk, "agent")))
    await talk.goes_through({"look_reason": "Ophalen."})
    assert WHO["address"] in await talk.presses("Adres tonen")


async def test_what_a_referrer_had_typed_of_an_address_is_wiped_when_it_becomes_secret(
    talk: Conversation,
):
    case = (await happened(talk, submitted)).id
    await talk.begins(EDIT_REFERRAL, AboutCase(case=case))
    mine = talk.card
    other = replace(talk, member="iris")
    await other.begins(HIDING, AboutCase(case=case))
    await other.goes_through({"ground": "threat"})
    await other.presses("Geheim maken")
    assert not await talk.drafts()
    assert LIVES not in await talk.presses_on(mine, "Verder")


async def only_case(talk: Conversation, referrer: str = "") -> CaseId:
    async with replace(talk, member=referrer or talk.member).at_desk() as (_, ctx):
        return next(iter(await ctx.uow.cases.of_member(ctx.actor.id))).id
