from dataclasses import replace

import pytest

from domain.agenda import AgendaBreak, AgendaItem
from domain.agenda_picture import name_content
from domain.identifiers import CaseCode, OrganisationId
from domain.stoplight import Colour
from tests.support.meetings import ORANGE, RED, at_minute

PAUSE = AgendaBreak(starts_at=at_minute(45), minutes=15)
SHOWN = name_content([RED, ORANGE], [PAUSE])


def test_the_same_cases_and_breaks_have_the_same_name():
    assert name_content([replace(RED), replace(ORANGE)], [replace(PAUSE)]) == SHOWN


@pytest.mark.parametrize(
    "other",
    [
        replace(RED, code=CaseCode("KX7-Q43")),
        replace(RED, colour=Colour.ORANGE),
        replace(RED, minutes=31),
        replace(RED, starts_at=at_minute(1)),
        replace(RED, required=(OrganisationId("police"),)),
    ],
)
def test_whatever_a_picture_shows_of_a_case_changes_the_name(other: AgendaItem):
    assert name_content([other, ORANGE], [PAUSE]) != SHOWN


def test_a_break_or_a_case_more_or_less_changes_the_name():
    others = [([RED], [PAUSE]), ([RED, ORANGE], []), ([RED, ORANGE], [replace(PAUSE, minutes=10)])]
    assert SHOWN not in {name_content(items, breaks) for items, breaks in others}
