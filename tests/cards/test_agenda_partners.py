"""Who cannot come, as coordinators read it: on the draft, and on an agenda that was approved."""

from dataclasses import replace

import pytest

from cards.agenda import draw_agenda
from cards.agenda_clashes import draw_clashes
from domain.absence import Span
from domain.agenda import LeftOut, PartnerStand
from domain.identifiers import CaseCode, CaseId, OrganisationId
from domain.member import Language
from domain.planning import Reason
from domain.press import Press
from domain.stoplight import Colour
from services.agenda.clashes import Clash, ClashView
from services.agenda.views import AgendaView, DraftRights
from tests.support.cards import a_kit, buttons, card_of, texts
from tests.support.meetings import RED, THE_MEETING, a_meeting, an_agenda, at_minute

POLICE, CARE = OrganisationId("police"), OrganisationId("mental-health")
NAMES = {POLICE: "Politie", CARE: "GGZ Rivierstad"}
LATER = PartnerStand(
    organisation=POLICE,
    there=(
        Span(starts_at=at_minute(60), ends_at=at_minute(90)),
        Span(starts_at=at_minute(120), ends_at=at_minute(180)),
    ),
)
NEVER = PartnerStand(organisation=CARE, there=())
ALWAYS = PartnerStand(organisation=OrganisationId("city"))


def left_out(reason: Reason, organisation: OrganisationId | None) -> LeftOut:
    return LeftOut(
        case=CaseId("case"),
        code=CaseCode("ZB4-A10"),
        colour=Colour.ORANGE,
        reason=reason,
        minutes=30,
        organisation=organisation,
    )


def draw(
    *left: LeftOut, language: Language = Language.DUTCH, partners: tuple[PartnerStand, ...] = ()
) -> str:
    agenda = replace(an_agenda(), partners=partners, left_out=left)
    view = AgendaView(
        meeting=a_meeting(),
        agenda=agenda,
        names=NAMES,
        unrepresented=(),
        approved_by="",
        is_being_drafted=False,
        may=DraftRights(change=True, approve=True),
    )
    return texts(card_of(draw_agenda(a_kit(language), view)))


def test_the_draft_says_who_cannot_come_and_when_they_can():
    shown = draw(partners=(LATER, NEVER, ALWAYS))
    assert "Let op: Politie kan alleen 10:00–10:30 en 11:00–12:00." in shown
    assert "Let op: GGZ Rivierstad kan niet bij dit overleg zijn." in shown
    assert "city" not in shown
    assert "Note: GGZ Rivierstad cannot come to this meeting." in draw(
        partners=(NEVER,), language=Language.ENGLISH
    )


@pytest.mark.parametrize("reason", [Reason.PARTNER_WINDOW, Reason.NO_COMMON_WINDOW])
@pytest.mark.parametrize(
    ("organisation", "said"),
    [
        (POLICE, "Politie kan alleen 10:00–10:30 en 11:00–12:00. Nodig: 30 min."),
        (CARE, "ZB4-A10: GGZ Rivierstad kan niet bij dit overleg zijn."),
    ],
)
def test_a_case_left_out_says_whose_time_decides_and_what_it_is(
    reason: Reason, organisation: OrganisationId, said: str
):
    assert said in draw(left_out(reason, organisation), partners=(LATER, NEVER))


def test_of_several_partners_it_says_that_they_have_no_moment_together():
    shown = draw(left_out(Reason.NO_COMMON_WINDOW, None), partners=(LATER, NEVER))
    assert "er is geen moment waarop alle partners kunnen" in shown


def a_clash_view(*clashes: Clash) -> ClashView:
    return ClashView(meeting=a_meeting(), clashes=clashes, names=NAMES)


def test_a_coordinator_reads_which_case_lacks_whom_and_that_nothing_moves():
    card = card_of(draw_clashes(a_kit(), a_clash_view(Clash(item=RED, organisation=POLICE))))
    assert "Politie kan niet bij KX7-Q42 om 09:00." in texts(card)
    assert "Er verandert niets vanzelf: u beslist." in texts(card)
    assert list(buttons(card).values()) == [Press(verb="agenda.show", subject=THE_MEETING)]


def test_whoever_else_of_the_partner_can_come_is_named():
    clash = Clash(item=RED, organisation=POLICE, names=("Agent",), others=("Deputy",))
    shown = texts(card_of(draw_clashes(a_kit(), a_clash_view(clash))))
    assert "Agent (Politie) kan niet bij KX7-Q42 om 09:00. Wel kan: Deputy." in shown
    english = texts(card_of(draw_clashes(a_kit(Language.ENGLISH), a_clash_view(clash))))
    assert "Agent (Politie) cannot come to KX7-Q42 at 09:00. Who can: Deputy." in english


def test_when_all_can_come_again_it_says_so():
    card = card_of(draw_clashes(a_kit(), a_clash_view()))
    assert "alle partners kunnen nu bij hun casussen zijn" in texts(card)
    assert buttons(card) == {}
