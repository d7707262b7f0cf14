"""Where a kind of meeting is named, and where it is not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from cards.agenda_post import draw_post, form_post
from cards.agenda_times import draw_own_times
from cards.attendance_request import draw_request
from cards.caselist import draw_list
from cards.digest import draw_digest
from cards.meeting_kind import draw_not_needed, list_not_needed_days
from cards.messages import PrivateMessage
from cards.referral import draw_case
from domain.attendance_request import AttendanceAnswer
from domain.caselist import ListMark
from domain.identifiers import AttendanceRequestId, CaseCode, CaseId, ChannelTitle, MeetingKindId
from domain.member import Language
from domain.rhythm import Rhythm
from domain.stoplight import Colour
from services.agenda.views import OwnTimesView, PostedView
from services.attendance_request import RequestView
from services.caselist import CASES_ON_A_PAGE, KindRhythm, ListView
from services.fixed_partners import NotNeededView
from services.paging import turn_to
from services.referral_views import CaseView
from tests.support.cards import a_kit, check_card, texts
from tests.support.cases import a_case, a_standing_colour
from tests.support.meeting_kinds import KINDS, YOUTH
from tests.support.meetings import RED, STARTS_AT, a_meeting, an_agenda

MEETING = a_meeting()
CASE = a_case()
OWN_TIMES = OwnTimesView(meeting=MEETING, items=(RED,))
REQUEST = RequestView(
    id=AttendanceRequestId("a"),
    meeting=MEETING,
    answer=AttendanceAnswer.OPEN,
    codes=(CaseCode("KX7-Q42"),),
    unnamed=0,
)
SHOWN = CaseView(
    id=CaseId("c"),
    code=CaseCode("KX7-Q42"),
    state=CASE.state,
    version=1,
    referred_by="Politie",
    received_at=STARTS_AT,
    promised_on=date(2026, 2, 23),
    circle=(),
    allowed=frozenset(),
)
NOT_NEEDED = NotNeededView(meeting=MEETING)
NAMED: dict[str, Callable[[str], PrivateMessage]] = {
    "own times": lambda kind: draw_own_times(a_kit(), replace(OWN_TIMES, kind=kind)),
    "cancelled": lambda kind: draw_own_times(
        a_kit(), replace(OWN_TIMES, meeting=replace(MEETING, is_cancelled=True), kind=kind)
    ),
    "request": lambda kind: draw_request(a_kit(), replace(REQUEST, kind=kind)),
    "not needed": lambda kind: draw_not_needed(a_kit(), replace(NOT_NEEDED, kind=kind)),
    "case": lambda kind: draw_case(a_kit(), replace(SHOWN, meeting_kind=kind), ()),
}


@pytest.mark.parametrize("card", NAMED)
def test_a_private_card_names_the_kind_where_there_are_several(card: str):
    draw = NAMED[card]
    assert "Jeugdoverleg" in texts(check_card(draw("Jeugdoverleg").card or {}))
    nothing = texts(check_card(draw("").card or {}))
    assert "Soort overleg" not in nothing
    assert "None" not in nothing


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (Language.DUTCH, "Jeugdoverleg: agenda van donderdag 12 februari 2026, 09:00–12:00"),
        (Language.ENGLISH, "Jeugdoverleg: agenda of Thursday 12 February 2026, 09:00–12:00"),
    ],
)
def test_a_channel_reads_the_title_that_the_house_gives(language: Language, title: str):
    view = PostedView(meeting=MEETING, agenda=an_agenda(), late_at=None)
    titled = form_post(replace(view, title=ChannelTitle("Jeugdoverleg")))
    assert title in texts(check_card(draw_post(a_kit(language), titled).card))
    assert ": agenda" not in texts(draw_post(a_kit(language), form_post(view)).card).lower()


def the_list(*kinds: MeetingKindId | None, rhythms: tuple[KindRhythm, ...]) -> str:
    cases = [
        replace(a_case(number), colour=a_standing_colour(Colour.RED), meeting_kind=kind)
        for number, kind in enumerate(kinds)
    ]
    view = ListView(
        page=turn_to(cases, 1, CASES_ON_A_PAGE),
        counts=Counter({Colour.RED: len(cases)}),
        marks=dict.fromkeys(ListMark, 0),
        rhythms=rhythms,
        on=date(2026, 12, 2),
        may_colour=True,
        kinds=KINDS,
    )
    return str(draw_list(a_kit(), view).card)


def test_the_list_names_the_kind_of_each_case_and_which_has_too_little_time():
    fits = KindRhythm(name="Weekoverleg", rhythm=Rhythm(asked=60, given=180))
    short = KindRhythm(name="Jeugdoverleg", rhythm=Rhythm(asked=450, given=60))
    shown = the_list(None, YOUTH, rhythms=(fits, short))
    assert shown.count(" · Weekoverleg") == 1
    assert shown.count(" · Jeugdoverleg") == 1
    assert "Soort overleg: Jeugdoverleg" in shown
    assert "Soort overleg: Weekoverleg" not in shown


@pytest.mark.parametrize(
    ("language", "title", "row"),
    [
        (Language.DUTCH, "U bent deze keer niet nodig", "do 12 feb: u hoeft niet"),
        (Language.ENGLISH, "You are not needed this time", "Thu 12 Feb: you do not"),
    ],
)
def test_who_is_not_needed_reads_which_day_and_no_case(language: Language, title: str, row: str):
    kit = a_kit(language)
    alone = texts(check_card(draw_not_needed(kit, NOT_NEEDED).card or {}))
    assert title in alone
    assert "12" in alone
    digest = draw_digest(kit, list_not_needed_days(kit, [NOT_NEEDED]))
    assert row in texts(check_card(digest.card or {}))
    named = draw_digest(kit, list_not_needed_days(kit, [replace(NOT_NEEDED, kind="Jeugd")]))
    assert ", Jeugd: " in texts(check_card(named.card or {}))
