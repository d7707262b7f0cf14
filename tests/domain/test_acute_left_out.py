from hypothesis import given
from hypothesis import strategies as st

from domain.acute_left_out import WhyNotProposed, explain_not_proposed
from domain.house import CircleRule, CircleSignal
from domain.identifiers import OrganisationId
from domain.member import Organisation, OrganisationType

HOME = CircleRule(
    signal=CircleSignal.HOME,
    organisation_tags=frozenset({"municipality"}),
    reason="circle.home",
    is_regional=True,
)
MINOR = CircleRule(
    signal=CircleSignal.MINOR, organisation_tags=frozenset({"care"}), reason="circle.minor"
)


def an_organisation(name: str, *tags: str, region: str = "") -> Organisation:
    return Organisation(
        id=OrganisationId(name),
        name=name,
        type=OrganisationType.PUBLIC_PARTICIPANT,
        region=region,
        domain_tags=frozenset(tags),
    )


HOUSE = (
    an_organisation("here", "municipality", region="Rivierstad"),
    an_organisation("there", "municipality", "police", region="Oeverdal"),
    an_organisation("care", "care"),
    an_organisation("joint", "care", "municipality", region="Oeverdal"),
    an_organisation("prison", "prison"),
)


def why(*rules: CircleRule, region: str = "Rivierstad", proposed: str = "") -> dict[str, str]:
    named = {OrganisationId(one) for one in proposed.split()}
    found = explain_not_proposed(HOUSE, rules, region, named)
    return {str(one.organisation): one.why for one in found}


def test_each_partner_that_is_not_proposed_has_its_reason():
    reasons = why(HOME, MINOR, proposed="here care")
    assert reasons == {
        "there": WhyNotProposed.OTHER_REGION,
        # a rule calls for it elsewhere, and another one everywhere: that one is answered
        "joint": WhyNotProposed.OTHER_INVOLVED,
        "prison": WhyNotProposed.NO_SIGNAL,
    }


def test_without_a_signal_nobody_is_called_for():
    assert set(why().values()) == {WhyNotProposed.NO_SIGNAL}


def test_where_the_region_is_unknown_no_partner_is_left_out_for_it():
    assert why(HOME, region="", proposed="here")["there"] is WhyNotProposed.OTHER_INVOLVED


@given(
    st.sets(st.sampled_from([HOME, MINOR])),
    st.sampled_from(["", "Rivierstad", "Oeverdal"]),
    st.sets(st.sampled_from([one.id for one in HOUSE])),
)
def test_nobody_of_the_house_is_left_out_without_a_reason(
    rules: set[CircleRule], region: str, proposed: set[OrganisationId]
):
    found = explain_not_proposed(HOUSE, rules, region, proposed)
    assert {one.organisation for one in found} == {one.id for one in HOUSE} - proposed
    assert len(found) == len({one.organisation for one in found})
