"""The hours around a meeting in which it can be run and notes are taken (product page §2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# whoever takes notes sees what the chair sees from an hour before a meeting until a day after it
OPENS_BEFORE_WITHIN: Final = timedelta(hours=1)
CLOSES_AFTER_WITHIN: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A meeting that is held, seen at one moment (business time)."""

    starts_at: datetime
    ends_at: datetime
    at: datetime

    @property
    def opens_at(self) -> datetime:
        """From when it can be run and notes are taken."""
        return self.starts_at - OPENS_BEFORE_WITHIN

    @property
    def closes_at(self) -> datetime:
        """Until when."""
        return self.ends_at + CLOSES_AFTER_WITHIN

    @property
    def is_open(self) -> bool:
        """Tell whether this moment is within those hours; both ends are."""
        return self.opens_at <= self.at <= self.closes_at
