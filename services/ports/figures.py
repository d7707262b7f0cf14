"""Where the sums of meetings are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.figures import MeetingFigures, OrganisationFigures
from domain.meeting import Meeting


class Figures(Protocol):
    """The sums of each meeting whose agenda was posted, as a whole and per organisation: numbers
    only, no code of a case and nobody's name. Meetings that are cancelled do not count.
    """

    async def keep(
        self, meeting: MeetingFigures, organisations: Sequence[OrganisationFigures]
    ) -> None:
        """Keep the sums of a meeting in the place of those before."""

    async def of_meetings(
        self, from_at: datetime, until_at: datetime
    ) -> Sequence[tuple[Meeting, MeetingFigures]]:
        """The sums of the meetings that end between these moments, the first included, by end."""
        ...

    async def of_organisations(
        self, from_at: datetime, until_at: datetime
    ) -> Sequence[OrganisationFigures]:
        """The sums of each organisation over the meetings that end between these moments."""
        ...

    async def are_before(self, at: datetime) -> bool:
        """Tell whether there are sums of a meeting that ended before this moment."""
        ...
