"""What a client leaves out never shows a member's own things to others (product page, principle 9):
each activity comes again and again from a place where others read along, each time without one of
its fields.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from tests.support.absent_fields import without_each_field
from tests.support.cards import texts
from tests.support.databases import open_engine
from tests.support.journey import agenda_channel
from tests.support.journey_cast import gather_cast
from tests.support.journey_words import refer
from tests.support.person import Person, execute, find_button
from tests.support.served import Served

GROUP = "19:group@thread.v2"


async def test_no_absent_field_opens_a_members_own_things_to_others(
    bot: Served, database_url: str
) -> None:
    cast = await gather_cast(bot, only=("piet", "cora", "ina"))
    code = await refer(cast["piet"])
    piet = cast["piet"]
    overview = (await piet.types("mijn")).card
    for there in (piet.in_channel(agenda_channel()), in_group(piet)):
        for activity in speak_and_press(there, overview):
            for number, smaller in enumerate((activity, *without_each_field(activity))):
                status, body = await bot.post(sent_anew(smaller, number))
                assert status < 500
                assert code not in str(body)
    await bot.quiet()
    others_read = [post for post in bot.teams.visible if post.conversation_id.startswith("19:")]
    assert others_read
    assert not [post for post in others_read if code in read(post.activity)]
    assert await addresses_of(database_url, "member:piet") == {piet.conversation}


def sent_anew(activity: dict[str, Any], number: int) -> dict[str, Any]:
    """Another activity, so that it is not answered as the one before."""
    return activity | {"id": f"{activity['id']}-{number}"} if "id" in activity else activity


def in_group(person: Person) -> Person:
    return replace(person, conversation_type="groupChat", conversation=GROUP)


def speak_and_press(there: Person, card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What somebody types, and the press of a button that would show their own case."""
    yield there.activity(there.message("mijn"))
    data = find_button(card, "Bekijken")["data"]
    yield there.activity({"type": "message", "value": data, "replyToId": "1"})
    yield there.activity(execute(data))


def read(activity: dict[str, Any]) -> str:
    cards = [texts(one["content"]) for one in activity.get("attachments", [])]
    return "\n".join([activity.get("text", ""), *cards])


async def addresses_of(url: str, owner: str) -> set[str]:
    engine = open_engine(url)
    async with engine.connect() as connection:
        asked = text("SELECT conversation FROM address WHERE owner = :owner")
        found = {str(row[0]) for row in await connection.execute(asked, {"owner": owner})}
    await engine.dispose()
    return found
