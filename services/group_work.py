"""What a coordinator does with several people of a group at once, each by a permit of its own: what
they saw must still be so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Final

from domain.access import Action
from domain.errors import AlreadyDoneError, InvalidInputError
from domain.group_referral import GroupMark
from domain.identifiers import CaseId
from services.access import Permit
from services.group_referral_views import permit_in_group
from services.moment import Context

_SEEN_SIGNS: Final = 12


class GroupChangedError(AlreadyDoneError):
    """Something of this group changed since you opened it: open it again."""

    text_key: ClassVar[str] = "group_referral.changed"


class NobodyTickedError(InvalidInputError):
    """Tick at least one person of the group."""

    text_key: ClassVar[str] = "group_referral.nobody_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWork:
    """The cases of a group with which the actor may do one thing now."""

    mark: GroupMark
    permits: tuple[Permit, ...]

    @property
    def cases(self) -> tuple[CaseId, ...]:
        """The ids of the cases, in the order in which they were told."""
        return tuple(one.case.id for one in self.permits)

    @property
    def seen(self) -> str:
        """A mark of how these cases are now, to tell later whether they are still so."""
        return mark_seen(*(f"{one.case.id}:{one.case.version}" for one in self.permits))

    def choose(self, chosen: Collection[str]) -> tuple[Permit, ...]:
        """The permits of those who were ticked.

        Raises NobodyTickedError, and GroupChangedError for one that is not there any more.
        """
        found = tuple(one for one in self.permits if one.case.id in chosen)
        if not chosen:
            raise NobodyTickedError
        if len(found) < len(set(chosen)):
            raise GroupChangedError
        return found


async def hold_cases(ctx: Context, permits: Sequence[Permit]) -> None:
    """Let nobody change these cases before this turn, which changes them one by one, is over."""
    await ctx.uow.cases.stand_still_together([one.case for one in permits])


async def take_group(ctx: Context, mark: GroupMark, action: Action, seen: str = "") -> GroupWork:
    """Take up what can be done with a group, as it was seen.

    Raises GroupChangedError when it changed, NothingLeftInGroupError when nothing is left.
    """
    work = GroupWork(mark=mark, permits=await permit_in_group(ctx, mark, action))
    check_seen(seen, work.seen)
    return work


def mark_seen(*parts: str) -> str:
    """A short mark of what was seen; says nothing of it."""
    return sha256(",".join(parts).encode()).hexdigest()[:_SEEN_SIGNS]


def check_seen(seen: str, now: str) -> None:
    """Raise GroupChangedError when something is not as it was seen; empty when it is seen first."""
    if seen not in {"", now}:
        raise GroupChangedError
