"""Minutes for tests. What they say is a canary: it may never get out."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.agreement import Signature
from domain.identifiers import CaseId, MeetingId, MemberId, MinutesId, OrganisationId
from domain.minutes import (
    MinutedAction,
    Minutes,
    MinutesContent,
    MinutesEdition,
    MinutesSource,
    MinutesState,
    Objection,
    Settled,
    Supplier,
)
from domain.stoplight import Colour
from tests.support.canaries import CANARY
from tests.support.discussions import SAID

POLICE = OrganisationId("police")
HELD_ON = date(2026, 2, 12)
UNTIL_ON = date(2026, 2, 20)
AT = datetime(2026, 2, 13, 9, 0, tzinfo=UTC)
CONTENT = MinutesContent(
    text=SAID,
    colour=Colour.RED,
    review_on=date(2026, 2, 19),
    agreed=(
        MinutedAction(
            what=f"{CANARY} bellen",
            owner=MemberId("agent"),
            organisation=POLICE,
            due_on=date(2026, 2, 16),
        ),
    ),
    present=(POLICE,),
)


def signed(by: str = "sanne", at: datetime = AT) -> Signature:
    return Signature(by=MemberId(by), organisation=OrganisationId("city"), at=at, on=at.date())


def some_minutes(**changes: object) -> Minutes:
    minutes = Minutes(
        id=MinutesId("minutes-1"),
        case=CaseId("case-1"),
        source=MinutesSource.MEETING,
        said_in=MeetingId("weekly:2026-02-12"),
        held_on=HELD_ON,
        state=MinutesState.CONCEPT,
        version=1,
        settled=Settled(colour=Colour.RED, review_on=date(2026, 2, 19)),
        waits_since=HELD_ON,
        changed_by=MemberId("noor"),
        changed_at=datetime(2026, 2, 12, 9, 0, tzinfo=UTC),
    )
    return replace(minutes, **changes)


def approved_minutes(**changes: object) -> Minutes:
    minutes = some_minutes(
        state=MinutesState.OBJECTABLE,
        edition=1,
        suppliers=(Supplier(organisation=POLICE, called=MemberId("deputy")),),
        until_on=UNTIL_ON,
    )
    return replace(minutes, **changes)


def an_edition(**changes: object) -> MinutesEdition:
    edition = MinutesEdition(
        minutes=MinutesId("minutes-1"),
        case=CaseId("case-1"),
        number=1,
        approved_by=MemberId("sanne"),
        approved_at=AT,
        content=CONTENT,
    )
    return replace(edition, **changes)


def an_objection(**changes: object) -> Objection:
    objection = Objection(
        minutes=MinutesId("minutes-1"),
        case=CaseId("case-1"),
        edition=1,
        member=MemberId("agent"),
        organisation=POLICE,
        objected_at=AT,
        reason=f"{CANARY} was er niet bij",
    )
    return replace(objection, **changes)
