"""All that is kept of one case becomes another's: it is read there, nothing is left of it alone,
and it goes with the key of the case that stays.
"""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.agreement import Agreement
from domain.calendar import HouseCalendar
from domain.draft import Draft
from domain.identifiers import CaseId, DraftId, LinkId, MinutesId
from domain.linked_case import link_two
from domain.merging import MergeReason, ask_merge, form_former
from domain.referral import SecrecyGround
from domain.secret_address import withhold_address
from storage.addresses import posted_card
from storage.crypto import HouseKeys, SealedDataError
from storage.erasing import is_of_case, list_deletions
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.merging import KNOWN_BY_ID, NUMBERED, ONE_OF_EACH
from storage.metadata import metadata
from storage.notices import outbox
from storage.people import RememberedPeople
from storage.same_persons import subject_mark
from storage.unit_of_work import UnitOfWork
from tests.support.canaries import CANARY
from tests.support.cases import NOW
from tests.support.databases import Database
from tests.support.discussions import a_discussion
from tests.support.filled_case import (
    AGENT,
    CODES,
    GOES,
    NURSE,
    SIGNED,
    STAYS,
    WEEKLY,
    a_filled,
    a_round,
    fill,
    told,
)
from tests.support.minutes import some_minutes

THIRD = CaseId("c" * 32)
SOON, LATE = date(2027, 1, 1), date(2027, 6, 1)
WHY = MergeReason(reason=f"{CANARY} is een en dezelfde.", agreement=Agreement(), signed=SIGNED)
# what is asked of the case that goes, and drafts, which have rules of their own; and what is no
# more once it went
LEFT = {
    "agreement_confirmation",
    "cases",
    "case_link",
    "criteria_request",
    "director_request",
    "draft",
    "drill",
    "escalation",
    "extension",
    "extension_answer",
    "extension_outcome",
    "involved_answer",
    "intake_confirmation",
    "merge_wish",
    "naming",
    "posted_card",
    "referrer_news",
    "reopening",
    "retention_review",
    "retention_warning",
    "room",
    "round_answer",
    "signal_to_write",
    "takeover",
    "weighing_to_confirm",
}


@pytest.fixture
async def keys(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    for case in (GOES, STAYS, THIRD):
        await store.create(case)
    yield store
    await store.close()


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as opened:
        yield opened


@pytest.fixture
async def uow(connection: AsyncConnection, keys: KeyStore) -> UnitOfWork:
    """Two cases with something of everything, and a link of each with a third."""
    opened = UnitOfWork(connection, Fields(HouseKeys.make(), keys), RememberedPeople())
    await fill(opened, GOES, LATE)
    await fill(opened, STAYS, SOON)
    await opened.cases.hide_addresses(GOES, SecrecyGround.SHELTER, f"{CANARY} 1", AGENT, NOW)
    for name, case in (("link-1", GOES), ("link-2", STAYS)):
        link = link_two(LinkId(name), (case, THIRD), AGENT, NOW)
        if case == GOES:
            await opened.linked_cases.add(link, f"{CANARY} is een broer.")
    both = link_two(LinkId("link-3"), (GOES, STAYS), AGENT, NOW)
    await opened.linked_cases.add(both, "Lijken op elkaar.")
    return opened


async def merge(uow: UnitOfWork, *left: str) -> None:
    goes, stays = await uow.cases.get(GOES), await uow.cases.get(STAYS)
    await uow.merges.move(goes, stays, frozenset(left))
    await uow.merges.add(form_former(goes, STAYS, SIGNED, NOW), WHY)


def test_of_every_table_that_holds_something_of_a_case_it_is_known_how_it_moves():
    moved = {one.name for one in (*KNOWN_BY_ID, *NUMBERED, *ONE_OF_EACH)}
    assert moved | LEFT == set(list_deletions())
    assert not moved & LEFT
    sealed = {
        table.name
        for table in (*KNOWN_BY_ID, *NUMBERED, *ONE_OF_EACH)
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    named = {one.name for one, name in (KNOWN_BY_ID | NUMBERED | ONE_OF_EACH).items() if name}
    assert sealed - {"subject_mark"} == named


async def test_what_was_sealed_under_the_one_is_read_under_the_other_alone(
    uow: UnitOfWork, keys: KeyStore
):
    await merge(uow)
    await keys.destroy(GOES)
    versions = await uow.cases.referral_versions(STAYS)
    assert [(one.number, one.is_merged) for one in versions] == [
        *((4, False), (3, False), (2, True), (1, True))
    ]
    stories = [await uow.cases.referral(STAYS, number) for number in (1, 3)]
    assert stories == [withhold_address(told(GOES), SecrecyGround.SHELTER), told(STAYS)]
    assert (await uow.cases.referral(STAYS)).identity == told(STAYS).identity
    history = await uow.cases.circle_history(STAYS)
    assert [bool(one.involving and one.left_why) for one in history] == [True, True]
    assert len(await uow.colours.history(STAYS)) == 2
    assert await uow.weighings.get(STAYS)
    assert len(await uow.weighings.merged(STAYS)) == 1
    assert await uow.weighings.last_screening(STAYS)
    pause = await uow.case_steps.last_pause(STAYS)
    assert pause
    assert pause.case == STAYS
    assert len(await uow.agreed_actions.of_case(STAYS)) == 2
    assert len(await uow.plans_of_action.versions(STAYS)) == 2
    assert await uow.discussions.newest(STAYS, a_discussion().said_in)
    assert await uow.informings.last_said(STAYS)
    await read_what_has_an_id(uow)


async def read_what_has_an_id(uow: UnitOfWork) -> None:
    written = await uow.minutes.get(MinutesId("minutes-a"))
    assert written.case == STAYS
    assert await uow.minutes.edition(written, 1)
    assert await uow.minutes.objections(written, 1)
    held = await uow.written_rounds.get(a_round(GOES).id)
    assert await uow.written_rounds.lines(held)
    (wish,) = await uow.agenda_wishes.of_meeting(WEEKLY[GOES])
    assert wish.code == CODES[STAYS]
    assert await uow.agenda_wishes.why(WEEKLY[GOES], wish)
    assert await uow.departures.why(STAYS, AGENT)
    assert await uow.discussion_wishes.of_case(STAYS)
    sessions = await uow.sessions.of_case(STAYS)
    assert len(sessions) == 2
    for session in sessions:
        assert await uow.sessions.report(session)
        assert await uow.sessions.test(session)
        assert await uow.sessions.circle(session)
    marks = {one.mark.id: one for one in await uow.incorrect_marks.of_case(STAYS)}
    assert {known_as: one.mark.subject for known_as, one in marks.items()} == {
        "why_now-a": GOES,
        "why_now-b": "",
        "minutes-a": "minutes",
        "minutes-b": "minutes",
    }
    assert await uow.secret_addresses.find(STAYS) == f"{CANARY} 1"
    assert len(await uow.secret_addresses.last_looks(STAYS, 9)) == 2
    assert [one.case for one in await uow.priorities.history(STAYS)] == [STAYS, STAYS]
    held_until = await uow.retention_holds.find(STAYS)
    assert held_until
    assert (held_until.until_on, held_until.reason) == (LATE, CANARY)


async def count_naming(connection: AsyncConnection, case: CaseId) -> dict[str, int]:
    """How many rows of each table name a case."""
    counted = {
        table.name: await connection.scalar(
            select(func.count()).where(
                table.c.id == case
                if table.name == "cases"
                else next(one for one in table.columns if is_of_case(one)) == case
            )
        )
        for table in metadata.sorted_tables
        if table.name == "cases" or any(map(is_of_case, table.columns))
    }
    return {name: number for name, number in counted.items() if number}


async def test_nothing_is_left_of_the_case_that_went_but_the_code_it_had(
    uow: UnitOfWork, connection: AsyncConnection
):
    await merge(uow)
    assert await count_naming(connection, GOES) == {}
    former = await uow.merges.named(CODES[GOES])
    assert former
    assert (former.former, former.case) == (GOES, STAYS)
    ((same, why),) = await uow.merges.of_case(STAYS)
    assert (same, why) == (former, WHY)
    marks = await connection.scalar(select(func.count()).select_from(subject_mark))
    assert marks >= 4  # of both: whoever looks for either name finds the case


async def test_when_the_case_that_stayed_is_destroyed_all_of_both_goes(
    uow: UnitOfWork, connection: AsyncConnection, keys: KeyStore
):
    await merge(uow)
    await uow.destructions.erase(STAYS, CODES[STAYS])
    assert await count_naming(connection, STAYS) == {}
    assert await uow.merges.named(CODES[GOES]) is None
    await keys.destroy(STAYS)
    with pytest.raises(KeyDestroyedError):
        await Fields(HouseKeys.make(), keys).open_field(STAYS, "x", "x", "x", b"x" * 40)


async def test_a_link_with_a_third_case_moves_and_one_between_the_two_goes(
    uow: UnitOfWork, keys: KeyStore
):
    await merge(uow)
    (link,) = await uow.linked_cases.open_of(STAYS)
    assert link.beside(STAYS) == THIRD
    await keys.destroy(GOES)
    assert await uow.linked_cases.why(link) == f"{CANARY} is een broer."


def a_draft(name: str, case: CaseId, member: str) -> Draft:
    return Draft(
        id=DraftId(name),
        member=AGENT if member == "agent" else NURSE,
        dialog="colour",
        dialog_version=1,
        subject=f"{case}:1",
        case=case,
        page="colour",
        about={"id": case, "version": 1},
        answers={"why": CANARY},
        version=1,
        changed_at=NOW,
        expires_at=NOW,
    )


async def test_what_is_half_filled_in_goes_on_unless_its_member_has_no_place_any_more(
    uow: UnitOfWork,
):
    await uow.drafts.add(a_draft("draft-1", GOES, "agent"))
    await uow.drafts.add(a_draft("draft-2", GOES, "nurse"))
    await merge(uow, NURSE)
    moved = await uow.drafts.get(DraftId("draft-1"))
    assert (moved.case, moved.about["id"], moved.answers["why"]) == (STAYS, STAYS, CANARY)
    assert await uow.drafts.term(DraftId("draft-2")) is None


async def test_a_card_in_a_chat_stays_and_is_taken_away_with_the_case_that_stays(
    uow: UnitOfWork, connection: AsyncConnection
):
    for name in (f"case:{GOES}:news:agent", f"case:{GOES}:board", f"case:{STAYS}:board"):
        row = {"card": name, "service_url": "x", "conversation": "x", "activity": name}
        case = GOES if GOES in name else STAYS
        await connection.execute(
            insert(posted_card), row | {"posted_at": NOW, "case_id": case, "member": "agent"}
        )
    await merge(uow)
    kept = (await connection.execute(select(posted_card.c.card))).scalars().all()
    assert sorted(kept) == [f"case:{STAYS}:board", f"case:{STAYS}:news:agent"]
    await uow.destructions.erase(STAYS, CODES[STAYS])
    gone = (await connection.execute(select(outbox.c.activity))).scalars().all()
    assert sorted(gone) == [
        *(f"case:{GOES}:board", f"case:{GOES}:news:agent", f"case:{STAYS}:board"),
    ]


async def test_minutes_of_one_meeting_about_both_are_seen_before(uow: UnitOfWork):
    goes, stays = a_filled(GOES), a_filled(STAYS)
    assert not await uow.merges.meet(goes, stays)
    again = some_minutes(id=MinutesId("minutes-3"), case=GOES, said_in=WEEKLY[STAYS])
    await uow.minutes.add(again)
    assert await uow.merges.meet(goes, stays)


async def test_a_wish_to_merge_is_read_while_both_keys_are_there(uow: UnitOfWork, keys: KeyStore):

    wish = ask_merge(GOES, STAYS, SIGNED, HouseCalendar(time_zone="Europe/Amsterdam"))
    await uow.merges.keep_wish(wish, WHY)
    assert await uow.merges.find_wish(GOES) == (wish, WHY)
    assert await uow.merges.wishes() == [wish]
    await keys.destroy(STAYS)
    with pytest.raises((KeyDestroyedError, SealedDataError)):
        await uow.merges.find_wish(GOES)
    await uow.merges.forget_wish(GOES)
    assert await uow.merges.wishes() == []
