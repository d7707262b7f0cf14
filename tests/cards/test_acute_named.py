"""A code that a reporter named: the director reads what it is, the reporter only the code."""

from dataclasses import replace

import pytest

from cards.acute_pages import lay_out_report, lay_out_subject, show_report
from cards.acute_report import draw_acute_receipt, draw_report
from cards.kit import Frame
from cards.page import draw_page
from cards.referral import lay_out_identity, lay_out_own_identities
from domain.acute_session import CodeMatch, NamedCode, SessionState
from domain.identifiers import CaseCode, CaseId, InvitationId
from domain.member import Language
from domain.referral import Identity
from services.acute.report import ReportView
from services.acute.views import SubjectView
from services.incorrect_reading import NO_MARKS
from services.referral_views import NamedCase
from tests.support.acute import REPORT
from tests.support.acute_views import CODE, a_receipt, a_session, a_summary, read
from tests.support.cards import a_kit, texts

NAMED = CaseCode("AB1-C23")


@pytest.mark.parametrize(
    ("match", "said"),
    [
        (CodeMatch.INVOLVED, "De melder is bij deze casus betrokken."),
        (CodeMatch.NOT_INVOLVED, "De melder is niet bij deze casus betrokken."),
        (CodeMatch.OUT_OF_TREATMENT, "Die casus is niet meer in behandeling."),
        (CodeMatch.UNKNOWN, "Deze code bestaat niet."),
    ],
)
def test_the_director_reads_what_the_named_code_is(match: CodeMatch, said: str):
    session = a_session(named=NamedCode(code=NAMED, match=match))

    assert f"{NAMED}. {said}" in read(draw_report(a_kit(), a_summary(session)))
    page = lay_out_report(ReportView(session=session, report=REPORT, identity=Identity(name="Jan")))
    assert f"{NAMED}. {said}" in texts(draw_page(a_kit(), page, Frame.CHAT_CARD))
    assert show_report(REPORT, session.named, NO_MARKS)[0].lines[0].parameters == {"code": NAMED}


def test_a_report_without_a_code_says_nothing_about_one():
    assert "Genoemde code" not in read(draw_report(a_kit(), a_summary(a_session())))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("state", list(SessionState))
def test_the_reporter_reads_the_code_they_named_and_the_same_whatever_it_is(
    state: SessionState, language: Language
):
    kit, session = a_kit(language), a_session(state)
    known = NamedCode(code=CODE, match=CodeMatch.INVOLVED)
    said = {
        read(draw_acute_receipt(kit, a_receipt(one))).replace(NAMED, CODE)
        for one in (
            replace(session, named=known),
            *(replace(session, named=NamedCode(code=NAMED, match=one)) for one in CodeMatch),
        )
    }

    assert len(said) == 1
    assert CODE in said.pop()


@pytest.mark.parametrize(
    ("language", "unknown"),
    [(Language.DUTCH, "Naam nog niet bekend"), (Language.ENGLISH, "Name not known yet")],
)
def test_a_name_that_nobody_knows_yet_is_said_to_be_so(language: Language, unknown: str):
    nobody = Identity(name="")
    pages = (
        lay_out_report(ReportView(session=a_session(), report=REPORT, identity=nobody)),
        lay_out_subject(
            SubjectView(invitation=InvitationId("i1"), code=CODE, name="", born_on=None)
        ),
        lay_out_own_identities([NamedCase(code=CODE, identity=nobody)]),
        lay_out_identity(NamedCase(code=CODE, identity=nobody), CaseId("case-1")),
    )

    for page in pages:
        assert unknown in texts(draw_page(a_kit(language), page, Frame.CHAT_CARD))
