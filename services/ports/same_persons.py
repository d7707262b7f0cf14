"""Where it is looked up which cases may be about the same person."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.referral import Identity


class SamePersons(Protocol):
    """The marks of whom cases are about; they are kept with each referral, and go with it."""

    async def find(self, case_id: CaseId, identity: Identity) -> Sequence[CaseId]:
        """The other cases that may be about this person."""

    async def find_of_each(
        self, identities: Mapping[CaseId, Identity]
    ) -> Mapping[CaseId, Sequence[CaseId]]:
        """The other cases that may be about each of these persons, in one question."""
