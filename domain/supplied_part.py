"""What an organisation told of a case and is still kept: it stays beyond the longest term only when
its supplier agrees (BGS art. 1.16(3)). What the house judged itself was supplied by nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case import CirclePlace
from domain.identifiers import MemberId, OrganisationId


class SuppliedKind(StrEnum):
    """What was told: a version of the referral or of a contribution, an acute report, what was said
    at a table.
    """

    REFERRAL = "referral"
    REPORT = "report"
    MINUTES = "minutes"
    DISCUSSION = "discussion"
    PLAN = "plan"
    ACTION = "action"
    ROUND = "round"
    WISH = "wish"
    MARK = "mark"
    OBJECTION = "objection"
    DEPARTURE = "departure"
    NOT_DIRECTING = "not_directing"
    ENQUIRY = "enquiry"
    REACTION = "reaction"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPart:
    """One part that is kept, by its ``key``: with the ``organisations`` it is of where that was
    kept, else with the ``writer``, else only with the moment it was written ``at``.
    """

    kind: SuppliedKind
    key: tuple[str | int, ...]
    organisations: frozenset[OrganisationId] = frozenset()
    writer: MemberId | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliedPart:
    """One part with each organisation that may have supplied it."""

    part: HeldPart
    suppliers: frozenset[OrganisationId]

    def may_stay(self, agreed: frozenset[OrganisationId]) -> bool:
        """Tell whether everybody who may have supplied it agreed."""
        return self.suppliers <= agreed


def attribute(
    part: HeldPart, places: Sequence[CirclePlace], today: Mapping[MemberId, OrganisationId]
) -> SuppliedPart:
    """Find who supplied a part: the organisation for which its writer had a place in the case then,
    or ever, or else works ``today``; without a writer everybody who had a place then.
    """
    suppliers = part.organisations or (
        _find_of_writer(part, part.writer, places, today)
        if part.writer
        else _name(_seated(places, part.at))
    )
    return SuppliedPart(part=part, suppliers=suppliers)


def _find_of_writer(
    part: HeldPart,
    writer: MemberId,
    places: Sequence[CirclePlace],
    today: Mapping[MemberId, OrganisationId],
) -> frozenset[OrganisationId]:
    own = [one for one in places if one.member == writer]
    return _name(_seated(own, part.at)) or _name(own) or frozenset({today[writer]})


def _seated(places: Sequence[CirclePlace], at: datetime | None) -> list[CirclePlace]:
    return [one for one in places if at and _held_then(one, at)]


def _held_then(place: CirclePlace, at: datetime) -> bool:
    ends = [one for one in (place.left_at, place.until) if one]
    return place.joined_at <= at and all(at < one for one in ends)


def _name(places: Iterable[CirclePlace]) -> frozenset[OrganisationId]:
    return frozenset(one.organisation for one in places)
