"""Where it is kept under which number of its own a house brought a case in."""

from collections.abc import Collection, Mapping
from typing import Protocol

from domain.case_import import WrittenCase
from domain.identifiers import CaseId


class CaseImports(Protocol):
    """The cases that were brought in, each as the file told it, encrypted under its key. A number
    of the house is found again by a blind mark, and is no key of anything.
    """

    async def add(self, case: CaseId, written: WrittenCase) -> None:
        """Keep how a case was brought in; ConflictError when its number was brought in already."""

    async def known(self, numbers: Collection[str]) -> Mapping[str, WrittenCase]:
        """Those of these numbers, as they are compared, that were brought in, each as it was."""
        ...

    async def number_of(self, case: CaseId) -> str:
        """The number the house has for a case, or each it has; empty when it was not brought in."""
        ...
