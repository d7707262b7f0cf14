"""Two cases that have to do with each other, and why: a coordinator links them. Whoever may not see
both learns nothing, not even that there is a link.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.errors import AlreadyDoneError, InvalidInputError
from domain.identifiers import CaseId, LinkId, MemberId


class NoLinkReasonError(InvalidInputError):
    """Whoever links two cases, or ends that, says why."""

    text_key: ClassVar[str] = "linked_case.no_reason"


class SameCaseError(InvalidInputError):
    """A case is not linked with itself."""

    text_key: ClassVar[str] = "linked_case.same"


class AlreadyLinkedError(InvalidInputError):
    """These two cases are linked already."""

    text_key: ClassVar[str] = "linked_case.already"


class NotLinkedError(AlreadyDoneError):
    """These two cases are not linked, or no longer."""

    text_key: ClassVar[str] = "linked_case.not_linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """Two cases that are linked, ``one`` before ``other`` by their ids; who did it and when."""

    id: LinkId
    one: CaseId
    other: CaseId
    linked_by: MemberId
    linked_at: datetime

    def beside(self, case: CaseId) -> CaseId:
        """The case at the other end."""
        return self.other if case == self.one else self.one


def link_two(id_: LinkId, cases: tuple[CaseId, CaseId], by: MemberId, at: datetime) -> CaseLink:
    """Link two cases; SameCaseError when they are one."""
    one, other = sorted(cases)
    if one == other:
        raise SameCaseError
    return CaseLink(id=id_, one=one, other=other, linked_by=by, linked_at=at)


def tell_why(reason: str) -> str:
    """The reason as it is kept; NoLinkReasonError when there is none."""
    if not reason.strip():
        raise NoLinkReasonError
    return reason.strip()
