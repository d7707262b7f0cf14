"""The terms of a house: how long who has for what, and how long it is kept."""

from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from domain.escalation import EscalationTimes
from domain.house import RetentionTerms, Terms
from files.house.entries import Entry

Count = Annotated[int, Field(ge=1, le=3650)]
# what is approved after half past eight is read on the next working day: one day would be none
ObjectionDays = Annotated[int, Field(ge=2, le=20)]
# who is asked reads it in the digest of the next working day, and is reminded on the last
EnquiryDays = Annotated[int, Field(ge=2, le=20)]
# what is answered after some working days is read for a week at least
_READ_WITHIN_DAYS: Final = 7
ConsultDays = Annotated[int, Field(ge=1, le=10)]
SignalDays = Annotated[int, Field(ge=5, le=20)]
# who waits longer than two hours for the next one is not in a hurry
WaitingMinutes = Annotated[int, Field(ge=1, le=120)]

_DEFAULT_TIMES: Final = EscalationTimes()
_DEFAULT_RETENTION: Final = RetentionTerms()
# less than by default, never more: WGS art. 1.8(7), BGS art. 1.16(1)
RefusedDays = Annotated[int, Field(ge=1, le=_DEFAULT_RETENTION.refused_days)]
IncompleteDays = Annotated[int, Field(ge=1, le=_DEFAULT_RETENTION.incomplete_days)]
AdviceDays = Annotated[int, Field(ge=1, le=_DEFAULT_RETENTION.advice_days)]
MostMonths = Annotated[int, Field(ge=12, le=_DEFAULT_RETENTION.most_months)]
# whom the acute lane comes to one after the other
_RUNGS_IN_ORDER: Final = (
    ("acute_deputy_after_minutes", "acute_manager_after_minutes", "acute_alarm_after_minutes"),
    (
        "invitation_nudge_after_minutes",
        "invitation_colleague_after_minutes",
        "invitation_director_after_minutes",
    ),
)


def _minutes(within: timedelta) -> int:
    return int(within.total_seconds()) // 60


class TermsEntry(Entry):
    """The house's terms; one left out keeps its default."""

    promised_working_days: Count = 10
    minutes_objection_working_days: ObjectionDays = 5
    enquiry_working_days: EnquiryDays = 5
    consult_working_days: ConsultDays = 2
    naming_working_days: EnquiryDays = 5
    signal_working_days: SignalDays = 10
    drafts_kept_days: Count = 28
    refused_kept_days: RefusedDays = _DEFAULT_RETENTION.refused_days
    incomplete_kept_days: IncompleteDays = _DEFAULT_RETENTION.incomplete_days
    advice_kept_days: AdviceDays = _DEFAULT_RETENTION.advice_days
    kept_at_most_months: MostMonths = _DEFAULT_RETENTION.most_months
    acute_deputy_after_minutes: WaitingMinutes = _minutes(_DEFAULT_TIMES.deputy_after)
    acute_manager_after_minutes: WaitingMinutes = _minutes(_DEFAULT_TIMES.manager_after)
    acute_alarm_after_minutes: WaitingMinutes = _minutes(_DEFAULT_TIMES.alarm_after)
    acute_judged_within_minutes: WaitingMinutes = _minutes(_DEFAULT_TIMES.judged_within)
    invitation_nudge_after_minutes: WaitingMinutes = _minutes(_DEFAULT_TIMES.nudge_after)
    invitation_colleague_after_minutes: WaitingMinutes = _minutes(_DEFAULT_TIMES.colleague_after)
    invitation_director_after_minutes: WaitingMinutes = _minutes(_DEFAULT_TIMES.director_after)

    @model_validator(mode="after")
    def _climb_in_order(self) -> Self:
        for chain in _RUNGS_IN_ORDER:
            for before, after in pairwise(chain):
                if getattr(self, before) >= getattr(self, after):
                    raise ValueError(
                        f"{after} is {getattr(self, after)}, but {before} is"
                        f" {getattr(self, before)}: who comes later must be told later"
                    )
        return self

    @model_validator(mode="after")
    def _leave_time_to_read_an_answer(self) -> Self:
        needed = 2 * self.naming_working_days + _READ_WITHIN_DAYS
        if self.advice_kept_days < needed:
            raise ValueError(
                f"advice_kept_days is {self.advice_kept_days}: make it {needed} or more, or"
                " naming_working_days less, so that a referrer can read who is involved"
            )
        return self

    def as_domain(self) -> Terms:
        """The terms."""
        return Terms(
            promised_working_days=self.promised_working_days,
            objection_working_days=self.minutes_objection_working_days,
            enquiry_working_days=self.enquiry_working_days,
            consult_working_days=self.consult_working_days,
            naming_working_days=self.naming_working_days,
            signal_working_days=self.signal_working_days,
            drafts_kept_within=timedelta(days=self.drafts_kept_days),
            retention=RetentionTerms(
                refused_days=self.refused_kept_days,
                incomplete_days=self.incomplete_kept_days,
                advice_days=self.advice_kept_days,
                most_months=self.kept_at_most_months,
            ),
            escalation=EscalationTimes(
                deputy_after=timedelta(minutes=self.acute_deputy_after_minutes),
                manager_after=timedelta(minutes=self.acute_manager_after_minutes),
                alarm_after=timedelta(minutes=self.acute_alarm_after_minutes),
                judged_within=timedelta(minutes=self.acute_judged_within_minutes),
                nudge_after=timedelta(minutes=self.invitation_nudge_after_minutes),
                colleague_after=timedelta(minutes=self.invitation_colleague_after_minutes),
                director_after=timedelta(minutes=self.invitation_director_after_minutes),
            ),
        )
