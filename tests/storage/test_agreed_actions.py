from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.action_counts import ActionCounts
from domain.agreed_action import ActionState, AgreedAction, StandingAction
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import ActionId, CaseId, MemberId, OrganisationId
from storage.agreed_actions import AgreedActionRows, agreed_action
from storage.crypto import HouseKeys, SealedDataError
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.agreed_actions import an_action
from tests.support.canaries import CANARY
from tests.support.databases import Database

CASE, OTHER_CASE = CaseId("case-1"), CaseId("case-2")
THE_ACTION = ActionId("action-1")


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE)
    await store.create(OTHER_CASE)
    yield store
    await store.close()


@pytest.fixture
async def actions(database: Database, key_store: KeyStore) -> AsyncIterator[AgreedActionRows]:
    async with database.engine.begin() as connection:
        yield AgreedActionRows(connection, Fields(HouseKeys.make(), key_store))


def without_text(action: AgreedAction) -> StandingAction:
    kept = {name: getattr(action, name) for name in StandingAction.__dataclass_fields__}
    return StandingAction(**kept)


async def test_an_action_comes_back_as_it_was_kept(actions: AgreedActionRows):
    kept = an_action(note=f"{CANARY} was weg", asked=MemberId("director"), reminders=2)
    await actions.add(kept)
    assert await actions.get(THE_ACTION) == kept
    assert await actions.standing(THE_ACTION) == without_text(kept)


async def test_an_unknown_action_is_not_found(actions: AgreedActionRows):
    with pytest.raises(NotFoundError):
        await actions.get(THE_ACTION)
    assert await actions.standing(THE_ACTION) is None


async def test_of_two_who_answer_the_second_finds_another_version(actions: AgreedActionRows):
    await actions.add(an_action())
    saved = await actions.save(an_action(state=ActionState.DONE, note=f"{CANARY} gebeld"))
    assert saved.version == 2
    assert await actions.get(THE_ACTION) == saved
    with pytest.raises(ConflictError):
        await actions.save(an_action(state=ActionState.NOT_DONE))


async def test_a_reminder_changes_no_button_and_nothing_else(actions: AgreedActionRows):
    await actions.add(an_action())
    reminded = replace(an_action(), reminders=1, reminded_on=date(2026, 12, 1))
    await actions.save_asking(replace(reminded, state=ActionState.DONE))
    assert await actions.get(THE_ACTION) == reminded


async def test_a_reminder_does_not_undo_an_answer(actions: AgreedActionRows):
    await actions.add(an_action())
    await actions.save(an_action(state=ActionState.DONE))
    with pytest.raises(ConflictError):
        await actions.save_asking(an_action(asked=MemberId("director")))


async def test_of_a_case_the_open_ones_come_first_then_the_earliest_due(actions: AgreedActionRows):
    for number, (day, state) in enumerate(
        [(3, ActionState.DONE), (9, ActionState.OPEN), (4, ActionState.OPEN)]
    ):
        await actions.add(an_action(id=f"a{number}", due_on=date(2026, 12, day), state=state))
    await actions.add(an_action(id="elsewhere", case=OTHER_CASE))
    assert [one.id for one in await actions.of_case(CASE)] == ["a2", "a1", "a0"]


async def test_a_member_finds_their_own_open_ones_and_what_waits_for_them(
    actions: AgreedActionRows,
):
    nurse, agent = MemberId("nurse"), MemberId("agent")
    await actions.add(an_action(id="own"))
    await actions.add(an_action(id="answered", state=ActionState.DONE))
    await actions.add(an_action(id="waits", owner=nurse, asked=agent, state=ActionState.NOT_DONE))
    await actions.add(an_action(id="of another", owner=nurse))
    assert {one.id for one in await actions.concerning(agent)} == {"own", "waits"}
    assert {one.id for one in await actions.concerning(nurse)} == {"of another"}


async def test_what_was_said_in_one_session_was_said_in_no_other(actions: AgreedActionRows):
    await actions.add(an_action())
    await actions.add(an_action(id="later", said_in="meeting-1"))
    assert [one.id for one in await actions.said_in("session-1")] == [THE_ACTION]


async def test_nothing_that_was_agreed_or_answered_is_readable_in_the_table(
    actions: AgreedActionRows,
):
    await actions.add(an_action(note=f"{CANARY} was weg"))
    row = (await actions._connection.execute(select(agreed_action))).one()
    assert CANARY.encode() not in b"".join(
        value if isinstance(value, bytes) else str(value).encode() for value in row
    )


async def test_what_was_agreed_cannot_be_moved_to_another_action(actions: AgreedActionRows):
    await actions.add(an_action())
    await actions.add(an_action(id="other"))
    mine = select(agreed_action.c.what).where(agreed_action.c.id == THE_ACTION)
    taken = (await actions._connection.execute(mine)).scalar_one()
    await actions._connection.execute(agreed_action.update().values(what=taken))
    with pytest.raises(SealedDataError):
        await actions.get(ActionId("other"))


async def test_with_its_key_gone_what_was_agreed_is_gone(
    actions: AgreedActionRows, key_store: KeyStore
):
    await actions.add(an_action())
    await key_store.destroy(CASE)
    with pytest.raises(KeyDestroyedError):
        await actions.get(THE_ACTION)


async def test_actions_are_counted_by_organisation_between_two_days(actions: AgreedActionRows):
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1)]
    for number, (on, state) in enumerate(zip(days * 2, [*ActionState] * 2, strict=True)):
        owner = MemberId(f"owner-{number % 3}")
        await actions.add(an_action(id=ActionId(f"{number}"), due_on=on, state=state, owner=owner))
    city = OrganisationId("city")
    await actions.add(an_action(id=ActionId("9"), organisation=city, due_on=days[1]))
    found = await actions.count_due(days[1], days[2])
    # of the police: what was for the second and third day, by owners 1, 2, 2 and 0
    assert {one.organisation: one.counts for one in found} == {
        "city": ActionCounts(open=1, owners=1),
        "police": ActionCounts(done=2, not_possible=2, owners=3),
    }
    assert await actions.count_due(days[0].replace(day=1), days[0].replace(day=2)) == []
