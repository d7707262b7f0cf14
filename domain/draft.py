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
    """One member's unfinished conversation. ``about`` is what the dialog keeps of its subject, by
    name, and ``subject`` the id that tells one subject from another; ``case`` is the case whose key
    locks what is kept; ``dialog_version`` is the version of the questions asked. ``is_filled_in``
    once its member answered something beyond what was known beforehand.

    An ended draft holds no answers and no ``about``: it is kept only to answer its old buttons.
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
    about: Answers = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    end: DraftEnd | None = None
    is_filled_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTerm:
    """How long a draft stays, read without its answers: an open one until ``expires_at``, an ended
    one for some time after ``changed_at``.
    """

    changed_at: datetime
    expires_at: datetime
    is_ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDraft:
    """A draft that its member can go on with, as a list names it; its answers stay sealed."""

    id: DraftId
    dialog: str
    case: CaseId | None
    changed_at: datetime
    is_filled_in: bool
