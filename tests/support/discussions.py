"""What was said in meetings, for tests. It is a canary: it may never get out."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.discussion import Discussion, DiscussionText, OffList
from domain.identifiers import CaseId, MeetingId, MemberId
from tests.support.canaries import CANARY

SAID = DiscussionText(
    picture=f"{CANARY} slaapt weer thuis",
    judgement=f"{CANARY} blijft kwetsbaar",
    decision=f"{CANARY} gaat naar de dagbesteding",
    off_list=OffList.LATER,
)


def a_discussion(**changes: object) -> Discussion:
    said = Discussion(
        case=CaseId("case-1"),
        said_in=MeetingId("weekly:2026-02-12"),
        number=1,
        written_by=MemberId("noor"),
        written_at=datetime(2026, 2, 12, 8, 30, tzinfo=UTC),
        text=SAID,
    )
    return replace(said, **changes)
