import json
from dataclasses import replace
from zoneinfo import ZoneInfo

from cards.plan_chart import PlanChart, chart_agenda, chart_plan
from domain.agenda import AgendaBreak, AgendaItem
from domain.planning import plan_agenda
from domain.stoplight import Colour
from files.plan import read_instance
from tests.support.meetings import a_meeting, an_item, at_minute

HERE = ZoneInfo("Europe/Amsterdam")
ITEMS = (
    an_item("KX7-Q42", Colour.RED, 30, 0, "police", "mental-health"),
    an_item("MV3-T81", Colour.ORANGE, 15, 30, "mental-health"),
    an_item("BD9-L06", Colour.ORANGE, 20, 60, "police"),
)
PAUSE = AgendaBreak(starts_at=at_minute(45), minutes=15)


def chart(*items: AgendaItem, minutes: int = 180) -> PlanChart:
    meeting = a_meeting(minutes=minutes)
    return chart_agenda(HERE, meeting, items or ITEMS, [PAUSE], lambda one: f"de {one}")


def test_an_organisation_sits_from_its_first_case_to_its_last_and_waits_in_between():
    care, police = chart().rows
    assert (care.name, care.start, care.end, care.waiting) == ("de mental-health", 0, 45, 0)
    assert (police.name, police.start, police.end, police.waiting) == ("de police", 0, 80, 30)
    assert [one.code for one in police.cases] == ["KX7-Q42", "BD9-L06"]


def test_who_comes_first_stands_first():
    first = replace(ITEMS[0], required=ITEMS[2].required)
    assert [row.name for row in chart(first, ITEMS[1]).rows] == ["de police", "de mental-health"]


def test_cases_are_numbered_in_their_order_and_breaks_have_their_place():
    drawn = chart()
    assert [(one.number, one.start, one.end) for one in drawn.cases] == [
        (1, 0, 30),
        (2, 30, 45),
        (3, 60, 80),
    ]
    assert drawn.breaks == ((45, 60),)


def test_times_are_those_of_the_clock_in_the_house():
    assert chart().marks == (
        *((0, "09:00"), (30, "09:30"), (60, "10:00"), (90, "10:30")),
        *((120, "11:00"), (150, "11:30"), (180, "12:00")),
    )


def test_a_meeting_that_begins_at_ten_past_is_marked_at_whole_steps():
    meeting = a_meeting(starts_at=at_minute(10), minutes=50)
    marks = chart_agenda(HERE, meeting, (), (), str).marks
    assert marks == ((5, "09:15"), (20, "09:30"), (35, "09:45"), (50, "10:00"))


def test_a_name_with_signs_that_cannot_be_seen_stays_on_one_line():
    drawn = chart_agenda(HERE, a_meeting(), ITEMS[:1], (), lambda _: "Po\u202eli\ntie")
    assert {row.name for row in drawn.rows} == {"Poli tie"}


def test_each_meeting_of_a_file_with_a_case_in_it_is_charted_by_its_name():
    data = {
        "meetings": [
            {"id": "A", "start": 540, "end": 570},
            {"id": "B", "start": 600, "end": 660, "breaks": []},
            {"id": "C", "start": 700, "end": 701},
        ],
        "partners": [{"id": "p"}],
        "cases": [
            {"id": "C1", "minutes": 30, "colour": "red", "required": ["p"], "meetings": ["A"]},
            {"id": "C2", "minutes": 20, "colour": "green", "required": [], "meetings": ["B"]},
        ],
    }
    instance = read_instance(json.dumps(data))
    first, second = chart_plan(instance, plan_agenda(instance))
    assert (first.title, second.title) == ("A", "B")
    assert first.marks[0] == (540, "09:00")
    assert ([row.name for row in first.rows], second.rows) == (["p"], ())
