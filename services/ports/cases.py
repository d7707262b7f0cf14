"""Where cases, their referral and their circle are kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.access import CaseState, Involvement
from domain.case import Case, CirclePlace, LeftReason
from domain.case_circle import Involving, RecordedPlace
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.referral import AddedFacts, Referral, ReferralVersion, SecrecyGround


class Cases(Protocol):
    """The cases of the house. Identity and story are encrypted under the key of the case."""

    async def reserve(self) -> CaseId:
        """Give out the id of a case to come, and make its key: nothing is kept without one."""

    async def add(self, case: Case, referral: Referral) -> None:
        """Keep a new case with its referral."""

    async def get(self, case_id: CaseId) -> Case:
        """Find a case; NotFoundError when there is none."""

    async def by_code(self, code: CaseCode) -> Case:
        """Find a case by the code people type; NotFoundError when there is none."""

    async def save(self, case: Case) -> Case:
        """Save a changed case and return it one version higher; ConflictError when the kept
        version is no longer ``case.version``.
        """

    async def stand_still(self, case: Case) -> None:
        """Let nobody change a case until this turn ends, without a new version of it;
        ConflictError when the kept version is no longer ``case.version``.
        """

    async def stand_still_together(self, cases: Collection[Case]) -> None:
        """The same for several at once: two that do so wait for each other in one order."""

    async def added_facts(self) -> Sequence[AddedFacts]:
        """What referrers told after the purpose test of cases that are not weighed yet."""
        ...

    async def in_states(self, states: Collection[CaseState]) -> Sequence[Case]:
        """Cases in these states, oldest first."""

    async def paused(self) -> Sequence[Case]:
        """Cases that rest, those that are looked at again first before others."""

    async def undirected(self) -> Sequence[Case]:
        """The cases on the list that nobody directs, by code."""
        ...

    async def count_undirected(self, case_ids: Collection[CaseId]) -> int:
        """How many of these cases are on the list and nobody directs."""
        ...

    async def known(self, case_ids: Collection[CaseId]) -> Sequence[Case]:
        """Those of these cases that are kept; an id that was only reserved is none."""

    async def of_member(self, member: MemberId) -> Mapping[Case, Involvement]:
        """Cases this member referred or is in the circle of, newest first, each with how they
        stand to it.
        """

    async def referral(self, case_id: CaseId, number: int | None = None) -> Referral:
        """The referral of a case, decrypted: as it was told last, or in one version."""
        ...

    async def referrals_of(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, Referral]:
        """The referral of each of these cases as it was told last, decrypted."""
        ...

    async def referral_versions(self, case_id: CaseId) -> Sequence[ReferralVersion]:
        """Who told each version of a referral and when, the newest first."""
        ...

    async def save_referral(
        self,
        case_id: CaseId,
        referral: Referral,
        by: MemberId,
        at: datetime,
        *,
        is_renamed: bool = False,
    ) -> None:
        """Keep the next version of a referral; the earlier ones stay."""

    async def referred_by(self, member: MemberId, organisation: OrganisationId) -> Sequence[Case]:
        """The cases a member referred for an organisation, also those that left, by code."""
        ...

    async def hide_addresses(
        self, case_id: CaseId, ground: SecrecyGround, typed: str, by: MemberId, at: datetime
    ) -> None:
        """Keep every address of a case, and what is typed now, as secret: no version of the
        referral holds one any more. NoAddressToHideError when there is none.
        """

    async def circle(self, case_id: CaseId) -> Sequence[CirclePlace]:
        """Everybody now in the circle. A place that was given until a moment gives nothing from
        then on, here and in all that is asked below, also before the clock came round to end it.
        """

    async def places_over(self, case_id: CaseId) -> Sequence[CirclePlace]:
        """Places that were given until a moment that has come, and that nobody ended."""
        ...

    async def circle_history(self, case_id: CaseId) -> Sequence[RecordedPlace]:
        """Every place there ever was in the circle: who was in it, when, for whom and why."""
        ...

    async def seated(self) -> Sequence[tuple[MemberId, OrganisationId]]:
        """Everybody with a place in some case, once for each organisation they have one for."""
        ...

    async def places_of(self, member: MemberId) -> Sequence[CirclePlace]:
        """The places a member has now."""
        ...

    async def join_circle(self, place: CirclePlace, involving: Involving | None = None) -> bool:
        """Give a member a place, with why and who agreed; False, and nothing changes, for one whose
        place nobody ended.
        """
        ...

    async def joined_since(self, member: MemberId, since: datetime) -> Sequence[CirclePlace]:
        """The places a member got since a moment and still has, by that moment."""

    async def standing_in_for(self, member: MemberId, since: datetime) -> Sequence[CirclePlace]:
        """The places that deputies have for a member, also those that ended since a moment."""
        ...

    async def move_end(self, case_id: CaseId, member: MemberId, until: datetime) -> None:
        """Have a place that a member has now last until another moment."""

    async def return_to_circle(self, case_id: CaseId, member: MemberId, left_at: datetime) -> bool:
        """Give back a place that ended at that very moment; False when there is none."""
        ...

    async def leave_circle(
        self,
        case_id: CaseId,
        member: MemberId,
        at: datetime,
        because: LeftReason | None = None,
        why: str = "",
    ) -> None:
        """End a member's place and so their access; the place stays in the history."""

    async def involvement(self, case_id: CaseId, member: MemberId) -> Involvement:
        """How a member stands to a case; an open acute invitation counts as INVITED. What they had
        for another organisation than they represent now counts as FORMER.
        """

    async def involvements(
        self, case_ids: Collection[CaseId], member: MemberId
    ) -> Mapping[CaseId, Involvement]:
        """How a member stands to each of these cases."""
