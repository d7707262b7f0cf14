from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.colour import (
    ColourDecision,
    ColourWish,
    NobodyNamedError,
    NoColourReasonError,
    NotAParticipantError,
    WrongGreenMinutesError,
    WrongMinutesError,
    decide_colour,
    suits_colour,
)
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Organisation, OrganisationType
from domain.stoplight import Colour, StoplightPolicy

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
TODAY = date(2026, 11, 25)
OWN = OrganisationId("city")
SIGNED = Signature(by=MemberId("director"), organisation=OWN, at=NOW, on=TODAY)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 26)})
CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam", holidays=CHRISTMAS)
POLICY = StoplightPolicy()
PARTNERS = tuple(
    Organisation(id=OrganisationId(name), name=name, type=kind)
    for name, kind in (
        ("city", OrganisationType.PUBLIC_PARTICIPANT),
        ("police", OrganisationType.PUBLIC_PARTICIPANT),
        ("mental-health", OrganisationType.PRIVATE_PARTICIPANT),
        ("landlord", OrganisationType.THIRD_PARTY),
    )
)


def decide(
    colour: Colour = Colour.RED,
    reason: str = "Nieuwe dreiging.",
    minutes: int = 30,
    required: tuple[str, ...] = ("police",),
    signed: Signature = SIGNED,
) -> ColourDecision:
    wish = ColourWish(
        colour=colour,
        reason=reason,
        minutes=minutes,
        required=tuple(OrganisationId(name) for name in required),
    )
    return decide_colour(CaseId("case-1"), wish, PARTNERS, POLICY, signed, CALENDAR)


def test_a_colour_keeps_its_setter_reason_and_sorted_partners():
    decision = decide(reason=" Nieuwe dreiging. ", required=("police", "mental-health", "police"))
    assert (decision.standing.set_by, decision.standing.set_at) == ("director", NOW)
    assert decision.reason == "Nieuwe dreiging."
    assert decision.standing.required == ("mental-health", "police")


@pytest.mark.parametrize("required", [(), ("city",)])
def test_red_names_a_partner_besides_the_organisation_of_the_process_director(
    required: tuple[str, ...],
):
    with pytest.raises(NobodyNamedError):
        decide(required=required)
    assert decide(Colour.ORANGE, required=required).standing.required == required
    assert decide(required=("city", "police")).standing.required == ("city", "police")


@pytest.mark.parametrize(
    ("colour", "minutes", "weeks"),
    [(Colour.RED, 30, 1), (Colour.ORANGE, 15, 4), (Colour.GREEN, 0, 12)],
)
def test_the_review_comes_after_the_term_of_the_colour_counted_from_the_local_day(
    colour: Colour, minutes: int, weeks: int
):
    assert decide(colour, minutes=minutes).standing.next_review_on == TODAY + timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("decided_on", "review_on"),
    [
        (date(2026, 12, 17), date(2026, 12, 24)),
        (date(2026, 12, 18), date(2026, 12, 28)),
        (date(2026, 12, 19), date(2026, 12, 28)),
    ],
)
def test_a_review_that_falls_on_a_day_off_is_on_the_next_working_day(
    decided_on: date, review_on: date
):
    assert decide(signed=replace(SIGNED, on=decided_on)).standing.next_review_on == review_on


def test_a_colour_without_a_reason_is_refused():
    with pytest.raises(NoColourReasonError):
        decide(reason=" \n")


@pytest.mark.parametrize("minutes", [5, 30, 45, 120])
@pytest.mark.parametrize("colour", [Colour.RED, Colour.ORANGE])
def test_red_and_orange_are_discussed_in_steps_of_five_minutes(colour: Colour, minutes: int):
    assert decide(colour, minutes=minutes).standing.minutes == minutes


@pytest.mark.parametrize(
    ("colour", "minutes"),
    [
        (Colour.RED, 0),
        (Colour.ORANGE, 0),
        (Colour.RED, -5),
        (Colour.RED, 12),
        (Colour.ORANGE, 125),
        (Colour.GREEN, 10),
        (Colour.GREEN, 15),
    ],
)
def test_minutes_that_do_not_suit_the_colour_are_refused(colour: Colour, minutes: int):
    assert not suits_colour(colour, minutes, POLICY)
    with pytest.raises(WrongMinutesError):
        decide(colour, minutes=minutes)


def test_minutes_that_green_does_not_take_are_refused_with_those_it_takes():
    with pytest.raises(WrongGreenMinutesError) as refused:
        decide(Colour.GREEN, minutes=10)
    assert refused.value.parameters == {"fitting": "0, 5"}


@pytest.mark.parametrize("minutes", [0, 5])
def test_green_is_a_written_round_or_five_minutes_when_asked_for(minutes: int):
    assert decide(Colour.GREEN, minutes=minutes).standing.minutes == minutes


@pytest.mark.parametrize("stranger", ["landlord", "nobody"])
def test_only_participants_are_required_at_the_table(stranger: str):
    with pytest.raises(NotAParticipantError):
        decide(required=("police", stranger))


def test_a_colour_is_stale_from_the_day_after_its_review():
    standing = decide().standing
    assert not standing.is_stale(standing.next_review_on)
    assert standing.is_stale(standing.next_review_on + timedelta(days=1))
