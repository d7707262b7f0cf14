"""The kinds of meeting of a house, weekly or thematic: each has a purpose, a list of its own and
partners who sit down at it as a rule (product page §4). Its hours and channel are its schedules'.
"""

from collections.abc import Collection
from dataclasses import dataclass

from domain.errors import RuleBrokenError
from domain.identifiers import ChannelTitle, MeetingKindId, OrganisationId


class OtherKindError(RuleBrokenError):
    """A case comes up in meetings of its own kind."""

    text_key = "meeting_kind.other_kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingKind:
    """One kind of meeting; ``title`` is what its channel may read of it, ``fixed`` the partners who
    come as a rule.
    """

    id: MeetingKindId
    position: int
    name: str
    title: ChannelTitle | None = None
    purpose: str = ""
    fixed: tuple[OrganisationId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindsHeld:
    """The kinds of a house in its order. What names none, or one that the house no longer holds,
    is of the first; a house that names none has one kind, which needs no name.
    """

    all: tuple[MeetingKind, ...] = ()

    @property
    def are_several(self) -> bool:
        """Tell whether there is something to choose."""
        return len(self.all) > 1

    def find(self, named: MeetingKindId | None) -> MeetingKind | None:
        """Find the kind that is meant; None in a house that names no kinds."""
        return next((one for one in self.all if one.id == named), next(iter(self.all), None))

    def tell_apart(self, named: MeetingKindId | None) -> str:
        """The name of a kind; empty where there is no other."""
        kind = self.find(named)
        return kind.name if kind and self.are_several else ""

    def are_same(self, one: MeetingKindId | None, other: MeetingKindId | None) -> bool:
        """Tell whether both mean the same kind."""
        return self.find(one) == self.find(other)


def find_not_needed(
    kind: MeetingKind | None, required: Collection[OrganisationId]
) -> tuple[OrganisationId, ...]:
    """Find the partners who come to this kind of meeting as a rule, and now have no part in it."""
    return tuple(one for one in kind.fixed if one not in required) if kind else ()
