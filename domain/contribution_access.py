"""Whether a contribution shows to a reader, and where: one decision, with its reason, that every
page, sheet and export asks before it shows one (WGS art. 2.29(3); product page §3a).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.access import Ground
from domain.contribution import Conditions, Contribution, MeantFor, find_newest
from domain.identifiers import OrganisationId

_COORDINATING: Final = frozenset({Ground.INFORMATION_COORDINATOR, Ground.PROCESS_DIRECTOR})
_SUPPLYING: Final = frozenset({Ground.CIRCLE, Ground.REFERRER, Ground.SUPPLIER})
_HEARING: Final = frozenset({Ground.CIRCLE, Ground.NOTE_TAKER})


class ContributionUse(StrEnum):
    """Where a contribution would show."""

    PAGE = "page"
    WEIGHING = "weighing"
    TABLE = "table"
    SESSION = "session"
    MINUTES = "minutes"
    EXPORT = "export"
    PAPER = "paper"
    SIGNAL = "signal"


# what leaves this window is beyond what its supplier can take back
_ONWARD: Final = frozenset({
    ContributionUse.MINUTES,
    ContributionUse.EXPORT,
    ContributionUse.PAPER,
    ContributionUse.SIGNAL,
})  # fmt: skip


class ContributionShown(StrEnum):
    """How much of a contribution a reader gets: all of it, that it is told by word of mouth, only
    which organisation contributed, that it was withdrawn, or not even that there is one.
    """

    TEXT = "text"
    ORAL = "oral"
    SUPPLIER = "supplier"
    WITHDRAWN = "withdrawn"
    NOTHING = "nothing"


class ContributionReason(StrEnum):
    """Why."""

    OWN = "own"
    COORDINATES = "coordinates"
    INVOLVED = "involved"
    NAMED = "named"
    ONLY_ORAL = "only_oral"
    ONLY_REFERRED = "only_referred"
    NAMED_ELSEWHERE = "named_elsewhere"
    NOT_MEANT_FOR_THEM = "not_meant_for_them"
    NOT_ONWARD = "not_onward"
    SOURCE_STAYS = "source_stays"
    TOO_LATE = "too_late"
    WITHDRAWN = "withdrawn"
    NO_PLACE = "no_place"


_READS_EARLIER: Final = frozenset({ContributionReason.OWN, ContributionReason.COORDINATES})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionReader:
    """Who would read it: on which ground they may look at what was contributed to this case, and
    the organisation they speak for; ``asked_who`` when the outcome of the case answers its referrer
    which organisations are involved, and only who says yes is named.
    """

    ground: Ground
    organisation: OrganisationId
    asked_who: bool = False

    @property
    def coordinates(self) -> bool:
        """Tell whether they weigh and guard the case."""
        return self.ground in _COORDINATING


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionAccess:
    """What a reader gets of a contribution, and why no more or less."""

    shown: ContributionShown
    reason: ContributionReason

    @property
    def is_shown(self) -> bool:
        """Tell whether it shows at all."""
        return self.shown is not ContributionShown.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownContribution:
    """A version of a contribution and how much of it shows; not ``is_newest`` for one that is kept
    as it was.
    """

    contribution: Contribution
    access: ContributionAccess
    is_newest: bool = True


def may_read_contribution(
    contribution: Contribution, reader: ContributionReader, use: ContributionUse, today: date
) -> ContributionAccess:
    """Decide what of a contribution shows to a reader in one place on one day."""
    if contribution.text is None:
        return _decide_withdrawn(contribution, reader, use)
    conditions = contribution.text.conditions
    if conditions.until_on is not None and conditions.until_on < today:
        return _nothing(ContributionReason.TOO_LATE)
    is_own = _supplied(contribution, reader)
    access = _text(ContributionReason.OWN) if is_own else _decide_reader(conditions, reader)
    return _decide_use(conditions, access, use) if access.is_shown else access


def _supplied(contribution: Contribution, reader: ContributionReader) -> bool:
    is_theirs = reader.organisation == contribution.organisation
    return is_theirs and reader.ground in _SUPPLYING


def _decide_withdrawn(
    contribution: Contribution, reader: ContributionReader, use: ContributionUse
) -> ContributionAccess:
    """Its conditions are gone with its text: that it was there is known to its supplier and to who
    coordinates, and is told nowhere else.
    """
    if use in _ONWARD or not (_supplied(contribution, reader) or reader.coordinates):
        return _nothing(ContributionReason.WITHDRAWN)
    return ContributionAccess(
        shown=ContributionShown.WITHDRAWN, reason=ContributionReason.WITHDRAWN
    )


def _decide_reader(conditions: Conditions, reader: ContributionReader) -> ContributionAccess:
    if reader.coordinates:
        return _text(ContributionReason.COORDINATES)
    if reader.ground is Ground.REFERRER:
        return _decide_referrer(conditions, reader)
    if reader.ground not in _HEARING:
        return _nothing(ContributionReason.NO_PLACE)
    reason = _find_audience(conditions, reader)
    if reason is ContributionReason.NOT_MEANT_FOR_THEM:
        return _nothing(reason)
    if conditions.is_oral:
        return ContributionAccess(shown=ContributionShown.ORAL, reason=ContributionReason.ONLY_ORAL)
    return _text(reason)


def _decide_referrer(conditions: Conditions, reader: ContributionReader) -> ContributionAccess:
    """Who only referred a case reads which organisations contributed, but those that object."""
    if reader.asked_who:
        return _nothing(ContributionReason.NAMED_ELSEWHERE)
    if conditions.is_unnamed or conditions.meant_for is not MeantFor.INVOLVED:
        return _nothing(ContributionReason.NOT_MEANT_FOR_THEM)
    return ContributionAccess(
        shown=ContributionShown.SUPPLIER, reason=ContributionReason.ONLY_REFERRED
    )


def _find_audience(conditions: Conditions, reader: ContributionReader) -> ContributionReason:
    """On what a reader belongs to whom it is meant for; who only types for the chair is of no
    organisation at the table.
    """
    match conditions.meant_for:
        case MeantFor.INVOLVED:
            return ContributionReason.INVOLVED
        case MeantFor.COORDINATORS:
            return ContributionReason.NOT_MEANT_FOR_THEM
        case MeantFor.ORGANISATIONS:
            if reader.ground is Ground.CIRCLE and reader.organisation in conditions.organisations:
                return ContributionReason.NAMED
            return ContributionReason.NOT_MEANT_FOR_THEM


def _decide_use(
    conditions: Conditions, access: ContributionAccess, use: ContributionUse
) -> ContributionAccess:
    """What a reader may read may not always go on from there."""
    if use not in _ONWARD:
        return access
    if use in {ContributionUse.MINUTES, ContributionUse.SIGNAL}:
        return _nothing(ContributionReason.SOURCE_STAYS)
    if conditions.stays_here:
        return _nothing(ContributionReason.NOT_ONWARD)
    if conditions.is_oral:
        return _nothing(ContributionReason.ONLY_ORAL)
    if use is ContributionUse.PAPER and conditions.meant_for is not MeantFor.INVOLVED:
        # a sheet lies on the table before everybody
        return _nothing(ContributionReason.NOT_MEANT_FOR_THEM)
    return access


def _text(reason: ContributionReason) -> ContributionAccess:
    return ContributionAccess(shown=ContributionShown.TEXT, reason=reason)


def _nothing(reason: ContributionReason) -> ContributionAccess:
    return ContributionAccess(shown=ContributionShown.NOTHING, reason=reason)


def choose_contributions(
    versions: Sequence[Contribution],
    reader: ContributionReader,
    use: ContributionUse,
    today: date,
) -> tuple[ShownContribution, ...]:
    """Choose what shows of all that was contributed to a case, the newest version of each; on the
    page of the case who supplied or coordinates reads the versions before it too.
    """
    return tuple(
        shown
        for newest in find_newest(versions)
        for shown in _choose_versions(newest, versions, reader, use, today)
    )


def _choose_versions(
    newest: Contribution,
    versions: Sequence[Contribution],
    reader: ContributionReader,
    use: ContributionUse,
    today: date,
) -> Iterator[ShownContribution]:
    access = may_read_contribution(newest, reader, use, today)
    if not access.is_shown:
        return
    yield ShownContribution(contribution=newest, access=access)
    if use is not ContributionUse.PAGE or access.reason not in _READS_EARLIER:
        return
    of_it = [one for one in versions if one.id == newest.id and one.number < newest.number]
    for before in sorted(of_it, key=lambda one: one.number, reverse=True):
        earlier = may_read_contribution(before, reader, use, today)
        if earlier.is_shown:
            yield ShownContribution(contribution=before, access=earlier, is_newest=False)
