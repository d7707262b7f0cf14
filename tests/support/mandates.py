"""The register of mandates that the houses of the tests share."""

from datetime import date
from typing import Final

from domain.identifiers import OrganisationId
from domain.mandate import AgreedDecision, RegisteredMandate


def a_mandate(
    number: str, given_by: str = "police", *scope: AgreedDecision, until_on: date | None = None
) -> RegisteredMandate:
    """A mandate from 5 January 2026, for every decision unless some are named."""
    return RegisteredMandate(
        number=number,
        given_by=OrganisationId(given_by),
        scope=frozenset(scope or AgreedDecision),
        from_on=date(2026, 1, 5),
        until_on=until_on,
    )


MANDATES: Final = (a_mandate("M-7"), a_mandate("M-12"))
