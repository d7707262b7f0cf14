"""A picture of an agenda, and which agenda that is.

What it shows is named by its content, so that a picture is never shown beside other times.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from domain.agenda import AgendaBreak, AgendaItem
from domain.identifiers import MeetingId
from domain.member import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPicture:
    """A picture (PNG) of the cases and breaks of a meeting, for readers of one language; ``shows``
    names those cases and breaks.
    """

    meeting: MeetingId
    language: Language
    shows: str
    image: bytes


def name_content(items: Sequence[AgendaItem], breaks: Sequence[AgendaBreak]) -> str:
    """Name all that a picture shows of an agenda: equal names, equal pictures."""
    parts = [
        *((one.code, one.colour, one.starts_at, one.minutes, *one.required) for one in items),
        *((one.starts_at, one.minutes) for one in breaks),
    ]
    lines = ["|".join(map(str, part)) for part in parts]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
