from dataclasses import replace

from cards.agenda_proposal import draw_proposal
from domain.agenda_proposal import ProposalState, ask_proposal, present_proposal
from domain.identifiers import MemberId, OrganisationId
from domain.planning import Reason
from domain.press import Press
from domain.stoplight import Colour
from services.agenda_proposal import AgendaProposalView
from tests.support.cards import Card, a_kit, buttons, check_card, texts
from tests.support.meetings import (
    CUT_OFF_AT,
    ORANGE,
    RED,
    THE_MEETING,
    WRITTEN,
    a_draft,
    a_meeting,
    an_agenda,
    an_item,
    at_minute,
)

LATE = an_item("AA1-B22", Colour.RED, 30, 30, "police")
NAMES = {OrganisationId("police"): "Politie", OrganisationId("mental-health"): "GGZ Rivierstad"}
ASKED = ask_proposal(None, a_meeting(), [LATE.case], CUT_OFF_AT)
MOVED = replace(ORANGE, starts_at=at_minute(60))
OPEN = present_proposal(ASKED, an_agenda(), a_draft(RED, LATE, MOVED))


def draw(proposal: object = OPEN, **changes: object) -> Card:
    view = AgendaProposalView(
        **{"meeting": a_meeting(), "proposal": proposal, "names": NAMES, **changes}
    )
    card = draw_proposal(a_kit(), view).card
    assert card is not None
    return check_card(card)


def test_it_says_what_comes_what_moves_and_what_that_means_for_each_partner():
    shown = texts(draw())
    assert "AA1-B22 werd rood nadat de agenda was goedgekeurd." in shown
    assert "🔴 ROOD AA1-B22 komt om 09:30" in shown
    assert "🟠 ORANJE MV3-T81 van 09:30 naar 10:00" in shown
    assert "Politie 09:00–10:15 in plaats van 09:00–09:45" in shown


def test_only_who_decides_gets_the_buttons_of_the_number_that_is_shown():
    assert buttons(draw()) == {}
    assert buttons(draw(may_decide=True)) == {
        "Wijziging doorvoeren": Press(
            verb="agenda_proposal.carry_out", subject=THE_MEETING, version=1
        ),
        "Niet doorvoeren": Press(verb="agenda_proposal.decline", subject=THE_MEETING, version=1),
    }


def test_what_gives_way_says_why():
    gone = replace(
        WRITTEN,
        case=ORANGE.case,
        code=ORANGE.code,
        colour=Colour.ORANGE,
        reason=Reason.CAPACITY,
        minutes=15,
        minutes_left=5,
        cases_above=2,
    )
    shown = texts(draw(present_proposal(ASKED, an_agenda(), a_draft(RED, LATE, left_out=(gone,)))))
    assert "🟠 ORANJE MV3-T81 vervalt, was 09:30" in shown
    assert "MV3-T81: past niet, 10 min te veel." in shown


def test_what_finds_no_place_says_what_can_be_done_and_cannot_be_carried_out():
    refused = replace(
        WRITTEN, case=LATE.case, code=LATE.code, colour=Colour.RED, reason=Reason.SEARCH_LIMIT
    )
    stuck = present_proposal(ASKED, an_agenda(), a_draft(RED, ORANGE, left_out=(refused,)))
    drawn = draw(stuck, may_decide=True)
    assert "**Past niet.** De agenda blijft zoals die is." in texts(drawn)
    assert "haal een casus van de agenda of maak hem korter" in texts(drawn)
    assert set(buttons(drawn)) == {"Niet doorvoeren"}


def test_what_was_decided_says_by_whom_and_when():
    declined = replace(
        OPEN, state=ProposalState.DECLINED, decided_by=MemberId("sanne"), decided_at=CUT_OFF_AT
    )
    shown = texts(draw(declined, decided_by="Sanne de Wit"))
    assert "**Niet doorgevoerd**, besloot Sanne de Wit op dinsdag 10 februari 2026, 12:00." in shown
