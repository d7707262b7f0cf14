from dataclasses import replace

from cards.agenda_times import draw_own_times, list_own_times
from cards.messages import Card, Preview
from cards.overview import draw_overview
from domain.member import Language
from services.agenda.views import OwnTimesView
from tests.support.cards import a_kit, check_card, texts
from tests.support.meetings import ORANGE, RED, a_meeting, at_minute

LATER = replace(ORANGE, starts_at=at_minute(75))
MEETING = replace(a_meeting(), place="Stadhuis, zaal 2")
VIEW = OwnTimesView(meeting=MEETING, items=(RED, LATER))
PLACELESS = replace(VIEW, meeting=a_meeting())


def draw(view: OwnTimesView, language: Language = Language.DUTCH) -> Card:
    message = draw_own_times(a_kit(language), view)
    assert message.preview is Preview.OWN_TIMES
    return check_card(message.card or {})


def test_a_member_reads_each_time_they_come_to_the_table_and_for_which_cases_and_where():
    shown = texts(draw(VIEW))
    assert "U bent nodig 09:00–09:30 en 10:15–10:30" in shown
    assert "Overleg van donderdag 12 februari 2026." in shown
    assert "Plaats: Stadhuis, zaal 2" in shown
    assert "09:00–09:30 · 🔴 ROOD · KX7-Q42" in shown
    assert "10:15–10:30 · 🟠 ORANJE · MV3-T81" in shown


def test_cases_one_after_the_other_are_one_time_at_the_table():
    following = replace(ORANGE, starts_at=RED.ends_at)
    assert "U bent nodig 09:00–09:45\n" in texts(draw(replace(VIEW, items=(RED, following))))


def test_no_place_is_told_when_the_house_names_none():
    assert "Plaats" not in texts(draw(PLACELESS))


def test_no_partner_is_named_to_a_partner():
    shown = texts(draw(replace(VIEW, items=(RED,))))
    assert "police" not in shown
    assert "organisatie" not in shown


def test_own_times_speak_english_too():
    assert "You are needed 09:00–09:30 and 10:15–10:30" in texts(draw(VIEW, Language.ENGLISH))


def test_own_times_are_a_line_for_each_meeting_in_mijn():
    message = draw_overview(a_kit(), list_own_times(a_kit(), [VIEW, PLACELESS]))
    shown = texts(check_card(message.card or {}))
    assert "Wanneer u nodig bent" in shown
    assert "**do 12 feb**: 09:00–09:30 en 10:15–10:30, Stadhuis, zaal 2" in shown
    assert shown.endswith("**do 12 feb**: 09:00–09:30 en 10:15–10:30")


def test_own_times_of_a_moved_meeting_say_when_it_was():
    moved = replace(VIEW, moved_from=at_minute(-60))
    assert "**Verplaatst.** Dit overleg was eerst op" in texts(draw(moved))
    assert "**Moved.**" in texts(draw(moved, Language.ENGLISH))


def test_of_a_cancelled_meeting_a_member_reads_only_that_nobody_comes():
    cancelled = replace(VIEW, meeting=replace(MEETING, is_cancelled=True))
    shown = texts(draw(cancelled))
    assert "U hoeft niet te komen" in shown
    assert "Het overleg van donderdag 12 februari 2026 gaat niet door." in shown
    assert "KX7-Q42" not in shown
    assert "You do not need to come" in texts(draw(cancelled, Language.ENGLISH))
