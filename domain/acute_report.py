"""An acute report: what a professional sees happening, and how soon something must be done."""

from dataclasses import dataclass, replace
from datetime import datetime
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
class ReportAddition:
    """What a reporter adds later, and when. About the subject: kept encrypted."""

    text: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteReport:
    """What a professional reports. All of it is about the subject: kept encrypted.

    ``region`` is the municipality or region concerned, empty when unknown. ``may_share`` when
    whoever comes may read it; else the reporter tells it in the session. ``why_withdrawn`` is its
    reporter's reason, ``why_called_off`` that of who ended the session after it.
    ``unsafe_number`` is a number that nobody may call, and why: somebody dangerous may answer it,
    or hear it ring.
    """

    signals: frozenset[CircleSignal]
    happening: str
    needed_by: NeededBy
    region: str = ""
    may_share: bool = False
    added: tuple[ReportAddition, ...] = ()
    why_withdrawn: str = ""
    why_called_off: str = ""
    unsafe_number: str = ""


def check_report(report: AcuteReport) -> AcuteReport:
    """Return the report; raises NothingHappensError without a word on what is happening.

    A report without signals is one too: the reporter need not know why it happens.
    """
    if not report.happening.strip():
        raise NothingHappensError
    return report


def empty_report(report: AcuteReport) -> AcuteReport:
    """A report without a word of who reported it."""
    return AcuteReport(signals=frozenset(), happening="", needed_by=report.needed_by)


def add_to_report(
    report: AcuteReport, text: str, at: datetime, unsafe_number: str = ""
) -> AcuteReport:
    """Add to a report what its reporter learned later, or a number that nobody may call beside
    those it names; NothingHappensError without a word.
    """
    more, unsafe = text.strip(), unsafe_number.strip()
    if not (more or unsafe):
        raise NothingHappensError
    added = (ReportAddition(text=more, added_at=at),) if more else ()
    unsafe = "\n".join(one for one in (report.unsafe_number, unsafe) if one)
    return replace(report, added=(*report.added, *added), unsafe_number=unsafe)
