from dataclasses import replace
from datetime import timedelta

import pytest

from cards.agenda_post import AgendaPost, AgendaStub, draw_post, draw_stub, form_post
from cards.messages import Card, Preview
from domain.agenda import Agenda, AgendaBreak, LeftOut
from domain.identifiers import CaseCode, OrganisationId
from domain.member import Language
from domain.planning import Reason
from domain.stoplight import Colour
from services.agenda.views import PostedView
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts
from tests.support.meetings import (
    POSTS_AT,
    STARTS_AT,
    WRITTEN,
    a_meeting,
    an_agenda,
    an_item,
    at_minute,
)


def a_post(agenda: Agenda, **changes: object) -> AgendaPost:
    view = PostedView(meeting=a_meeting(), agenda=agenda, late_at=None)
    return form_post(replace(view, **changes))


def draw(agenda: Agenda, language: Language = Language.DUTCH, **changes: object) -> Card:
    return check_card(draw_post(a_kit(language), a_post(agenda, **changes)).card)


def test_the_channel_reads_time_colour_code_minutes_and_the_number_of_organisations():
    shown = texts(draw(an_agenda())).split("\n")
    assert shown[:3] == [
        "Bericht over de agenda",
        "Agenda van donderdag 12 februari 2026, 09:00–12:00",
        "**09:00–09:30** · 🔴 ROOD · KX7-Q42 · 30 min · 2 organisaties",
    ]
    assert "**09:30–09:45** · 🟠 ORANJE · MV3-T81 · 15 min · 1 organisatie" in shown


def test_no_organisation_is_named_in_a_channel():
    item = an_item("KX7-Q42", Colour.RED, 30, 0, CANARY)
    left = replace(WRITTEN, reason=Reason.PARTNER_WINDOW, organisation=OrganisationId(CANARY))
    drawn = draw(replace(an_agenda(item), left_out=(left,)))
    assert CANARY not in str(drawn)
    assert CANARY not in repr(a_post(replace(an_agenda(item), left_out=(left,))))


def test_a_post_on_its_hour_says_nothing_of_it_and_a_late_one_does():
    assert "Later geplaatst" not in texts(draw(an_agenda()))
    late = texts(draw(an_agenda(), late_at=POSTS_AT + timedelta(hours=1)))
    assert "Later geplaatst dan gepland: om 10:00." in late


def test_a_break_is_shown_where_it_falls():
    pause = AgendaBreak(starts_at=at_minute(30), minutes=10)
    after = an_item("MV3-T81", Colour.ORANGE, 15, 40)
    agenda = replace(an_agenda(an_item("KX7-Q42", Colour.RED, 30, 0), after), breaks=(pause,))
    shown = texts(draw(agenda)).split("\n")
    assert shown.index("09:30–09:40 · pauze · 10 min") == 3


def left_out(code: str, colour: Colour | None, reason: Reason) -> LeftOut:
    return replace(WRITTEN, code=CaseCode(code), colour=colour, reason=reason)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.CAPACITY, "Past er niet meer bij"),
        (Reason.PARTNER_WINDOW, "Past niet in de tijd van een partner"),
        (Reason.NO_COMMON_WINDOW, "Geen moment waarop alle partners kunnen"),
        (Reason.WRITTEN_PROCEDURE, "Groen, geen bespreking nodig"),
        (Reason.PINNED_CONFLICT, "De vaste tijd is niet vrij"),
        (Reason.SEARCH_LIMIT, "Geen plaats gevonden"),
        (Reason.NOT_READY, "Nog niet klaar voor overleg"),
        (Reason.WITHDRAWN, "Van de agenda gehaald"),
    ],
)
def test_cases_left_out_are_named_together_with_their_reason(reason: Reason, words: str):
    left = (left_out("HW2-D55", Colour.ORANGE, reason), left_out("BD9-L06", None, reason))
    drawn = draw(replace(an_agenda(), left_out=left))
    assert f"{words}: 🟠 ORANJE HW2-D55, BD9-L06" in texts(drawn)


def test_an_agenda_without_cases_says_so():
    assert "Er staat geen casus op deze agenda." in texts(draw(replace(an_agenda(), items=())))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("placed", [0, 20, 60])
def test_sixty_cases_fit_on_the_card(placed: int, language: Language):
    items = [
        an_item(f"KX7-Q{one:02}", Colour.ORANGE, 3, one * 3, "police") for one in range(placed)
    ]
    left = [left_out(f"HW2-D{one:02}", Colour.GREEN, Reason.CAPACITY) for one in range(60 - placed)]
    pause = AgendaBreak(starts_at=at_minute(180), minutes=10)
    agenda = replace(an_agenda(), items=tuple(items), left_out=tuple(left), breaks=(pause,))
    drawn = draw(agenda, language, late_at=POSTS_AT)
    shown = texts(drawn)
    assert all(item.code in shown for item in items)
    assert all(one.code in shown for one in left)


def test_nobody_presses_anything_in_the_channel():
    assert buttons(draw(an_agenda())) == {}


def test_the_stub_holds_the_place_and_nothing_more():
    message = draw_stub(a_kit(), AgendaStub(starts_at=STARTS_AT))
    shown = texts(check_card(message.card))
    assert shown.split("\n")[1:] == ["De agenda van donderdag 12 februari 2026 wordt geplaatst."]
    assert message.preview is Preview.AGENDA


def test_the_channel_reads_english_too():
    shown = texts(draw(an_agenda(), Language.ENGLISH))
    assert "**09:00–09:30** · 🔴 RED · KX7-Q42 · 30 min · 2 organisations" in shown
    assert "Green, no discussion needed: 🟢 GREEN BD9-L06" in shown


def test_a_moved_meeting_says_when_it_was_and_when_that_changed():
    changed = replace(an_agenda(), changed_at=POSTS_AT, moved_from=STARTS_AT - timedelta(days=1))
    shown = texts(draw(changed))
    assert "**Verplaatst.** Dit overleg was eerst op woensdag 11 februari" in shown
    assert "Gewijzigd op woensdag 11 februari" in shown
    assert "KX7-Q42" in shown
    assert "**Moved.**" in texts(draw(changed, Language.ENGLISH))


def test_a_meeting_that_is_as_it_was_is_not_called_moved():
    shown = texts(draw(replace(an_agenda(), changed_at=POSTS_AT, moved_from=STARTS_AT)))
    assert "Verplaatst" not in shown
    assert "Gewijzigd op" in shown


def test_a_cancelled_meeting_shows_no_case():
    changed = replace(an_agenda(), changed_at=POSTS_AT, moved_from=STARTS_AT)
    meeting = replace(a_meeting(), is_cancelled=True)
    shown = texts(draw(changed, meeting=meeting))
    assert "**Vervallen.**" in shown
    assert "KX7-Q42" not in shown
    assert "**Cancelled.**" in texts(draw(changed, Language.ENGLISH, meeting=meeting))
