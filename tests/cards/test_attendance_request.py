from dataclasses import replace

import pytest

from cards.agenda import draw_agenda
from cards.attendance_request import draw_request
from domain.agenda import Agenda, AgendaState, PartnerStand
from domain.attendance_request import AttendanceAnswer
from domain.identifiers import AttendanceRequestId, CaseCode, MemberId, OrganisationId
from domain.member import Language
from domain.press import Press
from services.agenda.views import AgendaView, DraftRights
from services.attendance_request import RequestView
from tests.support.cards import a_kit, buttons, card_of, texts
from tests.support.meetings import CUT_OFF_AT, THE_MEETING, a_meeting, an_agenda

A = AttendanceAnswer
VIEW = RequestView(
    id=AttendanceRequestId("request"),
    meeting=replace(a_meeting(), place="Stadhuis, zaal 2"),
    answer=A.OPEN,
    codes=(CaseCode("KX7-Q42"),),
    unnamed=0,
)


def draw(language: Language = Language.DUTCH, **changes: object) -> str:
    return texts(card_of(draw_request(a_kit(language), replace(VIEW, **changes))))


def test_a_partner_reads_for_which_meeting_and_cases_and_answers_with_one_press():
    shown = draw()
    assert "Komt u naar het overleg van donderdag 12 februari 2026?" in shown
    assert "Het overleg is 09:00–12:00. Uw eigen tijden hoort u later." in shown
    assert "Plaats: Stadhuis, zaal 2" in shown
    assert "Uw organisatie is nodig bij KX7-Q42." in shown
    assert buttons(card_of(draw_request(a_kit(), VIEW))) == {
        "Ja, ik kom": Press(verb="attendance_request.answer_comes", subject="request"),
        "Nee, er komt niemand": Press(verb="attendance_request.answer_cannot", subject="request"),
        "Iemand anders van mijn organisatie": Press(
            verb="attendance_request.answer_colleague", subject="request"
        ),
        "Ik kan dan niet (helemaal)": Press(verb="absence.give", subject=THE_MEETING),
    }


def test_a_case_in_which_a_colleague_has_the_place_is_counted_not_named():
    assert "En bij nog 1 casus." in draw(unnamed=1)
    assert "And for 2 more cases." in draw(Language.ENGLISH, unnamed=2)


def test_who_stands_in_reads_for_whom_they_answer():
    assert "U antwoordt namens Piet, die afwezig is." in draw(on_behalf_of="Piet")
    assert "namens" not in draw()


@pytest.mark.parametrize(
    ("answer", "said", "gone"),
    [
        (A.COMES, "Uw antwoord: u komt.", "Ja, ik kom"),
        (A.CANNOT, "Uw antwoord: van uw organisatie komt niemand.", "Nee, er komt niemand"),
        (A.COLLEAGUE, "een collega komt.", "Iemand anders van mijn organisatie"),
    ],
)
def test_an_answer_is_said_and_can_be_changed(answer: A, said: str, gone: str):
    card = card_of(draw_request(a_kit(), replace(VIEW, answer=answer)))
    assert said in texts(card)
    assert gone not in buttons(card)
    assert len(buttons(card)) == 3


def agenda_with(*stands: PartnerStand, state: AgendaState = AgendaState.DRAFT) -> Agenda:
    approved = {"approved_by": MemberId("director"), "approved_at": CUT_OFF_AT}
    fixed = {} if state is AgendaState.DRAFT else approved
    return replace(an_agenda(), partners=stands, state=state, **fixed)


def draw_draft(agenda: Agenda) -> str:
    view = AgendaView(
        meeting=a_meeting(),
        agenda=agenda,
        names={OrganisationId("police"): "Politie", OrganisationId("care"): "GGZ"},
        unrepresented=(),
        approved_by="Sanne",
        is_being_drafted=False,
        may=DraftRights(change=True, approve=True),
    )
    return texts(card_of(draw_agenda(a_kit(), view)))


STANDS = (
    PartnerStand(organisation=OrganisationId("police"), answer=A.COMES),
    PartnerStand(organisation=OrganisationId("care"), answer=A.OPEN),
    PartnerStand(organisation=OrganisationId("city"), answer=None),
)


def test_the_answers_stand_in_the_draft():
    shown = draw_draft(agenda_with(*STANDS))
    assert "Gevraagd of zij komen: Politie komt · GGZ nog geen antwoord" in shown
    assert "Antwoord van een partner vastleggen" in shown


def test_an_approved_agenda_repeats_no_old_answers():
    assert "Gevraagd of zij komen" not in draw_draft(
        agenda_with(*STANDS, state=AgendaState.APPROVED)
    )


def test_without_anybody_asked_the_draft_says_nothing_of_it():
    assert "Gevraagd" not in draw_draft(agenda_with())
