from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest

from bot.doors.agenda import FEATURE
from bot.turns.feature import Desk
from bot.turns.replies import Instead, Reply, Say
from cards.agenda_post import AgendaPost, AgendaStub
from cards.messages import ChannelMessage, PrivateMessage
from domain.agenda_steps import AgendaChangedError
from domain.identifiers import ChannelId, MemberId
from domain.notice import ChannelNotice, NoticeKind, PrivateNotice
from domain.press import Press
from domain.stoplight import Colour
from services.moment import Moment
from tests.support.agenda_house import (
    CARE,
    HOUSE,
    POLICE,
    AgendaHouse,
    SeededFiles,
)
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING


@pytest.fixture
async def house(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[AgendaHouse]:
    async with seeded_files.fresh() as opened:
        await opened.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE))
        yield opened


async def press(house: AgendaHouse, name: str, verb: str, version: int | None = None) -> Reply:
    async with house.acting(name) as ctx:
        desk = Desk(ctx=ctx, kit=a_kit())
        return await FEATURE.buttons[verb](
            desk, Press(verb=verb, subject=THE_MEETING, version=version), {}
        )


async def say_agenda(house: AgendaHouse, name: str) -> Say:
    (command,) = FEATURE.commands
    async with house.acting(name) as ctx:
        reply = await command.run(Desk(ctx=ctx, kit=a_kit()), "")
    assert isinstance(reply, Say)
    return reply


def shown(reply: Reply) -> str:
    assert isinstance(reply, Instead)
    assert reply.message.card is not None
    return texts(check_card(reply.message.card))


async def render(
    house: AgendaHouse, kind: NoticeKind, recipient: str, at: datetime | None = None
) -> PrivateMessage | None:
    notice = PrivateNotice(
        kind=kind, subject=THE_MEETING, business_key="a", member=MemberId(recipient)
    )
    async with house.sending_to(recipient) as reading:
        return await FEATURE.notices[kind](replace(reading, now=at or house.now), a_kit(), notice)


async def render_post(house: AgendaHouse, *, is_stub: bool) -> ChannelMessage | None:
    notice = ChannelNotice(
        kind=NoticeKind.AGENDA_POST,
        subject=THE_MEETING,
        business_key="a",
        channel=ChannelId("agendas"),
    )
    posting = FEATURE.posts[NoticeKind.AGENDA_POST]
    async with house.database.reading() as uow:
        moment = Moment(uow=uow, now=house.now, house=HOUSE)
        draw = posting.stub if is_stub else posting.content
        return await draw(moment, a_kit(), notice)


async def post(house: AgendaHouse) -> None:
    await house.tick(CUT_OFF_AT)
    await press(house, "sanne", "agenda.approve", 1)
    await house.tick(POSTS_AT)


class TestInTheChat:
    async def test_the_command_shows_the_next_agenda_with_its_buttons(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        said = await say_agenda(house, "sanne")
        assert "KX7-Q42" in texts(check_card(said.message.card))
        assert (
            Press(verb="agenda.approve", subject=THE_MEETING, version=1)
            in buttons(said.message.card).values()
        )

    async def test_without_a_meeting_the_command_says_so(self, house: AgendaHouse):
        said = (await say_agenda(house, "sanne")).message.text
        assert said == "Er staat geen overleg gepland. Vraag de beheerder naar het rooster."

    async def test_pressing_approve_puts_the_approved_agenda_in_place(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        reply = await press(house, "sanne", "agenda.approve", 1)
        assert "Goedgekeurd door Sanne" in shown(reply)

    async def test_pressing_for_a_new_draft_says_it_is_being_made(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        reply = await press(house, "sanne", "agenda.redraft")
        assert "Er wordt nu een concept gemaakt." in shown(reply)

    async def test_pressing_show_brings_the_newest_draft(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        assert "KX7-Q42" in shown(await press(house, "daan", "agenda.show"))

    async def test_an_approval_that_names_no_draft_is_refused(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        with pytest.raises(AgendaChangedError):
            await press(house, "sanne", "agenda.approve")


class TestWhatIsSent:
    async def test_a_coordinator_is_sent_the_draft(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        message = await render(house, NoticeKind.AGENDA_DRAFT, "iris")
        assert "KX7-Q42" in texts(check_card(message.card))
        assert set(buttons(message.card)) == {"Maak een nieuw concept", "Aanpassen"}

    async def test_the_stub_goes_before_the_agenda(self, house: AgendaHouse):
        await post(house)
        stub = await render_post(house, is_stub=True)
        full = await render_post(house, is_stub=False)
        assert isinstance(stub.post, AgendaStub)
        assert "KX7-Q42" not in str(stub.card)
        assert isinstance(full.post, AgendaPost)
        assert "09:00–09:30" in texts(check_card(full.card))
        assert CANARY not in str(full)

    async def test_nothing_goes_to_the_channel_before_approval(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        assert await render_post(house, is_stub=False) is None
        assert await render_post(house, is_stub=True) is None

    async def test_a_member_who_is_needed_is_sent_the_own_times(self, house: AgendaHouse):
        await post(house)
        message = await render(house, NoticeKind.OWN_TIMES, "nurse")
        assert "U bent nodig 09:00–09:30" in texts(check_card(message.card))
        assert await render(house, NoticeKind.OWN_TIMES, "deputy") is None

    async def test_a_director_can_open_what_was_not_approved_in_time(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await house.tick(POSTS_AT)
        message = await render(house, NoticeKind.AGENDA_NOT_APPROVED, "daan")
        assert Press(verb="agenda.show", subject=THE_MEETING) in buttons(message.card).values()
        for_iris = await render(house, NoticeKind.AGENDA_NOT_APPROVED, "iris")
        assert buttons(for_iris.card) == {}

    async def test_what_was_approved_after_all_needs_no_warning(self, house: AgendaHouse):
        await post(house)
        assert await render(house, NoticeKind.AGENDA_NOT_APPROVED, "daan") is None

    async def test_a_draft_is_of_no_use_once_the_meeting_began(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        assert await render(house, NoticeKind.AGENDA_DRAFT, "daan", at=STARTS_AT) is None
