"""The colour of one case: who decided it, why, for how long, who must be there and when it is
looked at again (product page §4). A person decides; nothing here picks a colour.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Final

from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.caselist import ListMark
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MeetingKindId, MemberId, OrganisationId
from domain.member import Organisation
from domain.stoplight import Colour, RequiredRule, StoplightPolicy

# a house plans in steps of five minutes
MINUTES_STEP: Final = 5
MOST_MINUTES: Final = 120


class NoColourReasonError(InvalidInputError):
    """A colour always needs a reason."""

    text_key: ClassVar[str] = "colour.no_reason"


class WrongMinutesError(InvalidInputError):
    """Red and orange take 5 to 120 minutes in steps of 5; green is a written round or short."""

    text_key: ClassVar[str] = "colour.wrong_minutes"


class WrongGreenMinutesError(WrongMinutesError):
    """Green takes no discussion, or as long as the house gives it when somebody asks."""

    text_key: ClassVar[str] = "colour.wrong_green_minutes"


class NotAParticipantError(InvalidInputError):
    """Only participants of the house can be required at a discussion."""

    text_key: ClassVar[str] = "colour.not_a_participant"


class NobodyNamedError(InvalidInputError):
    """A red case needs a partner at the table besides the organisation of the process director."""

    text_key: ClassVar[str] = "colour.nobody_named"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourWish:
    """What a process director asks for: a colour and all that comes with it."""

    colour: Colour
    reason: str
    minutes: int
    required: tuple[OrganisationId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingColour:
    """The colour that a case has and what it asks, without the reason: what lists and agendas
    need. 0 ``minutes`` is a written round.
    """

    colour: Colour
    minutes: int
    required: tuple[OrganisationId, ...]
    set_by: MemberId
    set_at: datetime
    next_review_on: date

    def is_stale(self, on: date) -> bool:
        """Tell whether the day of the review has passed without a new decision."""
        return on > self.next_review_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourDecision:
    """A colour as it was decided for a case, with the reason."""

    case: CaseId
    reason: str
    standing: StandingColour


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourCount:
    """How many cases on the list of one kind of meeting have one colour (None: those without), to
    how many of them each mark applies, how many are chosen, and how many minutes they are
    discussed, once each.
    """

    colour: Colour | None
    cases: int
    minutes: int
    marks: Mapping[ListMark, int] = field(default_factory=dict)
    chosen: int = 0
    kind: MeetingKindId | None = None


def decide_colour(
    case: CaseId,
    wish: ColourWish,
    organisations: Collection[Organisation],
    policy: StoplightPolicy,
    signature: Signature,
    calendar: HouseCalendar,
) -> ColourDecision:
    """Decide the colour a process director asks for; the review term runs from the day signed, and
    one that ends on a day off ends on the next working day (Algemene termijnenwet art. 1).

    ``organisations`` are the partners of the house. Raises NoColourReasonError, WrongMinutesError
    when the minutes do not suit the colour, NotAParticipantError for a required organisation that
    is no participant, NobodyNamedError for red without one besides the organisation of who signs.
    """
    if not wish.reason.strip():
        raise NoColourReasonError
    if not suits_colour(wish.colour, wish.minutes, policy):
        raise _refuse_minutes(wish.colour, policy)
    require_participants(wish.required, organisations)
    if not names_enough(wish.colour, set(wish.required) - {signature.organisation}):
        raise NobodyNamedError
    review_on = signature.on + policy.of(wish.colour).review_within
    standing = StandingColour(
        colour=wish.colour,
        minutes=wish.minutes,
        required=tuple(sorted(set(wish.required))),
        set_by=signature.by,
        set_at=signature.at,
        next_review_on=calendar.working_day_from(review_on),
    )
    return ColourDecision(case=case, reason=wish.reason.strip(), standing=standing)


def require_participants(
    chosen: Collection[OrganisationId], organisations: Collection[Organisation]
) -> None:
    """Refuse an organisation that is no participant: a third party has no place in the circle of
    a case (BGS art. 2.21).
    """
    participants = {one.id for one in organisations if one.may_refer}
    if not participants.issuperset(chosen):
        raise NotAParticipantError


def names_enough(colour: Colour, required: Collection[str]) -> bool:
    """Tell whether a case of this colour names who must be there: red takes a partner who is asked
    beforehand.
    """
    return colour is not Colour.RED or bool(required)


def suits_colour(colour: Colour, minutes: int, policy: StoplightPolicy) -> bool:
    """Tell whether a case of this colour may take this long: red and orange in steps of five
    minutes, green not at all or as short as the policy allows.
    """
    if colour is Colour.GREEN:
        return minutes in _list_green_minutes(policy)
    return 0 < minutes <= MOST_MINUTES and minutes % MINUTES_STEP == 0


def _list_green_minutes(policy: StoplightPolicy) -> list[int]:
    return sorted({0, policy.of(Colour.GREEN).minutes, policy.requested_green_minutes})


def _refuse_minutes(colour: Colour, policy: StoplightPolicy) -> WrongMinutesError:
    if colour is not Colour.GREEN:
        return WrongMinutesError()
    return WrongGreenMinutesError(fitting=", ".join(map(str, _list_green_minutes(policy))))


def propose_required(
    rule: RequiredRule,
    named: Collection[OrganisationId],
    director: OrganisationId | None,
) -> tuple[OrganisationId, ...]:
    """Propose who must be there: the partners ``named`` for this case so far, and the organisation
    of its case director; for green the case director alone. A person changes and confirms it.
    """
    directing = {director} if director else set()
    if rule is RequiredRule.CASE_DIRECTOR and directing:
        return tuple(directing)
    return tuple(sorted(directing | set(named)))
