from dataclasses import replace
from datetime import date, timedelta

import pytest

from cards.agenda import draw_agenda, draw_no_meeting, draw_not_posted
from cards.messages import Card, PrivateMessage
from domain.agenda import (
    Agenda,
    AgendaBreak,
    AgendaChange,
    AgendaChangeKind,
    AgendaItem,
    AgendaState,
    Attendance,
    LeftOut,
)
from domain.identifiers import CaseCode, CaseId, MeetingId, MemberId, OrganisationId, RoundId
from domain.meeting import CallOffReason
from domain.member import Language
from domain.planning import Reason
from domain.press import Press
from domain.rotation import NotDue, Turn
from domain.stoplight import Colour
from domain.written_round import RoundState, WrittenRound
from services.agenda.views import AgendaView, DraftRights
from tests.support.cards import a_kit, buttons, check_card, texts, walk
from tests.support.meetings import (
    CUT_OFF_AT,
    STARTS_AT,
    THE_MEETING,
    WRITTEN,
    a_meeting,
    an_agenda,
    an_item,
    at_minute,
)

DIRECTOR = DraftRights(change=True, approve=True)
NOTHING = DraftRights(change=False, approve=False)
NAMES = {OrganisationId("police"): "Politie", OrganisationId("mental-health"): "GGZ Rivierstad"}
APPROVED = replace(
    an_agenda(),
    state=AgendaState.APPROVED,
    approved_by=MemberId("director"),
    approved_at=CUT_OFF_AT,
)


def a_view(agenda: Agenda | None = None, **changes: object) -> AgendaView:
    view = AgendaView(
        meeting=a_meeting(),
        agenda=agenda,
        names=NAMES,
        unrepresented=(),
        approved_by="Sanne de Wit" if agenda and agenda.approved_by else "",
        is_being_drafted=False,
        may=DIRECTOR,
    )
    return replace(view, **changes)


def card_of(message: PrivateMessage) -> Card:
    assert message.card is not None
    return check_card(message.card)


OF_THE_MEETING = {
    "Overleg verplaatsen": Press(verb="meeting_change.move", subject=THE_MEETING),
    "Overleg afzeggen": Press(verb="meeting_change.call_off", subject=THE_MEETING),
}


def draw(agenda: Agenda | None = None, **changes: object) -> Card:
    return card_of(draw_agenda(a_kit(), a_view(agenda, **changes)))


def test_the_draft_names_time_colour_code_minutes_and_partners():
    shown = texts(draw(an_agenda()))
    assert "Agenda van donderdag 12 februari 2026, 09:00–12:00" in shown
    assert "**09:00–09:30** · 🔴 ROOD · KX7-Q42 · 30 min · Politie, GGZ Rivierstad" in shown
    assert "**09:30–09:45** · 🟠 ORANJE · MV3-T81 · 15 min · Politie" in shown
    assert "🟢 GROEN BD9-L06: geen bespreking nodig." in shown


def test_a_director_approves_exactly_the_draft_that_is_shown():
    drawn = draw(replace(an_agenda(), version=4))
    assert buttons(drawn) == {
        "Keur goed": Press(verb="agenda.approve", subject=THE_MEETING, version=4),
        "Maak een nieuw concept": Press(verb="agenda.redraft", subject=THE_MEETING),
        "Aanpassen": Press(verb="agenda_wish.open", subject=THE_MEETING),
    }


def test_an_information_coordinator_changes_the_draft_and_does_not_approve_it():
    prepares = DraftRights(change=True, approve=False)
    assert set(buttons(draw(an_agenda(), may=prepares))) == {"Maak een nieuw concept", "Aanpassen"}


def test_who_may_not_prepare_the_agenda_gets_no_buttons():
    assert buttons(draw(an_agenda(), may=NOTHING)) == {}


@pytest.mark.parametrize("agenda", [APPROVED, replace(APPROVED, state=AgendaState.POSTED)])
def test_what_was_approved_is_not_drafted_again_and_its_cases_can_still_be_changed(agenda: Agenda):
    shown = draw(replace(agenda, posted_at=CUT_OFF_AT))
    assert set(buttons(shown)) == {"Aanpassen", *OF_THE_MEETING}
    assert "Aanpassen" not in buttons(draw(replace(agenda, posted_at=CUT_OFF_AT), may=NOTHING))


def test_an_approved_agenda_says_by_whom_and_when():
    assert (
        "Goedgekeurd door Sanne de Wit op dinsdag 10 februari 2026, 12:00. "
        "Komt in het kanaal op woensdag 11 februari 2026, 09:00."
    ) in texts(draw(APPROVED))


def test_a_posted_agenda_says_so():
    posted = replace(APPROVED, state=AgendaState.POSTED, posted_at=CUT_OFF_AT)
    assert "Geplaatst op dinsdag 10 februari 2026, 12:00." in texts(draw(posted))


def test_before_the_cut_off_a_draft_can_be_asked_for():
    drawn = draw(None)
    assert "Het wordt gemaakt op dinsdag 10 februari 2026, 12:00." in texts(drawn)
    assert buttons(drawn) == {
        "Maak nu een concept": Press(verb="agenda.redraft", subject=THE_MEETING),
        **OF_THE_MEETING,
    }


def test_only_a_process_director_moves_a_meeting_or_calls_it_off_and_only_before_it_begins():
    prepares = DraftRights(change=True, approve=False)
    for drawn in (
        draw(APPROVED, may=prepares),
        draw(APPROVED, has_begun=True),
        draw(APPROVED, meeting=replace(a_meeting(), is_cancelled=True)),
    ):
        assert not set(OF_THE_MEETING) & set(buttons(drawn))


def test_a_meeting_that_was_called_off_says_why_by_whom_and_when():
    called_off = replace(
        a_meeting(),
        is_cancelled=True,
        called_off=CallOffReason.NO_CHAIR,
        changed_by=MemberId("sanne"),
        changed_at=CUT_OFF_AT,
    )
    shown = texts(draw(an_agenda(), meeting=called_off, changed_by="Sanne de Wit"))
    assert (
        "Dit overleg gaat niet door: er is geen procesregisseur. Afgezegd door Sanne de Wit op "
        "dinsdag 10 februari 2026, 12:00."
    ) in shown


def test_a_draft_in_the_making_is_announced():
    assert "Er wordt nu een concept gemaakt." in texts(draw(an_agenda(), is_being_drafted=True))


def test_a_cancelled_meeting_asks_nothing():
    drawn = draw(an_agenda(), meeting=replace(a_meeting(), is_cancelled=True))
    assert "Dit overleg gaat niet door." in texts(drawn)
    assert buttons(drawn) == {}


def test_other_meetings_are_one_press_away():
    next_week = replace(a_meeting(STARTS_AT + timedelta(weeks=1)), id=MeetingId("weekly:next"))
    shown = buttons(draw(an_agenda(), others=(next_week,)))
    assert shown["Agenda van do 19 feb"] == Press(verb="agenda.show", subject="weekly:next")


def left_out(reason: Reason, **numbers: object) -> LeftOut:
    values = {"minutes": 20, "minutes_left": 5, "cases_above": 9}
    return LeftOut(
        case=CaseId("case-1"),
        code=CaseCode("HW2-D55"),
        colour=None if reason is Reason.NOT_READY else Colour.ORANGE,
        reason=reason,
        organisation=OrganisationId("police") if reason is Reason.PARTNER_WINDOW else None,
        **{**values, **numbers},
    )


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (
            left_out(Reason.CAPACITY),
            "past niet, 15 min te veel. Nodig 20 min; na de 9 casussen ervoor is nog 5 min over.",
        ),
        (left_out(Reason.CAPACITY, cases_above=1), "na de casus ervoor is nog 5 min over."),
        (left_out(Reason.CAPACITY, cases_above=0), "HW2-D55: past niet. Nodig 20 min.\n"),
        (left_out(Reason.CAPACITY, minutes_left=None), "HW2-D55: past niet. Nodig 20 min.\n"),
        (left_out(Reason.PARTNER_WINDOW), "past niet in de tijd van Politie. Nodig: 20 min."),
        (left_out(Reason.NO_COMMON_WINDOW), "geen moment waarop alle partners kunnen"),
        (left_out(Reason.WRITTEN_PROCEDURE), "HW2-D55: geen bespreking nodig."),
        (left_out(Reason.PINNED_CONFLICT), "de vaste tijd past niet bij de andere casussen"),
        (left_out(Reason.SEARCH_LIMIT), "geen plaats gevonden"),
        (left_out(Reason.NOT_READY), "HW2-D55: heeft nog geen kleur."),
        (left_out(Reason.WITHDRAWN), "HW2-D55: van de agenda gehaald door een regisseur."),
    ],
)
def test_every_case_left_out_is_named_with_its_reason(left: LeftOut, sentence: str):
    assert sentence in texts(draw(replace(an_agenda(), left_out=(left,))))


def a_full_agenda() -> Agenda:
    """Two on the agenda; twelve that do not fit, two without discussion, one without a colour."""
    reasons = (
        *((Reason.CAPACITY, Colour.ORANGE),) * 7,
        *((Reason.PARTNER_WINDOW, Colour.RED),) * 2,
        *((Reason.NO_COMMON_WINDOW, Colour.ORANGE),) * 3,
        *((Reason.WRITTEN_PROCEDURE, Colour.GREEN),) * 2,
        (Reason.NOT_READY, None),
    )
    left = tuple(
        replace(left_out(reason), colour=colour, code=CaseCode(f"HW2-D{number:02}"))
        for number, (reason, colour) in enumerate(reasons)
    )
    return replace(an_agenda(), left_out=left)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (None, "HW2-D55"),
        (RoundState.WRITING, "HW2-D55 (schriftelijke ronde: nog geen vraag aan de partners)"),
        (RoundState.ASKING, "HW2-D55 (schriftelijke ronde: loopt t/m 19 feb)"),
        (RoundState.WAITING, "HW2-D55 (schriftelijke ronde: wacht op u)"),
    ],
)
def test_a_green_case_is_in_a_written_round_only_while_one_runs(
    state: RoundState | None, told: str
):
    left = replace(left_out(Reason.WRITTEN_PROCEDURE), colour=Colour.GREEN)
    rounds = {left.case: a_round_of(left, state)} if state else {}
    drawn = draw(replace(an_agenda(), left_out=(left,)), rounds=rounds)
    assert f"**1 heeft geen bespreking nodig** (groen): {told}" in texts(drawn).split("\n")


def a_round_of(left: LeftOut, state: RoundState) -> WrittenRound:
    return WrittenRound(
        id=RoundId("round-1"),
        case=left.case,
        state=state,
        version=1,
        coloured_at=CUT_OFF_AT,
        review_on=CUT_OFF_AT.date(),
        since_on=CUT_OFF_AT.date(),
        until_on=date(2026, 2, 19),
    )


def test_what_does_not_fit_is_counted_and_named_by_colour_red_first():
    shown = texts(draw(a_full_agenda())).split("\n")
    start = shown.index("**12 passen niet**")
    assert shown[start + 1 : start + 3] == [
        "🔴 ROOD: HW2-D07, HW2-D08",
        "🟠 ORANJE: " + ", ".join(f"HW2-D{n:02}" for n in (0, 1, 2, 3, 4, 5, 6, 9, 10, 11)),
    ]
    assert "**2 hebben geen bespreking nodig** (groen): HW2-D12, HW2-D13" in shown
    assert "**1 heeft nog geen kleur**: HW2-D14" in shown


def test_the_reasons_are_behind_one_press_and_red_comes_first_there_too():
    card = draw(a_full_agenda())
    (folded,) = (part for part in walk(card) if part.get("isVisible") is False)
    assert len(folded["items"]) == 15
    assert folded["items"][0]["text"].startswith(
        "🔴 ROOD HW2-D07: past niet in de tijd van Politie"
    )
    (toggle,) = (part for part in walk(card) if part.get("type") == "Action.ToggleVisibility")
    assert (toggle["title"], toggle["targetElements"]) == ("Waarom niet?", [folded["id"]])


def test_one_that_does_not_fit_is_told_in_the_singular_and_none_is_not_told():
    alone = texts(draw(replace(an_agenda(), left_out=(left_out(Reason.SEARCH_LIMIT),))))
    assert "**1 past niet**" in alone
    assert "niet**" not in texts(draw(replace(an_agenda(), left_out=(WRITTEN,))))


@pytest.mark.parametrize(
    ("cases", "sentence"),
    [
        (1, "**1 hoeft nu niet**: uiterlijk donderdag 19 februari 2026 opnieuw bekijken"),
        (
            7,
            "**7 hoeven nu niet**: de eerste uiterlijk donderdag 19 februari 2026 opnieuw bekijken",
        ),
    ],
)
def test_cases_that_can_wait_are_counted_with_the_first_date(cases: int, sentence: str):
    not_due = NotDue(cases=cases, first_on=date(2026, 2, 19))
    lines = texts(draw(replace(an_agenda(), left_out=(), not_due=not_due)))
    assert sentence in lines
    assert "Niet in dit overleg" in lines


def test_why_a_case_comes_up_is_said_behind_it_and_of_what_does_not_fit_too():
    late = Turn(days_overdue=15, is_carried_forward=True, is_asked_for=True)
    placed = replace(an_item("ZB4-A10", Colour.RED, 30, 0, "police"), turn=late)
    misfit = replace(left_out(Reason.CAPACITY), turn=Turn(days_overdue=7))
    lines = texts(draw(replace(an_agenda(placed), left_out=(misfit,))))
    assert (
        "Politie · 2 weken te laat, vorige keer niet aan de beurt gekomen, bespreking gevraagd"
        in lines
    )
    assert f"{misfit.code} (1 week te laat)" in lines
    on_time = texts(draw(an_agenda(replace(placed, turn=Turn(days_overdue=6)))))
    assert "te laat" not in on_time


def test_the_draft_says_when_the_terms_ask_more_hours_than_the_meetings_give():
    sentence = "Uw termijnen vragen 7,5 uur per week, u heeft 2,8 uur (zonder pauzes)."
    asks = replace(an_agenda(), minutes_asked=450, minutes_given=165)
    assert sentence in texts(draw(asks))
    assert "termijnen" not in texts(draw(replace(asks, minutes_given=450)))


def test_when_no_case_can_wait_nothing_is_said_of_it():
    assert not [line for line in texts(draw(an_agenda())) if "nu niet" in line]


def test_a_name_with_a_comma_in_it_is_not_read_as_two_organisations():
    names = {**NAMES, OrganisationId("police"): "Gemeente Rivierstad, Openbare Orde"}
    shown = texts(draw(an_agenda(), names=names))
    assert "30 min · Gemeente Rivierstad, Openbare Orde; GGZ Rivierstad" in shown
    missing = ("Gemeente Rivierstad, Openbare Orde", "Rivierzorg")
    assert f"Belt u zelf? {'; '.join(missing)}" in texts(draw(an_agenda(), unrepresented=missing))


@pytest.mark.parametrize(("placed", "named"), [(0, 60), (20, 40), (60, 10)])
def test_a_draft_with_very_many_cases_left_out_stays_small_and_says_how_many_more(
    placed: int, named: int
):
    many = tuple(
        replace(left_out(Reason.PARTNER_WINDOW), code=CaseCode(f"AB{n // 100}-C{n % 100:02}"))
        for n in range(138)
    )
    agenda = replace(an_agenda(), items=many_cases(placed))
    shown = texts(draw(replace(agenda, left_out=many)))
    assert f"AB0-C{named - 1:02}" in shown
    assert f"AB0-C{named:02}" not in shown
    assert f"En nog {138 - named} casussen. Typ lijst om ze te zien." in shown
    one_more = replace(agenda, left_out=many[: named + 1])
    assert "En nog 1 casus. Typ lijst om die te zien." in texts(draw(one_more))


def test_a_newer_draft_says_what_is_different():
    changes = (
        AgendaChange(code=CaseCode("AA1-B22"), kind=AgendaChangeKind.ADDED, now_at=at_minute(0)),
        AgendaChange(
            code=CaseCode("CC3-D44"),
            kind=AgendaChangeKind.MOVED,
            was_at=at_minute(15),
            now_at=at_minute(30),
        ),
        AgendaChange(code=CaseCode("EE5-F66"), kind=AgendaChangeKind.DROPPED, was_at=at_minute(30)),
    )
    shown = texts(draw(replace(an_agenda(), changes=changes)))
    assert "AA1-B22: nieuw, om 09:00" in shown
    assert "CC3-D44: van 09:15 naar 09:30" in shown
    assert "EE5-F66: niet meer op de agenda" in shown


def test_a_partner_nobody_speaks_for_is_named():
    assert "Belt u zelf? Rivierzorg" in texts(draw(an_agenda(), unrepresented=("Rivierzorg",)))


@pytest.mark.parametrize(
    ("is_proven", "ending"),
    [
        (True, "Korter kan niet. In elke andere mogelijke volgorde zitten zij samen even lang"),
        (False, "Korter kan misschien. Niet elke volgorde is geprobeerd."),
    ],
)
def test_the_card_says_honestly_whether_a_shorter_plan_exists(is_proven: bool, ending: str):
    sums = Attendance(presence_minutes=75, everybody_minutes=1800, is_proven_best=is_proven)
    shown = texts(draw(replace(an_agenda(), attendance=sums)))
    assert "Samen zitten de partners 75 minuten aan tafel in plaats van 1.800." in shown
    assert ending in shown


def test_a_plan_in_which_all_are_needed_all_the_time_saves_nothing_and_says_so():
    sums = Attendance(presence_minutes=60, everybody_minutes=60, is_proven_best=True)
    shown = texts(draw(replace(an_agenda(), attendance=sums)))
    assert "60 minuten aan tafel. Niemand kan later komen of eerder weg." in shown
    assert "in plaats van" not in shown
    unproven = texts(draw(replace(an_agenda(), attendance=replace(sums, is_proven_best=False))))
    assert "Korter kan misschien." in unproven


def test_of_a_meeting_that_is_called_off_nobody_sits_at_the_table():
    cancelled = texts(draw(an_agenda(), meeting=replace(a_meeting(), is_cancelled=True)))
    assert "aan tafel" not in cancelled


def test_a_break_is_shown_where_it_falls():
    pause = AgendaBreak(starts_at=at_minute(45), minutes=10)
    assert "09:45–09:55 · pauze · 10 min" in texts(draw(replace(an_agenda(), breaks=(pause,))))


def many_cases(number: int) -> tuple[AgendaItem, ...]:
    partners = [f"partner-{one}" for one in range(8)]
    return tuple(
        an_item(f"KX7-Q{one:02}", Colour.ORANGE, 3, one * 3, *partners) for one in range(number)
    )


@pytest.mark.parametrize("letters", [10, 40])
@pytest.mark.parametrize("placed", [0, 15, 30, 60])
def test_a_draft_of_sixty_cases_fits(placed: int, letters: int):
    items = many_cases(placed)
    left = tuple(
        replace(left_out(Reason.CAPACITY), code=CaseCode(f"HW2-D{one:02}"))
        for one in range(60 - placed)
    )
    changes = tuple(
        AgendaChange(
            code=one.code, kind=AgendaChangeKind.MOVED, was_at=at_minute(0), now_at=one.starts_at
        )
        for one in items
    )
    names = {OrganisationId(f"partner-{one}"): "x" * letters for one in range(8)}
    agenda = replace(an_agenda(), items=items, left_out=left, changes=changes)
    shown = texts(draw(agenda, names=names))
    assert all(one.code in shown for one in (*items, *left))


def test_partners_are_counted_where_their_names_do_not_fit():
    items, partner = many_cases(30), "Partner met een lange naam"
    names = {OrganisationId(f"partner-{one}"): partner for one in range(8)}
    assert partner in texts(draw(replace(an_agenda(), items=items[:20]), names=names))
    crowded = texts(draw(replace(an_agenda(), items=items), names=names))
    assert partner not in crowded
    assert "8 organisaties" in crowded


def test_a_meeting_without_cases_says_so():
    assert "Er staat geen casus op deze agenda." in texts(draw(replace(an_agenda(), items=())))


def test_no_meeting_planned_is_said_in_words():
    assert draw_no_meeting(a_kit()).text == (
        "Er staat geen overleg gepland. Vraag de beheerder naar het rooster."
    )


class TestNotPosted:
    def draw(self, agenda: Agenda, **changes: object) -> Card:
        return card_of(draw_not_posted(a_kit(), a_view(agenda, **changes)))

    def test_a_draft_nobody_approved_can_still_be_looked_at_and_approved(self):
        drawn = self.draw(an_agenda())
        assert "niemand heeft het concept goedgekeurd" in texts(drawn)
        assert buttons(drawn) == {
            "Agenda van donderdag 12 februari 2026": Press(verb="agenda.show", subject=THE_MEETING)
        }

    def test_without_a_draft_one_can_be_asked_for(self):
        drawn = card_of(draw_not_posted(a_kit(), a_view(None)))
        assert "er is nog geen concept" in texts(drawn)
        assert [press.verb for press in buttons(drawn).values()] == ["agenda.show"]

    def test_who_may_not_approve_is_told_without_a_button(self):
        assert buttons(self.draw(an_agenda(), may=NOTHING)) == {}

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [
            (AgendaState.EXPIRED, "het overleg was al begonnen voordat"),
            (AgendaState.SKIPPED, "Niemand keurde een agenda goed"),
        ],
    )
    def test_a_meeting_that_began_without_its_agenda(self, state: AgendaState, sentence: str):
        drawn = self.draw(replace(APPROVED, state=state))
        assert sentence in texts(drawn)
        assert buttons(drawn) == {}

    def test_a_cancelled_meeting_is_the_reason(self):
        drawn = self.draw(
            replace(APPROVED, state=AgendaState.SKIPPED),
            meeting=replace(a_meeting(), is_cancelled=True),
        )
        assert "Het overleg gaat niet door." in texts(drawn)


def test_every_card_speaks_english_too():
    kit = a_kit(Language.ENGLISH)
    drawn = card_of(draw_agenda(kit, a_view(replace(an_agenda(), left_out=(WRITTEN,)))))
    assert "Agenda of Thursday 12 February 2026, 09:00–12:00" in texts(drawn)
    assert set(buttons(drawn)) == {"Approve", "Make a new draft", "Change"}
    approved = card_of(draw_agenda(kit, a_view(APPROVED)))
    assert set(buttons(approved)) == {"Change", "Move the meeting", "Call the meeting off"}
