"""The stoplight: three colours decided beforehand say which cases go first, how long they are
discussed and who must be there (the Nijmegen model; product page §4).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import assert_never


class Colour(StrEnum):
    """Priority of a case. Always written as a word, never shown as colour alone."""

    RED = "red"
    ORANGE = "orange"
    GREEN = "green"

    @property
    def rank(self) -> int:
        """Place in the order: red is 0 and goes first."""
        return tuple(Colour).index(self)


class RequiredRule(StrEnum):
    """Who must be there when a case of one colour is discussed."""

    NAMED_PARTNERS = "named_partners"
    CASE_DIRECTOR_AND_ACTION_OWNERS = "case_director_and_action_owners"
    CASE_DIRECTOR = "case_director"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourPolicy:
    """What one colour means here; 0 ``minutes`` is a written round."""

    minutes: int
    review_within: timedelta
    required: RequiredRule


@dataclass(frozen=True, slots=True, kw_only=True)
class StoplightPolicy:
    """The house's stoplight; the defaults are those of product page §4.

    ``requested_green_minutes`` is what a green case gets when somebody asks for it; after
    ``silence_working_days`` nobody who was asked in a written round has an objection.
    """

    red: ColourPolicy = ColourPolicy(
        minutes=30, review_within=timedelta(weeks=1), required=RequiredRule.NAMED_PARTNERS
    )
    orange: ColourPolicy = ColourPolicy(
        minutes=15,
        review_within=timedelta(weeks=4),
        required=RequiredRule.CASE_DIRECTOR_AND_ACTION_OWNERS,
    )
    green: ColourPolicy = ColourPolicy(
        minutes=0, review_within=timedelta(weeks=12), required=RequiredRule.CASE_DIRECTOR
    )
    requested_green_minutes: int = 5
    silence_working_days: int = 5

    def of(self, colour: Colour) -> ColourPolicy:
        """Give the policy of one colour."""
        match colour:
            case Colour.RED:
                return self.red
            case Colour.ORANGE:
                return self.orange
            case Colour.GREEN:
                return self.green
            case _:
                assert_never(colour)
