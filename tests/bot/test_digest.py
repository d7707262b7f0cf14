"""The digest as it is sent: what every feature has to say, on one card, or no card at all."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.doors.features import make_registry
from cards.messages import PrivateMessage
from domain.absence import AbsenceWish
from domain.identifiers import MeetingId, MemberId
from domain.notice import NoticeKind, PrivateNotice
from domain.stoplight import Colour
from services.absence import give_absence
from services.agenda.approval import approve_agenda
from tests.support.agenda_house import CARE, POLICE, AgendaHouse, SeededFiles
from tests.support.agreed_actions import agree
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, check_card, texts
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING

CODE = "KX7-Q42"
THURSDAY = date(2026, 2, 12)


@pytest.fixture
async def posted(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[AgendaHouse]:
    """Half past eight on a Thursday: half an hour later there is a meeting, and the agent promised
    something for that day.
    """
    async with seeded_files.fresh() as house:
        case = await house.add_case(CODE, Colour.RED, 30, (POLICE, CARE), "agent")
        await house.tick(CUT_OFF_AT)
        async with house.acting("sanne") as ctx:
            await approve_agenda(ctx, MeetingId(THE_MEETING), (await house.agenda()).version)
        await house.tick(POSTS_AT)
        await agree(house, case, "agent", THURSDAY, by="sanne")
        house.now = STARTS_AT - timedelta(minutes=30)
        yield house


async def digest_of(house: AgendaHouse, who: str) -> PrivateMessage | None:
    render = make_registry().notice(NoticeKind.DIGEST)
    assert render
    notice = PrivateNotice(
        kind=NoticeKind.DIGEST, subject=who, business_key=f"digest:{who}", member=MemberId(who)
    )
    async with house.sending_to(who) as reading:
        return await render(reading, a_kit(), notice)


async def test_what_is_due_and_the_own_times_come_on_one_card(posted: AgendaHouse):
    message = await digest_of(posted, "agent")
    assert message
    said = texts(check_card(message.card or {}))
    for words in ("Vandaag voor u", "Uw afspraken", CODE, "Wanneer u nodig bent", "09:00–09:30"):
        assert words in said
    assert CANARY not in said


async def test_a_code_is_only_for_who_has_a_place_in_the_case(posted: AgendaHouse):
    message = await digest_of(posted, "nurse")
    assert message
    said = texts(message.card or {})
    assert "09:00–09:30" in said
    assert CODE not in said


async def test_with_nothing_to_say_nothing_is_sent(posted: AgendaHouse):
    assert await digest_of(posted, "iris") is None


async def test_who_is_away_gets_none(posted: AgendaHouse):
    async with posted.acting("agent") as ctx:
        await give_absence(ctx, AbsenceWish(first_on=THURSDAY, last_on=THURSDAY))
    assert await digest_of(posted, "agent") is None
