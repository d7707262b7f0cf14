"""The line about an acute session in the channel of the coordinators."""

from datetime import timedelta

from bot.doors.features import make_registry
from domain.access import CaseState
from domain.house import Channel, ChannelKind
from domain.identifiers import ChannelId, SessionId
from domain.notice import ChannelNotice, NoticeKind
from services.acute.report import KnownCase
from services.acute.withdrawal import (
    call_off_session,
    open_to_call_off,
    open_to_withdraw,
    withdraw_report,
)
from tests.support.acute_house import CODE, IN_DUTY, JUDGEMENT, REPORT, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, check_card, texts
from tests.support.permits import close, refuse_acute, report_now

LINE = NoticeKind.ACUTE_LINE
COORDINATORS = Channel(
    id=ChannelId("coordinators"),
    team="19:huis@thread.tacv2",
    conversation_id="19:coordinators@thread.tacv2",
    kind=ChannelKind.COORDINATORS,
)


async def report(house: AcuteHouse) -> SessionId:
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with house.acting("wim") as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id


async def open_channel(house: AcuteHouse) -> None:
    async with house.work() as moment:
        await moment.uow.channels.save_channel(COORDINATORS)


async def draw(house: AcuteHouse, notice: ChannelNotice, *, is_stub: bool = False) -> str:
    posting = make_registry().posting(notice.kind)
    assert posting is not None
    async with house.reading() as moment:
        render = posting.stub if is_stub else posting.content
        message = await render(moment, a_kit(), notice)
    assert message is not None
    said = texts(check_card(message.card))
    assert not {CANARY, "Piet", "Politie"} & set(said.split())
    return said


async def test_the_channel_reads_the_code_and_the_start_and_later_on_the_same_card_that_it_is_over(
    acute_house: AcuteHouse,
):
    await open_channel(acute_house)
    session = await report(acute_house)
    assert await acute_house.notices(LINE) == []
    await acute_house.convene(session)
    await acute_house.send_all()
    (planned,) = await acute_house.notices(LINE)
    assert f"Spoedoverleg **{CODE}** is gepland. Begin: di 24 nov, 11:00." in await draw(
        acute_house, planned
    )
    assert CODE not in await draw(acute_house, planned, is_stub=True)
    acute_house.now = IN_DUTY + timedelta(minutes=90)
    async with acute_house.acting("cora") as ctx:
        await close(ctx, session, [])
    first, closed = await acute_house.notices(LINE)
    assert first.card == closed.card
    assert closed.channel == COORDINATORS.id
    assert f"Spoedoverleg **{CODE}** is gesloten op di 24 nov, 12:30." in await draw(
        acute_house, closed
    )


async def test_a_house_without_a_channel_of_coordinators_posts_nothing_in_any_other(
    acute_house: AcuteHouse,
):
    session = await report(acute_house)
    await acute_house.convene(session)
    async with acute_house.acting("cora") as ctx:
        await close(ctx, session, [])
    assert await acute_house.notices(LINE) == []


async def test_what_is_judged_not_acute_is_no_line(acute_house: AcuteHouse):
    await open_channel(acute_house)
    session = await report(acute_house)
    async with acute_house.acting("cora") as ctx:
        await refuse_acute(ctx, session, JUDGEMENT)
    assert await acute_house.notices(LINE) == []


async def test_a_channel_that_the_house_stopped_using_reads_no_more(acute_house: AcuteHouse):
    await open_channel(acute_house)
    session = await report(acute_house)
    async with acute_house.work() as moment:
        await moment.uow.channels.end_channel(COORDINATORS.id, moment.today)
    await acute_house.convene(session)
    assert await acute_house.notices(LINE) == []


async def test_the_channel_reads_that_it_is_over_when_its_director_calls_it_off(
    acute_house: AcuteHouse,
):
    await open_channel(acute_house)
    session = await report(acute_house)
    await acute_house.convene(session)
    await acute_house.send_all()
    async with acute_house.acting("wim") as ctx:
        await withdraw_report(ctx, await open_to_withdraw(ctx, session), "Het was iemand anders.")
    assert len(await acute_house.notices(LINE)) == 1
    async with acute_house.acting("cora") as ctx:
        await call_off_session(ctx, await open_to_call_off(ctx, session), "Niemand is in gevaar.")
    _, closed = await acute_house.notices(LINE)
    assert "is gesloten" in await draw(acute_house, closed)
