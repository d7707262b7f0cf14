"""Mandates of the house: which public participant lets the house decide on its behalf, what, and
from when until when (WGS art. 2.31(2)-(4); ``domain.md`` §4.1 row 3).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.agreement import Mandate, may_agree
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import OrganisationId
from domain.member import Organisation


class MandateNotHeldError(InvalidInputError):
    """This mandate is not in the register, not for this decision, or not in force today."""

    text_key: ClassVar[str] = "judging.mandate_not_held"


class MandateOverError(RuleBrokenError):
    """The mandate of a decision that waited ended meanwhile: it is sent back and taken anew."""

    text_key: ClassVar[str] = "judging.mandate_over"


class AgreedDecision(StrEnum):
    """A decision for which the public participants agree or a mandate is used."""

    PURPOSE = "purpose"
    WEIGHING = "weighing"
    INVOLVING = "involving"
    CLOSING = "closing"
    EXTENSION = "extension"
    PRIORITY = "priority"
    MERGING = "merging"
    ACUTE = "acute"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredMandate:
    """A mandate of the register; both days included, no end when ``until_on`` is None."""

    number: str
    given_by: OrganisationId
    scope: frozenset[AgreedDecision]
    from_on: date
    until_on: date | None = None

    def holds_for(self, decision: AgreedDecision, on: date) -> bool:
        """Tell whether it may be used for such a decision on a day."""
        is_over = self.until_on is not None and on > self.until_on
        return decision in self.scope and self.from_on <= on and not is_over


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateOffer:
    """A mandate that may be used, with who gave it."""

    mandate: RegisteredMandate
    giver: Organisation


def find_mandates(
    register: Sequence[RegisteredMandate],
    organisations: Collection[Organisation],
    decision: AgreedDecision,
    on: date,
) -> Sequence[MandateOffer]:
    """The mandates that hold for a decision on a day, of who is a public participant still."""
    givers = {one.id: one for one in organisations if may_agree(one)}
    return [
        MandateOffer(mandate=one, giver=givers[one.given_by])
        for one in register
        if one.given_by in givers and one.holds_for(decision, on)
    ]


def use_mandate(offers: Sequence[MandateOffer], number: str) -> Mandate:
    """Put on record which mandate is used; MandateNotHeldError when it is none of these."""
    for one in offers:
        if one.mandate.number == number:
            return Mandate(number=number, given_on=one.mandate.from_on)
    raise MandateNotHeldError
