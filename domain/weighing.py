"""Weighing: the house's own judgement on the four criteria beside the referrer's explanation, and
what follows from it (BGS art. 2.20 and 2.16; ``domain.md`` §1.4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.access import CaseState
from domain.agreement import Agreement, Signature
from domain.case import Case, CirclePlace, CircleReason
from domain.colour import ColourWish
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Member, Speaker
from domain.referral import Criterion


class Outcome(StrEnum):
    """What the house does with a referral: A, B or C."""

    NOT_TAKEN_UP = "not_taken_up"
    ADVICE_OR_SIGNAL = "advice_or_signal"
    TAKEN_UP = "taken_up"

    @property
    def state(self) -> CaseState:
        """The state a case is in after this outcome."""
        return CaseState(self.value)


class CriteriaNotMetError(InvalidInputError):
    """The house takes up a case only when all four criteria are met."""

    text_key: ClassVar[str] = "weighing.criteria_not_met"


class NoFollowUpError(InvalidInputError):
    """Say who takes it on and has said yes, or which advice the referrer gets."""

    text_key: ClassVar[str] = "weighing.no_follow_up"


class NotAcceptedError(InvalidInputError):
    """Ask the organisation first: it takes the case on only when somebody there said yes."""

    text_key: ClassVar[str] = "weighing.not_accepted"


class FutureYesError(InvalidInputError):
    """Nobody said yes on a day to come."""

    text_key: ClassVar[str] = "weighing.yes_in_future"


class ShortEffort(StrEnum):
    """What the house does in outcome B: it advises who referred the case, answers their question
    which organisations are involved, or passes a finding on and tells them that.
    """

    ADVICE = "advice"
    INVOLVED_ANSWER = "involved_answer"
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidYes:
    """Who said yes for the organisation that takes a case on, and on which day."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What the referrer can go on with: an organisation that takes it on, or advice, or both; or an
    answer, for which the organisations in ``to_be_named`` are asked. Of a signal ``advice`` is what
    explains to them what the house does.
    """

    taken_on_by: OrganisationId | None = None
    said_yes: SaidYes | None = None
    advice: str = ""
    effort: ShortEffort = ShortEffort.ADVICE
    to_be_named: frozenset[OrganisationId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a process director wants to weigh; criteria outside ``met`` are judged not met.

    ``involved`` and ``case_director`` count when the case is taken up.
    """

    met: frozenset[Criterion]
    outcome: Outcome
    agreement: Agreement
    follow_up: FollowUp = field(default_factory=FollowUp)
    involved: frozenset[OrganisationId] = frozenset()
    case_director: MemberId | None = None

    @property
    def answers_who_is_involved(self) -> bool:
        """Tell whether the referrer gets an answer which organisations are involved."""
        return self._makes_effort(ShortEffort.INVOLVED_ANSWER)

    @property
    def promises_signal(self) -> bool:
        """Tell whether the house passes on a finding from the case."""
        return self._makes_effort(ShortEffort.SIGNAL)

    def _makes_effort(self, effort: ShortEffort) -> bool:
        return self.outcome is Outcome.ADVICE_OR_SIGNAL and self.follow_up.effort is effort


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingPlan:
    """All that a weighing does; ``colour`` when the case is taken up."""

    verdict: Verdict
    colour: ColourWish | None = None

    @property
    def needs_yes(self) -> bool:
        """Tell whether an organisation must say yes before the weighing counts."""
        follow_up = self.verdict.follow_up
        is_taken_on = follow_up.taken_on_by is not None and follow_up.said_yes is None
        return is_taken_on and self.verdict.outcome is Outcome.NOT_TAKEN_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """A referral as it was weighed."""

    case: CaseId
    verdict: Verdict
    weighed_by: MemberId
    weighed_at: datetime


def weigh_referral(case: CaseId, verdict: Verdict, signature: Signature) -> Weighing:
    """Weigh a referral.

    Raises CriteriaNotMetError for C without all four criteria, NoFollowUpError for A or B without
    an organisation that takes it on, an answer or advice, NotAcceptedError for one of which
    nobody is named who said yes, FutureYesError when that is said of a day to come.
    """
    if verdict.outcome is Outcome.TAKEN_UP:
        _require_all_criteria(verdict.met)
    else:
        _require_follow_up(verdict, signature.on)
    return Weighing(case=case, verdict=verdict, weighed_by=signature.by, weighed_at=signature.at)


def _require_all_criteria(met: Collection[Criterion]) -> None:
    if not set(met).issuperset(Criterion):
        raise CriteriaNotMetError


def _require_follow_up(verdict: Verdict, on: date) -> None:
    follow_up = verdict.follow_up
    if follow_up.taken_on_by:
        _require_yes(follow_up.said_yes, on)
    is_handed_over = verdict.outcome is Outcome.NOT_TAKEN_UP and follow_up.taken_on_by
    is_enough = is_handed_over or verdict.answers_who_is_involved
    if not is_enough and not follow_up.advice.strip():
        raise NoFollowUpError


def _require_yes(said_yes: SaidYes | None, on: date) -> None:
    if said_yes is None or not said_yes.by.strip():
        raise NotAcceptedError
    if said_yes.on > on:
        raise FutureYesError


Representatives = Mapping[OrganisationId, Sequence[Speaker]]


def form_circle(
    case: Case,
    involved: Representatives,
    required: Representatives,
    case_director: Member | None,
    at: datetime,
) -> tuple[CirclePlace, ...]:
    """Form the circle of a case that is taken up: its referrer, the case director, and of each
    other required or involved organisation the first who speaks for it (principle 2).
    """
    named = {case.referrer: (case.referring_organisation, CircleReason.REFERRED)}
    if case_director:
        seat = (case_director.organisation, CircleReason.CASE_DIRECTOR)
        named.setdefault(case_director.id, seat)
    seats = {
        **choose_seats(involved, CircleReason.INVOLVED_PARTNER),
        **choose_seats(required, CircleReason.REQUIRED_PARTNER),
    }
    spoken_for = {organisation for organisation, _ in named.values()}
    others = {member: seat for member, seat in seats.items() if seat[0] not in spoken_for}
    return tuple(
        CirclePlace(
            case=case.id, member=member, organisation=organisation, reason=reason, joined_at=at
        )
        for member, (organisation, reason) in {**named, **others}.items()
    )


def choose_seats(
    partners: Representatives, reason: CircleReason
) -> dict[MemberId, tuple[OrganisationId, CircleReason]]:
    """Give one seat to each organisation: to the first who speaks for it (principle 2)."""
    return {members[0].id: (one, reason) for one, members in partners.items() if members}
