"""What the messages about duty are about: an offer, a gap and a change of the rota."""

from datetime import timedelta

from domain.absence import Span
from domain.duty_change import DutyChange, DutyChangeId, DutyPart, DutyStint
from domain.duty_gap import DutyGap, DutyGapId
from domain.duty_swap import DutySwap, DutySwapId
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from tests.support.house import OpenHouse

HOUR = timedelta(hours=1)


async def keep_duty(house: OpenHouse, kind: NoticeKind) -> tuple[str, str]:
    """Keep what a message of this kind is about today; its recipient and its subject. Iris offers
    a day to Sanne, and is on duty no longer.
    """
    day, iris = house.now.date(), MemberId("iris")
    offer = DutySwap(
        id=DutySwapId("s"),
        member=iris,
        colleague=MemberId("sanne"),
        from_on=day,
        until_on=day,
        offered_at=house.now,
    )
    gap = DutyGap(
        id=DutyGapId("g"),
        span=Span(starts_at=house.now, ends_at=house.now + HOUR),
        found_at=house.now,
    )
    stint = DutyStint(member=iris, part=DutyPart.NONE, from_on=day, until_on=day)
    change = DutyChange(id=DutyChangeId("c"), changed_at=house.now, stints=(stint,))
    async with house.work() as moment:
        await moment.uow.duty_swaps.add(offer)
        await moment.uow.duty_gaps.save(gap)
        await moment.uow.duty_changes.add(change)
    subjects = {
        NoticeKind.DUTY_SWAP: ("sanne", offer.id),
        NoticeKind.DUTY_GAP: ("iris", gap.id),
        NoticeKind.DUTY_CHANGE: ("iris", change.id),
    }
    return subjects[kind]
