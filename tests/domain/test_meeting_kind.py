"""Which kind of meeting is meant, and what a channel may read of it."""

import pytest

from domain.identifiers import MeetingKindId, OrganisationId, read_channel_title
from domain.meeting_kind import KindsHeld, MeetingKind, find_not_needed

POLICE, CARE = OrganisationId("police"), OrganisationId("care")
WEEKLY = MeetingKind(
    id=MeetingKindId("weekly"), position=0, name="Weekoverleg", fixed=(POLICE, CARE)
)
YOUTH = MeetingKind(id=MeetingKindId("youth"), position=1, name="Jeugdoverleg")
BOTH = KindsHeld(all=(WEEKLY, YOUTH))


@pytest.mark.parametrize(
    ("named", "kind"), [("youth", YOUTH), ("weekly", WEEKLY), (None, WEEKLY), ("gone", WEEKLY)]
)
def test_what_names_no_kind_that_is_held_is_of_the_first(named: str | None, kind: MeetingKind):
    assert BOTH.find(named and MeetingKindId(named)) == kind


def test_a_house_that_names_no_kinds_has_one_and_says_nothing_of_it():
    none = KindsHeld()
    assert none.find(None) is None
    assert none.are_same(None, YOUTH.id)
    assert none.tell_apart(YOUTH.id) == ""


def test_a_kind_is_named_only_where_there_is_another():
    assert KindsHeld(all=(YOUTH,)).tell_apart(YOUTH.id) == ""
    assert BOTH.tell_apart(YOUTH.id) == "Jeugdoverleg"
    assert BOTH.tell_apart(None) == "Weekoverleg"


def test_a_fixed_partner_without_a_part_is_not_needed():
    assert find_not_needed(WEEKLY, {CARE}) == (POLICE,)
    assert find_not_needed(WEEKLY, {CARE, POLICE}) == ()
    assert find_not_needed(None, set()) == ()


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("Weekoverleg", True),
        ("Zorg en veiligheid", True),
        ("Top-X", True),
        ("Überlauf", True),
        ("", False),
        ("X", False),
        ("Casus KX7", False),
        ("KX7 overleg", False),
        ("een twee drie vier", False),
        ("Weekoverleg ", False),
        ("Jan: dreigt", False),
        ("Weekoverleg\n", False),
        ("a" * 25, False),
    ],
)
def test_a_channel_reads_one_to_three_words_without_figures(text: str, is_title: bool):
    assert (read_channel_title(text) == text) is is_title
