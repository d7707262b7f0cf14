"""What came of agreements, counted per organisation and never per person: the counts of an
organisation are shown when enough people stand behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.identifiers import OrganisationId

# the threshold rule: a cell with fewer respondents is not published, "some agencies require five,
# others three" (Glossary of Statistical Disclosure Control, UNECE/Eurostat 2005)
FEWEST_OWNERS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCounts:
    """What came of agreements, and of how many ``owners`` they were."""

    done: int = 0
    not_possible: int = 0
    not_done: int = 0
    open: int = 0
    owners: int = 0

    def __add__(self, other: "ActionCounts") -> "ActionCounts":
        """Both together."""
        return ActionCounts(
            done=self.done + other.done,
            not_possible=self.not_possible + other.not_possible,
            not_done=self.not_done + other.not_done,
            open=self.open + other.open,
            owners=self.owners + other.owners,
        )

    @property
    def agreed(self) -> int:
        """All of them."""
        return self.done + self.not_possible + self.not_done + self.open

    @property
    def may_be_shown(self) -> bool:
        """Tell whether no person can be seen in them."""
        return self.owners >= FEWEST_OWNERS


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationActions:
    """What came of the agreements of one organisation."""

    organisation: OrganisationId
    counts: ActionCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownActions:
    """What may be shown of agreements: all together and some organisations by name; the others only
    as one. None where a person could be seen.
    """

    all: ActionCounts | None
    named: tuple[OrganisationActions, ...] = ()
    others: ActionCounts | None = None


def hide_small(counted: Sequence[OrganisationActions]) -> ShownActions:
    """Choose what may be shown: who has too few people behind its counts is counted among others,
    with the next smallest when it would stand there alone or they are still too few.
    """
    named = sorted(counted, key=lambda one: (one.counts.owners, one.organisation))
    others = list[OrganisationActions]()
    while named and not named[0].counts.may_be_shown:
        others.append(named.pop(0))
    # what the sum leaves open could be reckoned from the others by name
    while named and others and not _sum(others).may_be_shown:
        others.append(named.pop(0))
    together = _sum(others)
    whole = _sum(counted)
    return ShownActions(
        all=whole if whole.may_be_shown else None,
        named=tuple(sorted(named, key=lambda one: one.organisation)),
        others=together if together.may_be_shown else None,
    )


def _sum(counted: Sequence[OrganisationActions]) -> ActionCounts:
    return sum((one.counts for one in counted), ActionCounts())
