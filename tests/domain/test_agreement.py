from datetime import date

import pytest

from domain.agreement import (
    CannotAgreeError,
    FutureMandateError,
    Mandate,
    NobodyAgreedError,
    record_agreement,
)
from domain.identifiers import OrganisationId
from domain.member import Organisation, OrganisationType

TODAY = date(2026, 11, 24)
MANDATE = Mandate(number="M-2026-7", given_on=TODAY)


def an_organisation(name: str, kind: OrganisationType) -> Organisation:
    return Organisation(id=OrganisationId(name), name=name, type=kind)


POLICE = an_organisation("police", OrganisationType.PUBLIC_PARTICIPANT)


def test_public_participants_agree_by_name():
    agreement = record_agreement([POLICE], None, TODAY)
    assert agreement.organisations == {"police"}
    assert agreement.mandate is None


def test_a_mandate_of_today_stands_in_for_them():
    assert record_agreement([], MANDATE, TODAY).mandate == MANDATE


@pytest.mark.parametrize(
    "kind", [OrganisationType.PRIVATE_PARTICIPANT, OrganisationType.THIRD_PARTY]
)
def test_nobody_agrees_on_behalf_of_a_private_participant_or_third_party(kind: OrganisationType):
    with pytest.raises(CannotAgreeError):
        record_agreement([POLICE, an_organisation("other", kind)], MANDATE, TODAY)


@pytest.mark.parametrize("mandate", [None, Mandate(number=" ", given_on=TODAY)])
def test_without_anybody_or_a_numbered_mandate_nothing_is_agreed(mandate: Mandate | None):
    with pytest.raises(NobodyAgreedError):
        record_agreement([], mandate, TODAY)


def test_a_mandate_from_tomorrow_is_refused():
    tomorrow = Mandate(number="M-2026-8", given_on=date(2026, 11, 25))
    with pytest.raises(FutureMandateError):
        record_agreement([POLICE], tomorrow, TODAY)
