import traceback
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.features import make_registry
from dialogs.about import OutdatedDraftError, name_subject, read_about, write_about
from dialogs.colour import ColourAsked
from dialogs.pages import Dialog
from domain.draft import Answers
from domain.identifiers import CaseId
from domain.stoplight import Colour
from services.seen_case import SeenCase
from tests.support.canaries import CANARY

DIALOGS = [dialog for feature in make_registry().features for dialog in feature.dialogs]
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
    longest = ColourAsked(case=CaseId("c" * 32), version=10**9, colour=Colour.ORANGE)
    assert len(name_subject(longest)) <= 64
