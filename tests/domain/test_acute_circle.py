from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.acute_circle import (
    AcuteFacts,
    Addition,
    CircleDecision,
    EmptyCircleError,
    InviteReason,
    NoReasonError,
    NoRepresentativeError,
    NoStatementError,
    NotProposedError,
    Partner,
    Proposal,
    Removal,
    RemovalReason,
    Statement,
    add_to_circle,
    confirm_circle,
    propose_circle,
)
from domain.case import CirclePlace, CircleReason
from domain.errors import InvalidInputError
from domain.house import CircleRule, CircleSignal
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Organisation, OrganisationType

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def a_rule(signal: CircleSignal, *tags: str, regional: bool = False) -> CircleRule:
    return CircleRule(
        signal=signal,
        organisation_tags=frozenset(tags),
        reason=f"circle.{signal}",
        is_regional=regional,
    )


RULES = (
    a_rule(CircleSignal.MINOR, "safe_at_home"),
    a_rule(CircleSignal.YOUTH_MEASURE, "youth_protection"),
    a_rule(CircleSignal.YOUTH_INVESTIGATION, "child_protection"),
    a_rule(CircleSignal.WEAPON_OR_THREAT, "police", "prosecution"),
    a_rule(CircleSignal.PSYCHOSIS, "mental_health"),
    a_rule(CircleSignal.RELEASE, "prison", "probation"),
    a_rule(CircleSignal.HOME, "municipality", regional=True),
)


def a_partner(
    name: str,
    *tags: str,
    region: str = "",
    people: tuple[str, ...] | None = None,
    kind: OrganisationType = OrganisationType.PUBLIC_PARTICIPANT,
) -> Partner:
    organisation = Organisation(
        id=OrganisationId(name),
        name=name,
        type=kind,
        region=region,
        domain_tags=frozenset(tags),
    )
    members = (f"{name}-1", f"{name}-2") if people is None else people
    return Partner(
        organisation=organisation, representatives=tuple(MemberId(member) for member in members)
    )


HOUSE = (
    a_partner("police", "police"),
    a_partner("om", "prosecution"),
    a_partner("vt", "safe_at_home", kind=OrganisationType.PRIVATE_PARTICIPANT),
    a_partner("gi", "youth_protection", kind=OrganisationType.PRIVATE_PARTICIPANT),
    a_partner("rvdk", "child_protection"),
    a_partner("ggz", "mental_health", kind=OrganisationType.PRIVATE_PARTICIPANT),
    a_partner("dji", "prison"),
    a_partner("probation", "probation", kind=OrganisationType.PRIVATE_PARTICIPANT),
    a_partner("rivierstad", "municipality", region="Rivierstad"),
    a_partner("oeverdal", "municipality", region="Oeverdal"),
    a_partner("school", "school", kind=OrganisationType.THIRD_PARTY),
)


def a_place(
    organisation: str,
    member: str | None = None,
    reason: CircleReason = CircleReason.INVOLVED_PARTNER,
) -> CirclePlace:
    return CirclePlace(
        case=CaseId("c1"),
        member=MemberId(member or f"{organisation}-1"),
        organisation=OrganisationId(organisation),
        reason=reason,
        joined_at=NOW,
    )


def proposed(
    *signals: CircleSignal,
    places: Sequence[CirclePlace] = (),
    region: str = "",
    named: Sequence[str] = (),
    partners: Sequence[Partner] = HOUSE,
) -> dict[str, Proposal]:
    facts = AcuteFacts(
        signals=frozenset(signals),
        region=region,
        named=frozenset(OrganisationId(name) for name in named),
    )
    return {p.organisation: p for p in propose_circle(facts, places, RULES, partners)}


def test_who_stands_in_is_invited_and_not_the_colleague_that_is_away() -> None:
    deputy = replace(a_place("police", "police-2"), stands_in_for=MemberId("police-1"))
    circle = proposed(places=[a_place("police", "police-1"), deputy])
    assert circle["police"].member == "police-2"


def test_release_with_threats_and_a_child_asks_just_the_partners_of_that_case():
    circle = proposed(
        CircleSignal.RELEASE,
        CircleSignal.WEAPON_OR_THREAT,
        CircleSignal.MINOR,
        CircleSignal.HOME,
        region="Rivierstad",
    )

    assert set(circle) == {"dji", "probation", "police", "om", "vt", "rivierstad"}


def test_a_minor_alone_does_not_call_youth_protection():
    assert set(proposed(CircleSignal.MINOR)) == {"vt"}


def test_a_running_measure_calls_youth_protection():
    assert set(proposed(CircleSignal.MINOR, CircleSignal.YOUTH_MEASURE)) == {"vt", "gi"}


def test_a_running_investigation_calls_child_protection():
    assert set(proposed(CircleSignal.YOUTH_INVESTIGATION)) == {"rvdk"}


def test_psychosis_calls_mental_health_care():
    assert set(proposed(CircleSignal.PSYCHOSIS)) == {"ggz"}


def test_no_signal_and_nobody_involved_proposes_nobody():
    assert proposed() == {}


def test_each_proposal_tells_every_reason_and_involvement_comes_first():
    circle = proposed(CircleSignal.WEAPON_OR_THREAT, places=[a_place("police")])

    assert [b.reason for b in circle["police"].because] == [
        InviteReason.INVOLVED,
        InviteReason.RULE,
    ]
    assert [b.text_key for b in circle["police"].because] == [
        "acute.because_involved_partner",
        "circle.weapon_or_threat",
    ]
    assert circle["police"].reason is InviteReason.INVOLVED
    assert circle["om"].reason is InviteReason.RULE


def test_who_is_involved_is_asked_and_not_a_colleague():
    circle = proposed(places=[a_place("police", "police-2")])

    assert circle["police"].member == "police-2"


def test_an_involved_member_without_valid_appointment_makes_room_for_a_colleague():
    circle = proposed(places=[a_place("police", "left-the-police")])

    assert circle["police"].member == "police-1"


def test_the_first_representative_comes_before_the_deputy():
    assert proposed(CircleSignal.PSYCHOSIS)["ggz"].member == "ggz-1"


def test_of_two_involved_the_first_representative_comes_before_the_deputy():
    circle = proposed(places=[a_place("police", "police-2"), a_place("police", "police-1")])

    assert circle["police"].member == "police-1"


def test_two_involved_of_one_organisation_take_one_seat():
    circle = proposed(places=[a_place("police"), a_place("police", "police-2")])

    assert set(circle) == {"police"}
    assert len(circle["police"].because) == 1


def test_an_involved_partner_answers_the_rule_for_its_own_tag():
    partners = (*HOUSE, a_partner("police-north", "police"))
    circle = proposed(CircleSignal.WEAPON_OR_THREAT, places=[a_place("police")], partners=partners)

    assert set(circle) == {"police", "om"}


def test_without_an_involved_one_all_partners_with_the_tag_are_proposed():
    partners = (*HOUSE, a_partner("police-north", "police"))

    assert set(proposed(CircleSignal.WEAPON_OR_THREAT, partners=partners)) == {
        "police",
        "police-north",
        "om",
    }


def test_a_home_calls_the_municipality_concerned():
    assert set(proposed(CircleSignal.HOME, region="Oeverdal")) == {"oeverdal"}


def test_an_unknown_region_proposes_each_municipality_to_choose_from():
    assert set(proposed(CircleSignal.HOME)) == {"rivierstad", "oeverdal"}


def test_a_partner_that_serves_every_region_is_called_wherever_it_is():
    partners = (*HOUSE, a_partner("joint", "municipality"))

    assert set(proposed(CircleSignal.HOME, region="Oeverdal", partners=partners)) == {
        "oeverdal",
        "joint",
    }


def test_a_partner_named_in_the_referral_is_proposed_with_that_reason():
    circle = proposed(named=["ggz"])

    assert circle["ggz"].member == "ggz-1"
    assert circle["ggz"].because[0].text_key == "acute.because_named"


def test_a_partner_named_in_the_referral_answers_the_rule_for_its_tag():
    partners = (*HOUSE, a_partner("ggz-north", "mental_health"))

    assert set(proposed(CircleSignal.PSYCHOSIS, named=["ggz"], partners=partners)) == {"ggz"}


def test_a_third_party_can_only_be_called():
    circle = proposed(places=[a_place("school")])

    assert circle["school"].member is None


def test_a_partner_without_a_representative_today_can_only_be_called():
    partners = (a_partner("ggz", "mental_health", people=()),)

    assert proposed(CircleSignal.PSYCHOSIS, partners=partners)["ggz"].member is None


def confirmed(
    proposals: Sequence[Proposal],
    removals: Sequence[Removal] = (),
    additions: Sequence[Addition] = (),
) -> CircleDecision:
    return confirm_circle(proposals, removals, additions, HOUSE)


def a_removal(
    name: str, reason: RemovalReason = RemovalReason.NOT_NEEDED, note: str = ""
) -> Removal:
    return Removal(organisation=OrganisationId(name), reason=reason, note=note)


def an_addition(name: str, member: str | None, note: str = "nodig voor de sleutels") -> Addition:
    return Addition(
        organisation=OrganisationId(name), member=member and MemberId(member), note=note
    )


def test_a_third_party_that_a_rule_proposes_waits_for_its_statement_and_gets_no_seat():
    keys = a_rule(CircleSignal.HOME, "school", "police")
    facts = AcuteFacts(signals=frozenset({CircleSignal.HOME}))
    school = a_partner("school", "school", people=(), kind=OrganisationType.THIRD_PARTY)
    partners = (a_partner("police", "police"), school)
    proposals = propose_circle(facts, [], [keys], partners)
    decision = confirm_circle(proposals, [], [], partners)

    assert [seat.organisation for seat in decision.seats] == ["police"]
    assert decision.awaiting == ("school",)
    signed = Addition(
        organisation=school.id,
        member=None,
        note="heeft de sleutels",
        statement=Statement(signed_on=NOW.date(), signed_by="De directeur", may_tell="De tijd"),
    )
    grown = add_to_circle(decision, signed, school)
    assert [seat.organisation for seat in grown.seats] == ["police", "school"]
    assert grown.awaiting == ()
    removed = confirm_circle(proposals, [a_removal("school")], [], partners)
    assert removed.awaiting == ()


def test_a_third_party_alone_is_nobody_to_invite():
    with pytest.raises(EmptyCircleError):
        confirmed(tuple(proposed(places=[a_place("school")]).values()))


THREAT = tuple(proposed(CircleSignal.WEAPON_OR_THREAT).values())


def test_unchanged_proposals_become_seats_with_their_reason():
    seats = confirmed(THREAT).seats

    assert {(s.member, s.reason) for s in seats} == {
        ("police-1", InviteReason.RULE),
        ("om-1", InviteReason.RULE),
    }


def test_a_removed_partner_has_no_seat_and_the_reason_is_kept():
    decision = confirmed(THREAT, [a_removal("om", RemovalReason.SPOKEN_TO)])

    assert [s.organisation for s in decision.seats] == ["police"]
    assert decision.removals[0].reason is RemovalReason.SPOKEN_TO
    assert decision.proposals == THREAT


def test_removing_for_another_reason_asks_which():
    with pytest.raises(NoReasonError):
        confirmed(THREAT, [a_removal("om", RemovalReason.OTHER, " ")])


def test_only_who_was_proposed_can_be_removed():
    with pytest.raises(NotProposedError):
        confirmed(THREAT, [a_removal("dji")])


def test_an_added_partner_is_on_record_as_chosen():
    seats = confirmed(THREAT, additions=[an_addition("dji", "dji-1")]).seats

    assert [(s.organisation, s.reason) for s in seats][-1] == ("dji", InviteReason.CHOSEN)


def test_adding_somebody_asks_why():
    with pytest.raises(NoReasonError):
        confirmed(THREAT, additions=[an_addition("dji", "dji-1", note="")])


@pytest.mark.parametrize(
    ("name", "member"),
    [("dji", "police-1"), ("dji", "stranger"), ("nowhere", "dji-1"), ("school", "school-1")],
)
def test_only_a_representative_of_a_participant_can_be_invited(name: str, member: str | None):
    with pytest.raises(NoRepresentativeError):
        confirmed(THREAT, additions=[an_addition(name, member)])


SIGNED = Statement(signed_on=date(2026, 11, 24), signed_by="de directeur", may_tell="het tijdstip")


@pytest.mark.parametrize(
    "statement",
    [None, replace(SIGNED, signed_by=" "), replace(SIGNED, may_tell="")],
    ids=["nothing signed", "signed by nobody", "nothing may be told"],
)
def test_a_third_party_is_called_only_after_a_signed_statement(statement: Statement | None):
    unsigned = replace(an_addition("school", None), statement=statement)
    with pytest.raises(NoStatementError):
        confirmed(THREAT, additions=[unsigned])


def test_a_third_party_that_signed_may_be_called():
    signed = replace(an_addition("school", None), statement=SIGNED)
    seats = confirmed(THREAT, additions=[signed]).seats

    assert (seats[-1].organisation, seats[-1].member) == ("school", None)


def test_adding_who_is_proposed_already_makes_no_second_seat():
    assert len(confirmed(THREAT, additions=[an_addition("police", "police-1")]).seats) == 2


def test_the_same_addition_twice_makes_one_seat():
    twice = [an_addition("dji", "dji-1"), an_addition("dji", "dji-1")]

    assert len(confirmed(THREAT, additions=twice).seats) == 3


def test_a_circle_of_nobody_is_no_circle():
    with pytest.raises(EmptyCircleError):
        confirmed(THREAT, [a_removal("om"), a_removal("police")])


def test_somebody_to_call_alone_is_no_circle():
    with pytest.raises(EmptyCircleError):
        confirmed(THREAT, [a_removal("om"), a_removal("police")], [an_addition("dji", None)])


NAMES = [str(partner.id) for partner in HOUSE]
SIGNALS = st.sets(st.sampled_from(CircleSignal))
PLACES = st.lists(
    st.builds(a_place, st.sampled_from(NAMES), reason=st.sampled_from(CircleReason)), max_size=5
)
REMOVALS = st.lists(
    st.builds(
        a_removal,
        st.sampled_from(NAMES),
        st.sampled_from(RemovalReason),
        st.sampled_from(["", "n"]),
    ),
    max_size=4,
)
ADDITIONS = st.lists(
    st.builds(
        an_addition,
        st.sampled_from(NAMES),
        st.sampled_from([f"{name}-1" for name in NAMES] + [None]),
        st.sampled_from(["", "reden"]),
    ),
    max_size=4,
)


@given(SIGNALS, PLACES, REMOVALS, ADDITIONS)
def test_nobody_is_invited_who_was_not_proposed_or_added_with_a_reason(
    signals: set[CircleSignal],
    places: list[CirclePlace],
    removals: list[Removal],
    additions: list[Addition],
):
    proposals = tuple(proposed(*signals, places=places).values())
    try:
        decision = confirmed(proposals, removals, additions)
    except InvalidInputError:
        return

    removed = {removal.organisation for removal in removals}
    allowed = {p.member for p in proposals if p.organisation not in removed}
    allowed |= {addition.member for addition in additions}
    invited = [seat.member for seat in decision.seats if seat.member]
    assert set(invited) <= allowed
    assert len(invited) == len(set(invited))
    assert all(not seat.member for seat in decision.seats if seat.organisation == "school")


@given(SIGNALS, st.sampled_from(CircleSignal), PLACES)
def test_one_more_signal_never_takes_a_partner_away(
    signals: set[CircleSignal], more: CircleSignal, places: list[CirclePlace]
):
    before = proposed(*signals, places=places)
    after = proposed(*signals, more, places=places)

    assert set(before) <= set(after)


@given(SIGNALS, PLACES)
def test_each_proposal_has_a_reason_and_each_involved_partner_is_proposed(
    signals: set[CircleSignal], places: list[CirclePlace]
):
    circle = proposed(*signals, places=places)

    assert all(proposal.because for proposal in circle.values())
    assert {place.organisation for place in places} <= set(circle)
