"""What came in as an acute report has its criteria explained by the referrer afterwards, before it
is weighed (BGS art. 2.20(3); product page §6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Final

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.referral import Criterion, ExplainedCriterion, Referral

MOST_REMINDERS: Final = 3
_REMINDED_EACH: Final = 2


class CriteriaNotAskedError(RuleBrokenError):
    """Nobody asks to explain the criteria of this case now."""

    text_key: ClassVar[str] = "criteria.not_asked"


class CriteriaLackingError(InvalidInputError):
    """Explain each of the four criteria."""

    text_key: ClassVar[str] = "criteria.lacking_some"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaRequest:
    """The question to a referrer to explain the criteria; ``reminders`` counts those after it."""

    case: CaseId
    member: MemberId
    asked_at: datetime
    reminders: int = 0

    @property
    def is_silent(self) -> bool:
        """Tell whether every reminder went by, so that process directors read it."""
        return self.reminders > MOST_REMINDERS


def lacks_criteria(referral: Referral) -> bool:
    """Tell whether the referrer did not explain every criterion."""
    return any(_is_lacking(referral.explained(one)) for one in Criterion)


def _is_lacking(given: ExplainedCriterion | None) -> bool:
    return given is None or not given.explanation.strip()


def explain(referral: Referral, criteria: Sequence[ExplainedCriterion]) -> Referral:
    """A referral with its criteria as they are explained; CriteriaLackingError when one lacks."""
    explained = replace(referral, criteria=tuple(criteria))
    if lacks_criteria(explained):
        raise CriteriaLackingError
    return explained


def is_asked(request: CriteriaRequest | None, state: CaseState) -> bool:
    """Tell whether a referrer is still waited for: not once the case is weighed or withdrawn."""
    return request is not None and state is CaseState.PURPOSE_TESTED


def remind_of_criteria(request: CriteriaRequest) -> CriteriaRequest:
    """Count a reminder."""
    return replace(request, reminders=request.reminders + 1)


def waits_until(since: date, calendar: HouseCalendar) -> date:
    """The day on which the house looks again whether it still waits."""
    return calendar.add_working_days(since, _REMINDED_EACH)
