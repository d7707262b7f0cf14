"""Wherever somebody is asked to tell something of a case, it stands there for what (row 1)."""

from dataclasses import replace

import pytest

from bot.doors.features import make_registry
from cards.enquiry import (
    draw_enquiries,
    lay_out_grounds,
    lay_out_subject_asked,
    lay_out_subjects,
)
from dialogs.contribution import CONTRIBUTING, AboutContribution
from dialogs.extension import EXTENSION_ANSWER
from dialogs.incorrect import ANSWERING
from dialogs.signal_guard import SIGNAL_ANSWERING
from domain.enquiry import EnquiryAnswer
from domain.member import Language
from domain.purpose import CasePurpose
from services.enquiry_answer import EnquiriesAsked, SubjectsAsked
from services.seen_case import SeenCase
from tests.cards.test_enquiry import ROW, SUBJECT
from tests.support.cards import a_kit, card_of, page_text, texts
from tests.support.case_talk import happened, purpose_tested, taken_up
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse

ASKS = {
    "contribution",
    "edit_referral",
    "explain_criteria",
    "extension_answer",
    "incorrect_answering",
    "informing",
    "intake",
    "involved_answer",
    "signal_answering",
    "takeover",
}
JUDGE = {
    Language.DUTCH: "Doel: beoordelen of partners moeten samenwerken",
    Language.ENGLISH: "Purpose: to judge whether partners must work together",
}
COORDINATE = "Doel: samen criminaliteit, ernstige overlast of onveiligheid voorkomen"


def test_each_dialog_in_which_a_partner_is_asked_to_tell_something_says_for_what():
    dialogs = [dialog for feature in make_registry().features for dialog in feature.dialogs]
    assert {one.name for one in dialogs if one.purpose_of} == ASKS


def test_an_enquiry_says_it_on_the_card_and_in_each_of_its_windows():
    asked = EnquiriesAsked(rows=(ROW,), mark="mark")
    shown = (
        texts(card_of(draw_enquiries(a_kit(), asked))),
        page_text(lay_out_subjects(SubjectsAsked(asked=asked, subjects=(SUBJECT,)))),
        page_text(lay_out_subject_asked(SUBJECT)),
        page_text(lay_out_grounds(ROW, EnquiryAnswer.KNOWN)),
    )
    for one in shown:
        assert "alleen om te beoordelen of samenwerking nodig is" in one


async def known(house: JudgingHouse) -> SeenCase:
    seen = await purpose_tested(house)
    await house.seat_member(seen.id, "nurse")
    return seen


@pytest.mark.parametrize("language", list(Language))
async def test_the_purpose_of_a_case_stands_on_each_page_of_a_contribution(
    talk: Conversation, language: Language
):
    talk = replace(talk, dialogs=(CONTRIBUTING,), member="nurse", language=language)
    about = AboutContribution(subject=(await happened(talk, known)).id)
    assert JUDGE[language] in await talk.begins(CONTRIBUTING, about)
    what = {"kind": "fact", "category": "housing", "said": "Slaapt niet.", "ground": "consent"}
    assert JUDGE[language] in await talk.goes_through(what)


async def test_in_process_direction_it_is_another_purpose(talk: Conversation):
    talk = replace(talk, dialogs=(CONTRIBUTING,), member="nurse")
    about = AboutContribution(subject=(await happened(talk, taken_up)).id)
    assert COORDINATE in await talk.begins(CONTRIBUTING, about)


def test_who_may_not_know_where_a_case_is_reads_the_same_purpose_in_every_state():
    for dialog, purpose in (
        (EXTENSION_ANSWER, CasePurpose.KEEP),
        (ANSWERING, CasePurpose.CORRECT),
        (SIGNAL_ANSWERING, CasePurpose.ADVISE),
    ):
        assert dialog.purpose_of
        # reads nothing of what is loaded
        assert dialog.purpose_of(object()) is purpose  # type: ignore[arg-type]
