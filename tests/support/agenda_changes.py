"""An agenda that was approved or posted, and what coordinators and directors do with it."""

from datetime import datetime, timedelta

from domain.absence import Absence, Span
from domain.agenda import AgendaParts
from domain.agenda_proposal import AgendaProposal
from domain.agenda_wish import AgendaWish, LeaveReason, WishKind
from domain.identifiers import AbsenceId, CaseCode, MemberId
from domain.notice import NoticeKind
from services.agenda.approval import approve_agenda
from services.agenda.views import OwnTimesView, PostedView, read_own_times, read_posted
from services.agenda_proposal import AgendaProposalView, carry_out_proposal, decline_proposal
from services.agenda_wish import SeenDraft, keep_wish, open_workbench, take_back_wishes
from tests.support.agenda_house import AgendaHouse
from tests.support.meetings import CUT_OFF_AT, STARTS_AT, THE_MEETING, at_minute

LEAVE_OUT = AgendaWish(kind=WishKind.LEAVE_OUT, leave_reason=LeaveReason.NOT_PREPARED)
TAKE_IN = AgendaWish(kind=WishKind.TAKE_IN)
MINUTE = timedelta(minutes=1)


async def approve(house: AgendaHouse) -> None:
    """Have the draft of the cut-off approved."""
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, (await house.agenda()).version)


async def wish(house: AgendaHouse, code: str, wanted: AgendaWish, name: str = "iris") -> None:
    """What a coordinator wants of a case, and the draft or proposal that follows."""
    async with house.acting(name) as ctx:
        case = await ctx.uow.cases.by_code(CaseCode(code))
        seen = SeenDraft(meeting=THE_MEETING, case=case.id)
        await keep_wish(ctx, await open_workbench(ctx, seen), wanted)
    await house.tick()


async def proposal(house: AgendaHouse) -> AgendaProposal:
    async with house.reading() as moment:
        found = await moment.uow.agenda_proposals.get(THE_MEETING)
    assert found is not None
    return found


async def carry_out(house: AgendaHouse, name: str = "sanne", number: int = 0) -> AgendaProposalView:
    """A process director presses; the newest unless a number is given."""
    number = number or (await proposal(house)).number
    async with house.acting(name) as ctx:
        view = await carry_out_proposal(ctx, THE_MEETING, number)
    await house.tick()
    return view


async def decline(house: AgendaHouse, name: str = "sanne", number: int = 0) -> AgendaProposalView:
    number = number or (await proposal(house)).number
    async with house.acting(name) as ctx:
        view = await decline_proposal(ctx, THE_MEETING, number)
    await house.tick()
    return view


async def starts(house: AgendaHouse) -> dict[str, int]:
    """The minute at which each case of the agenda begins."""
    return {one.code: minute_of(one.starts_at) for one in (await house.agenda()).items}


async def proposed(house: AgendaHouse) -> dict[str, int]:
    """The minute at which each case would begin."""
    return {one.code: minute_of(one.starts_at) for one in (await parts(house)).items}


def minute_of(at: datetime) -> int:
    return (at - STARTS_AT) // MINUTE


async def told_since(house: AgendaHouse, kind: NoticeKind, before: int) -> list[str]:
    """Whom this kind of message goes to, after so many of them."""
    notices = [one for one in await house.notices(kind) if one.subject == THE_MEETING]
    return sorted(str(one.member) for one in notices[before:] if hasattr(one, "member"))


async def post_of(house: AgendaHouse) -> PostedView:
    async with house.reading() as moment:
        view = await read_posted(moment, THE_MEETING)
    assert view is not None
    return view


async def own_times(house: AgendaHouse, name: str) -> OwnTimesView | None:
    async with house.sending_to(name) as reading:
        return await read_own_times(reading, THE_MEETING)


async def parts(house: AgendaHouse) -> AgendaParts:
    found = (await proposal(house)).parts
    assert found is not None
    return found


async def take_back(house: AgendaHouse, code: str, name: str = "iris") -> None:
    """What is wanted of a case is taken back, with what follows."""
    async with house.acting(name) as ctx:
        case = await ctx.uow.cases.by_code(CaseCode(code))
        bench = await open_workbench(ctx, SeenDraft(meeting=THE_MEETING, case=case.id))
        await take_back_wishes(ctx, bench)
    await house.tick()


def away(name: str) -> Absence:
    """A member cannot come during the whole meeting."""
    return Absence(
        id=AbsenceId(f"away-{name}"),
        member=MemberId(name),
        span=Span(starts_at=STARTS_AT, ends_at=at_minute(180)),
        entered_by=MemberId(name),
        entered_at=STARTS_AT - timedelta(days=7),
    )
