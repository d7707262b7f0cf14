from dataclasses import replace

import pytest

from cards.agenda import draw_agenda
from cards.messages import Card
from domain.agenda import Agenda, AgendaChange, AgendaChangeKind, AgendaState, AttendanceChange
from domain.agenda_wish import AgendaWish, KeptWish, LeaveReason, WishKind
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Language
from domain.press import Press
from domain.stoplight import Colour
from services.agenda.views import AgendaView, DraftRights, WishView
from tests.support.cards import a_kit, buttons, card_of, texts, walk
from tests.support.meetings import (
    CUT_OFF_AT,
    THE_MEETING,
    WRITTEN,
    a_meeting,
    an_agenda,
    an_item,
    at_minute,
)

POLICE, CARE = OrganisationId("police"), OrganisationId("mental-health")
MOVED = AgendaChange(
    code=CaseCode("MV3-T81"),
    kind=AgendaChangeKind.MOVED,
    was_at=at_minute(30),
    now_at=at_minute(75),
)
UNDO = "Laatste aanpassing terugdraaien"


def draw(
    agenda: Agenda,
    *wishes: WishView,
    language: Language = Language.DUTCH,
    may_change: bool = True,
) -> Card:
    view = AgendaView(
        meeting=a_meeting(),
        agenda=agenda,
        names={POLICE: "Politie", CARE: "GGZ Rivierstad"},
        unrepresented=(),
        approved_by="",
        is_being_drafted=False,
        may=DraftRights(change=may_change, approve=False),
        wishes=wishes,
    )
    return card_of(draw_agenda(a_kit(language), view))


def wanted(number: int, wish: AgendaWish, code: str = "MV3-T81") -> WishView:
    kept = KeptWish(
        number=number,
        case=CaseId(f"case-{code}"),
        code=CaseCode(code),
        wish=wish,
        by=MemberId("ina"),
        at=CUT_OFF_AT,
    )
    return WishView(kept=kept, by="Ina")


def effect(organisation: OrganisationId, waits: int, sits: int) -> AttendanceChange:
    return AttendanceChange(
        organisation=organisation,
        present_was=100,
        present_now=100 + sits,
        waiting_was=50,
        waiting_now=50 + waits,
    )


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        (AgendaWish(kind=WishKind.TAKE_IN), "MV3-T81: op de agenda gezet door Ina"),
        (
            AgendaWish(kind=WishKind.LEAVE_OUT, leave_reason=LeaveReason.PARTNER_ABSENT),
            "MV3-T81: van de agenda gehaald door Ina (een partner kan niet)",
        ),
        (AgendaWish(kind=WishKind.PIN, at_minute=75), "MV3-T81: vastgezet op 10:15 door Ina"),
        (AgendaWish(kind=WishKind.MINUTES, minutes=25), "MV3-T81: 25 min, door Ina"),
        (
            AgendaWish(kind=WishKind.ADD_PARTNER, organisation=CARE),
            "MV3-T81: GGZ Rivierstad erbij, door Ina",
        ),
        (
            AgendaWish(kind=WishKind.DO_WITHOUT, organisation=POLICE),
            "MV3-T81: zonder Politie, door Ina",
        ),
    ],
)
def test_the_card_says_what_was_changed_and_by_whom(wish: AgendaWish, line: str):
    assert line in texts(draw(an_agenda(), wanted(1, wish))).split("\n")


def test_the_newest_change_comes_first_and_a_long_list_is_cut_short():
    minutes = AgendaWish(kind=WishKind.MINUTES, minutes=25)
    many = [wanted(number, minutes, f"AB1-C{number:02}") for number in range(1, 23)]
    shown = texts(draw(an_agenda(), *many))
    assert shown.index("AB1-C22: 25 min") < shown.index("AB1-C21: 25 min")
    assert "AB1-C02: 25 min" not in shown
    assert "En nog 2 aanpassingen." in shown


class TestEffects:
    def test_who_waits_longer_and_who_less_most_first_and_the_sum(self):
        effects = (effect(CARE, -5, -5), effect(POLICE, 20, 20))
        assert (
            "Wat dit doet: Politie wacht 20 minuten langer; GGZ Rivierstad wacht 5 minuten korter;"
            " samen zitten de partners 15 minuten langer aan tafel."
        ) in texts(draw(replace(an_agenda(), effects=effects)))

    def test_one_minute_is_one(self):
        shown = texts(draw(replace(an_agenda(), effects=(effect(POLICE, -1, -1),))))
        assert "Politie wacht 1 minuut korter" in shown
        assert "samen zitten de partners 1 minuut korter aan tafel" in shown

    def test_longer_for_one_and_shorter_for_another_is_as_long_together(self):
        effects = (effect(CARE, -5, -5), effect(POLICE, 5, 5))
        shown = texts(draw(replace(an_agenda(), effects=effects)))
        assert "samen zitten de partners even lang aan tafel" in shown

    def test_when_cases_move_and_nobody_waits_otherwise_that_is_said(self):
        shown = texts(draw(replace(an_agenda(), changes=(MOVED,))))
        assert "niemand wacht langer of korter" in shown

    def test_a_draft_that_changed_nothing_says_nothing(self):
        assert "Wat dit doet" not in texts(draw(an_agenda()))

    def test_very_many_partners_are_counted(self):
        effects = tuple(effect(OrganisationId(f"partner-{n}"), n, n) for n in range(1, 11))
        shown = texts(draw(replace(an_agenda(), effects=effects)))
        assert "partner-3 wacht 3 minuten langer" in shown
        assert "partner-2 wacht" not in shown
        assert "en nog 2 partners" in shown

    def test_an_approved_agenda_says_nothing_of_it(self):
        agenda = replace(an_agenda(state=AgendaState.APPROVED), effects=(effect(POLICE, 20, 20),))
        assert "Wat dit doet" not in texts(draw(agenda))


class TestTheWorkbench:
    def test_every_case_that_has_a_colour_can_be_chosen(self):
        card = draw(replace(an_agenda(), left_out=(WRITTEN, replace(WRITTEN, colour=None))))
        (choice,) = [one for one in walk(card) if one.get("type") == "Input.ChoiceSet"]
        assert [one["title"] for one in choice["choices"]] == [
            "🔴 ROOD KX7-Q42",
            "🟠 ORANJE MV3-T81",
            "🟢 GROEN BD9-L06",
        ]
        assert choice["style"] == "compact"

    def test_the_last_change_is_undone_in_the_version_that_is_shown(self):
        minutes = AgendaWish(kind=WishKind.MINUTES, minutes=25)
        assert UNDO not in buttons(draw(an_agenda()))
        undo = buttons(draw(an_agenda(), wanted(3, minutes), wanted(7, minutes, "KX7-Q42")))[UNDO]
        assert undo == Press(verb="agenda_wish.undo", subject=THE_MEETING, version=7)

    @pytest.mark.parametrize("state", [AgendaState.APPROVED, AgendaState.POSTED])
    def test_what_was_approved_can_be_changed_and_not_undone(self, state: AgendaState):
        agenda = replace(an_agenda(state=state), approved_at=CUT_OFF_AT, posted_at=CUT_OFF_AT)
        minutes = AgendaWish(kind=WishKind.MINUTES, minutes=25)
        assert "Aanpassen" in buttons(draw(agenda, wanted(3, minutes)))
        assert UNDO not in buttons(draw(agenda, wanted(3, minutes)))

    @pytest.mark.parametrize("state", [AgendaState.EXPIRED, AgendaState.SKIPPED])
    def test_what_was_never_posted_is_changed_here_no_more(self, state: AgendaState):
        assert "Aanpassen" not in buttons(draw(an_agenda(state=state)))

    def test_who_may_not_prepare_the_agenda_changes_nothing(self):
        assert buttons(draw(an_agenda(), may_change=False)) == {}

    def test_a_draft_without_any_case_has_nothing_to_change(self):
        empty = replace(an_agenda(), items=(), left_out=())
        assert "Aanpassen" not in buttons(draw(empty))

    def test_a_full_card_stays_small(self):
        items = tuple(
            an_item(f"AB1-C{number:02}", Colour.ORANGE, 5, 5 * number, "police")
            for number in range(60)
        )
        minutes = AgendaWish(kind=WishKind.MINUTES, minutes=25)
        draw(
            replace(an_agenda(), items=items, changes=(MOVED,) * 40),
            *(wanted(number, minutes, f"AB1-C{number:02}") for number in range(1, 60)),
        )


def test_the_workbench_speaks_english():
    minutes = AgendaWish(kind=WishKind.MINUTES, minutes=25)
    agenda = replace(an_agenda(), effects=(effect(POLICE, 20, 20),))
    card = draw(agenda, wanted(1, minutes), language=Language.ENGLISH)
    assert "MV3-T81: 25 min, by Ina" in texts(card)
    assert "Politie waits 20 minutes longer" in texts(card)
    assert {"Change", "Undo the last change"} <= set(buttons(card))
