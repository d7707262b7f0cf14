"""Who reads a contribution where: a table, and over all histories never who it is not meant for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Ground
from domain.contribution import (
    Conditions,
    Contribution,
    ContributionGround,
    ContributionKind,
    ContributionText,
    DataCategory,
    MeantFor,
)
from domain.contribution_access import (
    ContributionReader,
    ContributionReason,
    ContributionShown,
    ContributionUse,
    choose_contributions,
    may_read_contribution,
)
from domain.identifiers import CaseId, ContributionId, MemberId, OrganisationId

TODAY = date(2026, 2, 12)
NOON = datetime(2026, 2, 12, 11, 0, tzinfo=UTC)
POLICE, CARE, HOUSING = (OrganisationId(one) for one in ("police", "care", "housing"))
COORDINATING = {Ground.INFORMATION_COORDINATOR, Ground.PROCESS_DIRECTOR}
ONWARD = {
    ContributionUse.EXPORT,
    ContributionUse.PAPER,
    ContributionUse.MINUTES,
    ContributionUse.SIGNAL,
}
TEXT, ORAL, SUPPLIER, WITHDRAWN, NOTHING = ContributionShown
PAGE, EXPORT, PAPER = ContributionUse.PAGE, ContributionUse.EXPORT, ContributionUse.PAPER
FOR_CARE = Conditions(meant_for=MeantFor.ORGANISATIONS, organisations=frozenset({CARE}))


def told(conditions: Conditions, number: int = 1, known_as: str = "one") -> Contribution:
    return Contribution(
        id=ContributionId(known_as),
        case=CaseId("case"),
        number=number,
        organisation=POLICE,
        member=MemberId("agent"),
        written_at=NOON + timedelta(minutes=number),
        text=ContributionText(
            kind=ContributionKind.FACT,
            category=DataCategory.HEALTH,
            said="Slaapt niet.",
            ground=ContributionGround.BY_LAW,
            conditions=conditions,
        ),
    )


def gone(one: Contribution) -> Contribution:
    return replace(one, text=None, withdrawn_by=one.member, withdrawn_at=NOON)


def reader(ground: Ground, organisation: OrganisationId = CARE) -> ContributionReader:
    return ContributionReader(ground=ground, organisation=organisation)


DIRECTOR, NURSE = reader(Ground.PROCESS_DIRECTOR, HOUSING), reader(Ground.CIRCLE)
LANDLORD, AGENT = reader(Ground.CIRCLE, HOUSING), reader(Ground.CIRCLE, POLICE)
REFERRER, TYPIST = reader(Ground.REFERRER), reader(Ground.NOTE_TAKER)


@pytest.mark.parametrize(
    ("conditions", "who", "use", "shown", "reason"),
    [
        (Conditions(), DIRECTOR, PAGE, TEXT, ContributionReason.COORDINATES),
        (Conditions(), NURSE, PAGE, TEXT, ContributionReason.INVOLVED),
        (Conditions(), AGENT, PAGE, TEXT, ContributionReason.OWN),
        (Conditions(), TYPIST, ContributionUse.TABLE, TEXT, ContributionReason.INVOLVED),
        (Conditions(), REFERRER, PAGE, SUPPLIER, ContributionReason.ONLY_REFERRED),
        (Conditions(), reader(Ground.INVITED), PAGE, NOTHING, ContributionReason.NO_PLACE),
        (Conditions(), reader(Ground.MANAGER), PAGE, NOTHING, ContributionReason.NO_PLACE),
        (Conditions(), NURSE, EXPORT, TEXT, ContributionReason.INVOLVED),
        (Conditions(), DIRECTOR, PAPER, TEXT, ContributionReason.COORDINATES),
        (
            Conditions(),
            DIRECTOR,
            ContributionUse.MINUTES,
            NOTHING,
            ContributionReason.SOURCE_STAYS,
        ),
        (
            Conditions(is_unnamed=True),
            REFERRER,
            PAGE,
            NOTHING,
            ContributionReason.NOT_MEANT_FOR_THEM,
        ),
        (FOR_CARE, NURSE, PAGE, TEXT, ContributionReason.NAMED),
        (FOR_CARE, LANDLORD, PAGE, NOTHING, ContributionReason.NOT_MEANT_FOR_THEM),
        (FOR_CARE, TYPIST, PAGE, NOTHING, ContributionReason.NOT_MEANT_FOR_THEM),
        (FOR_CARE, REFERRER, PAGE, NOTHING, ContributionReason.NOT_MEANT_FOR_THEM),
        (FOR_CARE, DIRECTOR, PAPER, NOTHING, ContributionReason.NOT_MEANT_FOR_THEM),
        (
            Conditions(meant_for=MeantFor.COORDINATORS),
            NURSE,
            PAGE,
            NOTHING,
            ContributionReason.NOT_MEANT_FOR_THEM,
        ),
        (Conditions(is_oral=True), NURSE, PAGE, ORAL, ContributionReason.ONLY_ORAL),
        (Conditions(is_oral=True), DIRECTOR, PAGE, TEXT, ContributionReason.COORDINATES),
        (Conditions(is_oral=True), DIRECTOR, EXPORT, NOTHING, ContributionReason.ONLY_ORAL),
        (Conditions(stays_here=True), NURSE, PAGE, TEXT, ContributionReason.INVOLVED),
        (Conditions(stays_here=True), AGENT, EXPORT, NOTHING, ContributionReason.NOT_ONWARD),
        (Conditions(stays_here=True), DIRECTOR, PAPER, NOTHING, ContributionReason.NOT_ONWARD),
        (Conditions(until_on=TODAY), NURSE, PAGE, TEXT, ContributionReason.INVOLVED),
        (
            Conditions(until_on=TODAY - timedelta(days=1)),
            DIRECTOR,
            PAGE,
            NOTHING,
            ContributionReason.TOO_LATE,
        ),
    ],
)
def test_who_reads_what_where(
    conditions: Conditions,
    who: ContributionReader,
    use: ContributionUse,
    shown: ContributionShown,
    reason: ContributionReason,
):
    access = may_read_contribution(told(conditions), who, use, TODAY)
    assert (access.shown, access.reason) == (shown, reason)


@pytest.mark.parametrize(
    ("who", "use", "shown"),
    [
        (DIRECTOR, PAGE, WITHDRAWN),
        (AGENT, PAGE, WITHDRAWN),
        (NURSE, PAGE, NOTHING),
        (REFERRER, PAGE, NOTHING),
        (DIRECTOR, EXPORT, NOTHING),
    ],
)
def test_that_something_was_withdrawn_knows_its_supplier_and_who_coordinates(
    who: ContributionReader, use: ContributionUse, shown: ContributionShown
):
    assert may_read_contribution(gone(told(Conditions())), who, use, TODAY).shown is shown


def test_versions_before_it_are_for_its_supplier_and_who_coordinates():
    versions = [told(Conditions(), 1), told(Conditions(), 2)]
    read = {
        who: [(one.contribution.number, one.is_newest) for one in shown]
        for who in (DIRECTOR, AGENT, NURSE)
        for shown in (choose_contributions(versions, who, PAGE, TODAY),)
    }
    assert read == {
        DIRECTOR: [(2, True), (1, False)],
        AGENT: [(2, True), (1, False)],
        NURSE: [(2, True)],
    }


conditions_of = st.builds(
    Conditions,
    meant_for=st.sampled_from(MeantFor),
    organisations=st.frozensets(st.sampled_from((CARE, HOUSING))),
    is_oral=st.booleans(),
    stays_here=st.booleans(),
    until_on=st.none() | st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=2)),
    is_unnamed=st.booleans(),
)
readers = st.builds(
    ContributionReader,
    ground=st.sampled_from(Ground),
    organisation=st.sampled_from((POLICE, CARE, HOUSING)),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Contribution]:
    """Some contributions, each in a few versions under other conditions, some withdrawn."""
    versions = list[Contribution]()
    for known_as in draw(st.lists(st.sampled_from("abc"), unique=True)):
        asked = draw(st.lists(conditions_of, min_size=1, max_size=3))
        of_it = [told(one, number, known_as) for number, one in enumerate(asked, 1)]
        versions += [gone(one) for one in of_it] if draw(st.booleans()) else of_it
    return draw(st.permutations(versions))


def excludes(conditions: Conditions, who: ContributionReader) -> bool:
    """What the conditions say about a reader, in other words than those of the decision."""
    if conditions.until_on and conditions.until_on < TODAY:
        return True
    if who.ground in COORDINATING:
        return False
    if who.organisation == POLICE and who.ground in {
        Ground.CIRCLE,
        Ground.REFERRER,
        Ground.SUPPLIER,
    }:
        return False
    if who.ground not in {Ground.CIRCLE, Ground.NOTE_TAKER} or conditions.is_oral:
        return True
    named = who.ground is Ground.CIRCLE and who.organisation in conditions.organisations
    for_some = conditions.meant_for is MeantFor.ORGANISATIONS
    return conditions.meant_for is MeantFor.COORDINATORS or (for_some and not named)


@given(histories(), readers, st.sampled_from(ContributionUse))
def test_a_text_never_shows_to_whom_the_conditions_of_it_or_of_its_newest_version_exclude(
    versions: list[Contribution], who: ContributionReader, use: ContributionUse
):
    for one in choose_contributions(versions, who, use, TODAY):
        if one.access.shown is not TEXT:
            continue
        same = [other for other in versions if other.id == one.contribution.id]
        newest = max(same, key=lambda other: other.number)
        for kept in (one.contribution, newest):
            assert kept.text
            conditions = kept.text.conditions
            assert not excludes(conditions, who)
            assert not (use in ONWARD and (conditions.stays_here or conditions.is_oral))
            assert not (use is PAPER and conditions.meant_for is not MeantFor.INVOLVED)


@given(histories(), readers)
def test_nothing_that_was_contributed_goes_into_minutes_or_a_signal(
    versions: list[Contribution], who: ContributionReader
):
    for use in (ContributionUse.MINUTES, ContributionUse.SIGNAL):
        assert choose_contributions(versions, who, use, TODAY) == ()


@given(histories(), readers, st.sampled_from(ContributionUse))
def test_of_each_contribution_one_newest_version_shows_at_most(
    versions: list[Contribution], who: ContributionReader, use: ContributionUse
):
    newest = [
        one.contribution.id
        for one in choose_contributions(versions, who, use, TODAY)
        if one.is_newest
    ]
    assert len(newest) == len(set(newest))
