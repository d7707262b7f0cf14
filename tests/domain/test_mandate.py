"""Which mandates of the register may be used, for what and on which day."""

from dataclasses import replace
from datetime import date

import pytest

from domain.agreement import Mandate
from domain.identifiers import OrganisationId
from domain.mandate import AgreedDecision, MandateNotHeldError, find_mandates, use_mandate
from domain.member import Organisation, OrganisationType
from tests.support.mandates import a_mandate

POLICE = Organisation(
    id=OrganisationId("police"), name="Politie", type=OrganisationType.PUBLIC_PARTICIPANT
)
UNTIL = date(2026, 12, 31)
MANDATE = a_mandate("M-1", "police", AgreedDecision.PURPOSE, until_on=UNTIL)


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2026, 1, 4), False),
        (date(2026, 1, 5), True),
        (UNTIL, True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_mandate_holds_from_its_first_day_to_its_last(on: date, *, holds: bool):
    offers = find_mandates([MANDATE], [POLICE], AgreedDecision.PURPOSE, on)
    assert [one.mandate for one in offers] == ([MANDATE] if holds else [])


def test_a_mandate_without_an_end_goes_on():
    open_ended = replace(MANDATE, until_on=None)
    assert find_mandates([open_ended], [POLICE], AgreedDecision.PURPOSE, date(2040, 1, 1))


@pytest.mark.parametrize("decision", sorted(set(AgreedDecision) - {AgreedDecision.PURPOSE}))
def test_a_mandate_is_for_the_decisions_of_its_scope_only(decision: AgreedDecision):
    assert not find_mandates([MANDATE], [POLICE], decision, UNTIL)


@pytest.mark.parametrize(
    "giver",
    [
        replace(POLICE, type=OrganisationType.PRIVATE_PARTICIPANT),
        replace(POLICE, id=OrganisationId("other")),
    ],
)
def test_a_mandate_of_who_is_no_public_participant_any_more_holds_no_longer(giver: Organisation):
    assert not find_mandates([MANDATE], [giver], AgreedDecision.PURPOSE, UNTIL)


def test_what_is_used_is_kept_with_its_number_and_first_day():
    offers = find_mandates([MANDATE], [POLICE], AgreedDecision.PURPOSE, UNTIL)
    assert use_mandate(offers, "M-1") == Mandate(number="M-1", given_on=date(2026, 1, 5))


def test_a_number_that_is_not_offered_is_refused():
    with pytest.raises(MandateNotHeldError):
        use_mandate([], "M-1")
