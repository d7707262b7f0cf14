"""What is sent is drawn for who the recipient is by then."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.doors.features import make_registry
from bot.sending.rendering import Rendering
from bot.turns.kits import Kits
from cards.kit import Frame
from domain.access import CaseState
from domain.identifiers import MemberId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from services.recipients import NotSentError
from tests.support.agenda_house import AgendaHouse
from tests.support.cards import read_press, readable_seal
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
