"""Screening: is the referral complete, and does it fit the purpose of the house? Judged on the
referral alone, before any partner hears of it (BGS art. 2.20, WGS art. 2.25 and 2.31(2)).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, assert_never

from domain.access import CaseState
from domain.agreement import Agreement
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MemberId


class ReferralPart(StrEnum):
    """A part of a referral that the referrer may be asked to complete."""

    WHO = "who"
    WHY_NOW = "why_now"
    AIM = "aim"
    CRITERIA = "criteria"
    PARTNERS = "partners"


class PurposeJudgement(StrEnum):
    """Whether the referral fits the purpose of the house."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"


class NothingMissingError(InvalidInputError):
    """Say which part is missing, and what exactly."""

    text_key: ClassVar[str] = "screening.nothing_missing"


class NoPurposeReasonError(InvalidInputError):
    """Say in your own words why the referral fits the purpose or not."""

    text_key: ClassVar[str] = "screening.no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What a referral lacks: the parts, and in words what exactly."""

    parts: frozenset[ReferralPart]
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeTest:
    """The judgement on purpose, its reason, and who stood behind it."""

    judgement: PurposeJudgement
    reason: str
    agreement: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """One screening of one referral: either what is missing or the purpose test."""

    case: CaseId
    outcome: Gap | PurposeTest
    screened_by: MemberId
    screened_at: datetime


def name_gap(parts: Collection[ReferralPart], wanted: str) -> Gap:
    """Name what a referral lacks; raises NothingMissingError without a part or without words."""
    if not parts or not wanted.strip():
        raise NothingMissingError
    return Gap(parts=frozenset(parts), wanted=wanted.strip())


def judge_purpose(judgement: PurposeJudgement, reason: str, agreement: Agreement) -> PurposeTest:
    """Judge whether the referral fits the purpose; raises NoPurposeReasonError without a reason."""
    if not reason.strip():
        raise NoPurposeReasonError
    return PurposeTest(judgement=judgement, reason=reason.strip(), agreement=agreement)


def state_after_screening(outcome: Gap | PurposeTest) -> CaseState:
    """Decide where a screened case goes: back to its referrer, on to the weighing, or out.

    What does not fit the purpose may not be processed any longer (WGS art. 1.8(5)).
    """
    if isinstance(outcome, Gap):
        return CaseState.INCOMPLETE
    match outcome.judgement:
        case PurposeJudgement.FITS:
            return CaseState.PURPOSE_TESTED
        case PurposeJudgement.DOES_NOT_FIT:
            return CaseState.NOT_TAKEN_UP
        case never:
            assert_never(never)
