"""An acute report: what a professional sees happening, and how soon something must be done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from domain.errors import InvalidInputError
from domain.house import CircleSignal


class NeededBy(StrEnum):
    """How soon something must happen, in the reporter's judgement."""

    NOW = "now"
    TODAY = "today"
    THREE_DAYS = "three_days"


class NothingHappensError(InvalidInputError):
    """Say in a few words what is happening now."""

    text_key: ClassVar[str] = "acute.say_what_happens"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteReport:
    """What a professional reports. All of it is about the subject: kept encrypted.

    ``region`` is the municipality or region concerned, empty when unknown. ``may_share`` when
    whoever comes may read it; else the reporter tells it in the session.
    """

    signals: frozenset[CircleSignal]
    happening: str
    needed_by: NeededBy
    region: str = ""
    may_share: bool = False


def check_report(report: AcuteReport) -> AcuteReport:
    """Return the report; raises NothingHappensError without a word on what is happening.

    A report without signals is one too: the reporter need not know why it happens.
    """
    if not report.happening.strip():
        raise NothingHappensError
    return report
