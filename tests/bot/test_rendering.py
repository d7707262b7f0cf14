"""What is sent is drawn for who the recipient is by then."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.activities import REFRESH
from bot.doors.features import make_registry
from bot.sending.rendering import Rendering
from bot.turns.kits import Kits
from cards.kit import Frame
from domain.access import CaseState
from domain.identifiers import MemberId
from domain.member import Language
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.stoplight import Colour
from services.agenda.approval import approve_agenda
from services.ports.address import Address
from services.recipients import NotSentError
from tests.support.agenda_house import POLICE, AgendaHouse
from tests.support.cards import read_press, readable_seal
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, THE_MEETING
from tests.support.referrals import REFERRAL


class ReadableSeals:
    """Seals that hide nothing."""

    def seal(self, press: Press, _now: datetime) -> str:
        return readable_seal(press)

    def open(self, token: str, _now: datetime) -> Press:
        return read_press(token)


@pytest.fixture
def rendering(agenda_house: AgendaHouse) -> Rendering:
    kits = Kits(
        seals=ReadableSeals(), time_zone=ZoneInfo("Europe/Amsterdam"), frame=Frame.CHAT_CARD
    )
    return Rendering(
        database=agenda_house.database,
        house=agenda_house.house,
        kits=kits,
        registry=make_registry(),
    )


async def test_a_message_is_drawn_for_who_has_the_right_and_not_for_who_lost_it(
    agenda_house: AgendaHouse, rendering: Rendering
):
    case = await agenda_house.keep_case("KX7-Q42", REFERRAL, "agent", state=CaseState.SUBMITTED)
    notice = PrivateNotice(
        kind=NoticeKind.REFERRAL_RECEIVED,
        subject=case,
        business_key="a",
        member=MemberId("agent"),
    )
    assert "KX7-Q42" in str(await rendering.render(notice, is_stub=False, is_posted=False))
    async with agenda_house.work() as moment:
        agent = await moment.uow.people.member(notice.member)
        over = replace(agent.appointments[0], until_on=date(2026, 1, 2))
        await moment.uow.people.save_member(replace(agent, appointments=(over,)))
    with pytest.raises(NotSentError):
        await rendering.render(notice, is_stub=False, is_posted=False)


async def test_a_message_is_in_the_language_its_recipient_reads_by_then(
    agenda_house: AgendaHouse, rendering: Rendering
):
    case = await agenda_house.keep_case("KX7-Q42", REFERRAL, "agent", state=CaseState.SUBMITTED)
    notice = PrivateNotice(
        kind=NoticeKind.REFERRAL_RECEIVED,
        subject=case,
        business_key="a",
        member=MemberId("agent"),
    )
    shown = {}
    for language in Language:
        async with agenda_house.work() as moment:
            agent = await moment.uow.people.member(notice.member)
            await moment.uow.people.save_member(replace(agent, language=language))
        activity = await rendering.render(notice, is_stub=False, is_posted=False)
        assert activity is not None
        shown[language] = activity["attachments"][0]["content"]["lang"]
    assert shown == {Language.DUTCH: "nl", Language.ENGLISH: "en"}


async def test_a_stub_says_where_it_is_and_nothing_else_and_the_content_comes_after_it(
    agenda_house: AgendaHouse, rendering: Rendering
):
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE,))
    await agenda_house.tick(CUT_OFF_AT)
    async with agenda_house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, (await agenda_house.agenda()).version)
        chat = Address(service_url="https://smba.example/", conversation="a:1", user="29:agent")
        await ctx.uow.addresses.learn_member(await ctx.uow.people.member("agent"), chat)
    await agenda_house.tick(POSTS_AT)
    [notice] = await agenda_house.notices(NoticeKind.AGENDA_POST)
    stub = await rendering.render(notice, is_stub=True, is_posted=False)
    content = await rendering.render(notice, is_stub=False, is_posted=True)
    assert stub is not None
    assert content is not None
    assert "KX7-Q42" not in str(stub)
    assert "KX7-Q42" in str(content)
    refresh = stub["attachments"][0]["content"]["refresh"]
    assert read_press(refresh["action"]["data"]["press"]) == Press(
        verb=REFRESH, subject=notice.card
    )
    assert refresh["userIds"] == ["29:agent"]
    assert "refresh" not in content["attachments"][0]["content"]
