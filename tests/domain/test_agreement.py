from dataclasses import replace
from datetime import date

import pytest

from domain.agreement import (
    Asked,
    AskedHow,
    CannotAgreeError,
    FutureAgreementError,
    Mandate,
    NobodyAgreedError,
    NotAskedError,
    record_agreement,
)
from domain.identifiers import OrganisationId
from domain.member import Organisation, OrganisationType

TODAY = date(2026, 11, 24)
ASKED = Asked(on=TODAY, how=AskedHow.MEETING)
MANDATE = Mandate(number="M-2026-7", given_on=TODAY)


def an_organisation(name: str, kind: OrganisationType) -> Organisation:
    return Organisation(id=OrganisationId(name), name=name, type=kind)


POLICE = an_organisation("police", OrganisationType.PUBLIC_PARTICIPANT)


def test_public_participants_agree_by_name():
    agreement = record_agreement([POLICE], ASKED, None, TODAY)
    assert agreement.organisations == {"police"}
    assert agreement.asked == ASKED
    assert agreement.mandate is None


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [(None, NotAskedError), (replace(ASKED, on=date(2026, 11, 25)), FutureAgreementError)],
)
def test_who_agreed_did_so_on_a_day_and_was_asked_somehow(
    asked: Asked | None, refusal: type[Exception]
):
    for mandate in (None, MANDATE):
        with pytest.raises(refusal):
            record_agreement([POLICE], asked, mandate, TODAY)


def test_when_nobody_agreed_there_is_nothing_to_say_about_asking():
    assert record_agreement([], ASKED, MANDATE, TODAY).asked is None


def test_a_mandate_of_today_stands_in_for_them():
    assert record_agreement([], ASKED, MANDATE, TODAY).mandate == MANDATE


@pytest.mark.parametrize(
    "kind", [OrganisationType.PRIVATE_PARTICIPANT, OrganisationType.THIRD_PARTY]
)
def test_nobody_agrees_on_behalf_of_a_private_participant_or_third_party(kind: OrganisationType):
    with pytest.raises(CannotAgreeError):
        record_agreement([POLICE, an_organisation("other", kind)], ASKED, MANDATE, TODAY)


def test_without_anybody_or_a_mandate_nothing_is_agreed():
    with pytest.raises(NobodyAgreedError):
        record_agreement([], ASKED, None, TODAY)
