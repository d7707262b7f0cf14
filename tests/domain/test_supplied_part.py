"""Who supplied a part of a case: the organisation for which its writer was there then."""

from dataclasses import replace
from datetime import timedelta

from domain.case import CirclePlace, CircleReason
from domain.identifiers import MemberId
from domain.supplied_part import HeldPart, SuppliedKind, attribute
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.cases import CASE_ID, NOW

DAY = timedelta(days=1)
AGENT = MemberId("agent")
FIRST = CirclePlace(
    case=CASE_ID,
    member=AGENT,
    organisation=POLICE,
    reason=CircleReason.REFERRED,
    joined_at=NOW,
    left_at=NOW + 10 * DAY,
)
# the same member, back for another organisation
LATER = replace(FIRST, organisation=CARE, joined_at=NOW + 20 * DAY, left_at=None)
OTHER = replace(LATER, member=MemberId("ria"), organisation=CITY)
PLACES = (FIRST, LATER, OTHER)
TODAY = {AGENT: CITY}
PART = HeldPart(kind=SuppliedKind.PLAN, key=(1,), writer=AGENT)


def suppliers(part: HeldPart, places: tuple[CirclePlace, ...] = PLACES) -> set[str]:
    return set(attribute(part, places, TODAY).suppliers)


def test_it_is_of_the_organisation_for_which_its_writer_had_a_place_then():
    assert suppliers(replace(PART, at=NOW)) == {POLICE}
    assert suppliers(replace(PART, at=NOW + 20 * DAY)) == {CARE}


def test_who_wrote_without_a_place_wrote_for_those_they_ever_had_one_for_or_for_todays():
    between = replace(PART, at=NOW + 10 * DAY)
    assert suppliers(between) == {POLICE, CARE}
    assert suppliers(between, ()) == {CITY}
    until = replace(LATER, until=NOW + 21 * DAY)
    assert suppliers(replace(PART, at=NOW + 21 * DAY), (until,)) == {CARE}


def test_what_nobody_is_known_to_have_written_is_of_all_who_had_a_place_then():
    said = replace(PART, writer=None, at=NOW + 20 * DAY)
    assert suppliers(said) == {CARE, CITY}
    assert suppliers(replace(said, at=NOW)) == {POLICE}


def test_whose_it_is_counts_before_who_wrote_it():
    assert suppliers(replace(PART, organisations=frozenset({CITY}), at=NOW)) == {CITY}
