import traceback
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import NoneType
from typing import Any, Final, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.features import make_registry
from dialogs.about import OutdatedDraftError, name_subject, read_about, write_about
from dialogs.colour import ColourAsked
from dialogs.pages import Dialog
from domain.draft import Answers
from domain.identifiers import CaseId, MeetingId, MemberId, OrganisationId
from domain.stoplight import Colour
from services.seen_case import SeenCase
from storage.drafts import draft
from storage.meetings import meeting
from storage.people import member, organisation
from tests.support.canaries import CANARY

DIALOGS = [dialog for feature in make_registry().features for dialog in feature.dialogs]
# how many signs it may take; any other id 64
LONGEST: Final = {
    MeetingId: meeting.c.id.type.length,
    MemberId: member.c.id.type.length,
    OrganisationId: organisation.c.id.type.length,
    date: len("2026-11-23"),
    int: len(f"{10**9}"),
    bool: len("False"),
}
SEEN = SeenCase(id=CaseId("case-1"), version=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryKind:
    """A value of each kind that an answer can be."""

    text: str
    number: int
    is_so: bool
    on: date
    several: tuple[str, ...]
    colour: Colour | None = None


@given(
    st.builds(
        EveryKind,
        text=st.text(),
        number=st.integers(),
        is_so=st.booleans(),
        on=st.dates(),
        several=st.lists(st.text()).map(tuple),
        colour=st.none() | st.sampled_from(Colour),
    )
)
def test_what_a_dialog_is_about_is_read_back_as_it_was(about: EveryKind):
    assert read_about(EveryKind, write_about(about)) == about


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
def test_every_dialog_says_in_which_shape_its_subject_is_kept(dialog: Dialog[Any, Any]):
    with pytest.raises(OutdatedDraftError):
        read_about(dialog.about, {})


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
def test_the_longest_subject_of_every_dialog_fits_where_a_draft_keeps_it(dialog: Dialog[Any, Any]):
    parts = get_type_hints(dialog.about).values()
    assert sum(map(longest, parts)) + len(parts) - 1 <= draft.c.subject.type.length


def longest(part: Any) -> int:
    """How many signs a value of this kind takes at most."""
    [kind] = [one for one in get_args(part) or (part,) if one is not NoneType]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return max(len(str(one)) for one in kind)
    return LONGEST.get(kind, 64)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"version": 3},
        {"id": "case-1", "version": "3"},
        {"id": "case-1", "version": True},
        {"id": 1},
        {"id": "case-1", "version": 3, "more": "x"},
    ],
)
def test_another_shape_is_refused(kept: Answers):
    with pytest.raises(OutdatedDraftError):
        read_about(SeenCase, kept)


def test_an_unknown_colour_is_refused_and_not_repeated():
    with pytest.raises(OutdatedDraftError) as refused:
        read_about(ColourAsked, {"case": "case-1", "colour": CANARY})
    assert CANARY not in "".join(traceback.format_exception(refused.value))


def test_two_subjects_are_the_same_only_when_everything_is():
    red = ColourAsked(case=SEEN.id, version=3, colour=Colour.RED)
    others = [
        ColourAsked(case=SEEN.id, version=3),
        ColourAsked(case=SEEN.id, version=4, colour=Colour.RED),
        ColourAsked(case=SEEN.id, version=3, colour=Colour.GREEN),
        ColourAsked(case=CaseId("case-2"), version=3, colour=Colour.RED),
    ]
    assert len({name_subject(one) for one in [red, *others]}) == 5
