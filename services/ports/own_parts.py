"""Where it is looked up at once which parts of *mijn* there may be anything in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.identifiers import MemberId


class OwnPart(StrEnum):
    """A part of *mijn* that is empty for most members on most days."""

    DRAFTS = "drafts"
    ACUTE = "acute"
    REPORTS = "reports"
    CRITERIA = "criteria"
    DIRECTING = "directing"
    DEPARTURES = "departures"
    ACTIONS = "actions"
    ROUNDS = "rounds"
    TIMES = "times"
    MINUTES = "minutes"
    UNCONFIRMED = "unconfirmed"
    PAUSES = "pauses"
    REOPENINGS = "reopenings"
    INFORMING = "informing"
    HAND_OVERS = "hand_overs"
    INCORRECT = "incorrect"
    OF_ABSENT = "of_absent"
    ORPHANS = "orphans"
    MERGES = "merges"
    MERGED = "merged"
    RETENTION = "retention"
    REVIEWS = "reviews"
    EXTENSIONS = "extensions"
    ENQUIRIES = "enquiries"
    REACTIONS = "reactions"
    TAKEOVERS = "takeovers"
    NAMINGS = "namings"
    CONSULTS = "consults"
    CONFIRMATIONS = "confirmations"
    SIGNALS = "signals"
    INTAKES = "intakes"


class OwnParts(Protocol):
    """What saves asking for each part of *mijn* by itself."""

    async def of_member(
        self, member: MemberId, now: datetime, news_since: datetime, today: date
    ) -> frozenset[OwnPart]:
        """The parts that may hold something for a member; what is not among them is empty.
        ``news_since`` is how long what is over is still shown.
        """
