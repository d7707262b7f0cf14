"""A conversation that is not finished yet: its answers wait, encrypted, until its member goes on,
sends it or throws it away (product page §3, *intake dialog*).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.identifiers import CaseId, DraftId, MemberId

Answer = str | int | bool | date | tuple[str, ...]
Answers = Mapping[str, Answer]


class DraftEnd(StrEnum):
    """How a draft ended."""

    SENT = "sent"
    THROWN_AWAY = "thrown_away"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One member's unfinished conversation. ``subject`` is the id it is about, ``case`` the case
    whose key locks the answers; ``dialog_version`` is the version of the questions asked.

    An ended draft holds no answers: it is kept only to answer its old buttons.
    """

    id: DraftId
    member: MemberId
    dialog: str
    dialog_version: int
    subject: str
    page: str
    version: int
    changed_at: datetime
    expires_at: datetime
    case: CaseId | None = None
    answers: Answers = field(default_factory=dict)
    end: DraftEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTerm:
    """How long a draft stays, read without its answers: an open one until ``expires_at``, an ended
    one for some time after ``changed_at``.
    """

    changed_at: datetime
    expires_at: datetime
    is_ended: bool
