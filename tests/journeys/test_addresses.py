"""An address does not outlive what it belonged to; a conversation is where it was last heard."""

from datetime import timedelta
from pathlib import Path

from tests.support.cards import texts
from tests.support.journey import agenda_channel, find_person
from tests.support.journey_cast import COORDINATORS, gather_cast
from tests.support.journey_words import approve
from tests.support.served import Served, serve
from tests.support.teams import FORBIDDEN, NOT_FOUND, Operation, StandInTeams


async def test_a_channel_is_posted_to_where_it_was_heard_itself(
    database_url: str, directory: Path
) -> None:
    async with StandInTeams() as own, StandInTeams() as other:
        hosts = f"{own.host},{other.host}"
        async with serve(database_url, directory, own, STOPLICHT_SERVICE_HOSTS=hosts) as bot:
            cast = await gather_cast(bot, only=COORDINATORS)
            cora, piet = cast["cora"], find_person(bot, "piet")
            meeting = await cast.next_meeting()
            await cast.move_to(meeting.cut_off_at)
            await approve(cora)
            await cora.in_channel(agenda_channel()).says("help")
            elsewhere = piet.activity(piet.message("help"))
            await bot.post(elsewhere | {"serviceUrl": other.service_url})
            await bot.quiet()
            other.fail_next(FORBIDDEN, conversation_id=agenda_channel())
            await cast.move_to(meeting.posts_at)
            await bot.settled()
            posted = own.channel(agenda_channel()).cards()
            assert any("Er staat geen casus op deze agenda." in texts(card) for card in posted)


async def test_a_chat_that_was_cleared_is_opened_again(bot: Served) -> None:
    # whoever has no chat is shown in the window of another
    cast = await gather_cast(bot, only=COORDINATORS)
    cora = cast["cora"]
    bot.teams.fail_next(NOT_FOUND, conversation_id=cora.conversation, operation=Operation.SEND)
    await cast.move_to((await cast.next_meeting()).cut_off_at + timedelta(minutes=1))
    await bot.settled()
    opened = [call for call in bot.teams.calls if call.operation is Operation.CREATE]
    assert [call.body["members"][0]["id"] for call in opened] == [cora.object_id]
    assert "agenda" in texts(cora.cards[-1]).lower()
