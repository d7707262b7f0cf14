"""Where it is kept why a case moved on in its line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.case import CirclePlace
from domain.closing import Closing
from domain.extension import Extension
from domain.identifiers import CaseId, MemberId
from domain.pause import Pause


class CaseSteps(Protocol):
    """What was decided at each step of a case, the earlier ones too. It is content."""

    async def add_pause(self, pause: Pause) -> None:
        """Keep a pause beside the earlier steps of its case."""

    async def last_pause(self, case_id: CaseId) -> Pause | None:
        """The latest pause of a case; None when it never rested."""

    async def add_closing(self, closing: Closing) -> None:
        """Keep why a case left beside the earlier steps of its case."""

    async def last_closing(self, case_id: CaseId) -> Closing | None:
        """Why a case last left; None when it never did."""

    async def add_extension(self, extension: Extension) -> None:
        """Keep how a case is kept longer beside the earlier steps of it."""

    async def last_extension(self, case_id: CaseId) -> Extension | None:
        """How a case was last kept longer; None when it never was."""

    async def closed_since(self, member: MemberId, since: datetime) -> Sequence[CirclePlace]:
        """The places a member lost since a moment because the case was closed."""
