"""Each part of a case is found by who supplied it and destroyed without the rest, on both
databases.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.departure import DepartureRequest
from domain.enquiry import EnquiryAnswer
from domain.identifiers import ContributionId, MarkId, OrganisationId, SessionId
from domain.incorrect import IncorrectMark, MarkWords, StatementPart
from domain.notice import NoticeKind, PrivateNotice
from domain.supplied_part import HeldPart, SuppliedKind
from domain.timer import Timer, TimerKind
from storage.crypto import HouseKeys
from storage.erasing import list_deletions
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.metadata import metadata
from storage.notices import outbox
from storage.people import RememberedPeople
from storage.supplied_parts import SUPPLIED_TABLES
from storage.timers import timer
from storage.unit_of_work import UnitOfWork
from tests.support.cases import NOW
from tests.support.databases import Database
from tests.support.enquiries import an_enquiry
from tests.support.filled_case import AGENT, CARE, GOES, NURSE, POLICE, STAYS, WEEKLY, fill

MIND = OrganisationId("ggz")
# what the house judged, decided and planned, and where things are: supplied by nobody
OF_THE_HOUSE = {
    "agenda_wish",
    "cases",
    "circle",
    "colour",
    "case_step",
    "informing",
    "priority",
    "known_check",
    "referrer_news",
    "retention_hold",
    "retention_review",
    "screening",
    "secret_look",
    "signal_source",
    "subject_mark",
    "weighing",
    "acute_invitation",
}


# with words of a case that no organisation supplied: the house's own judging, deciding, planning
# and asking, what is forgotten within weeks, and what goes with the referral of who referred it
WORDS_OF_THE_HOUSE = {
    *("address_share", "agenda_wish", "case_link", "case_step", "circle", "colour", "informing"),
    *("merge_wish", "merged_case", "priority", "reopening", "screening", "secret_look"),
    *("weighing", "weighing_to_confirm", "takeover", "known_check"),
    "agreement_confirmation",
    *("extension", "extension_answer", "retention_hold", "retention_review"),
    *("draft", "case_import", "secret_address", "subject_mark"),
}


def test_of_every_table_with_words_of_a_case_it_is_known_whether_they_were_supplied():
    with_words = {
        name
        for name in list_deletions()
        if any(isinstance(one.type, LargeBinary) for one in metadata.tables[name].columns)
    }
    assert with_words - SUPPLIED_TABLES == WORDS_OF_THE_HOUSE


@pytest.fixture
async def keys(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    for case in (GOES, STAYS):
        await store.create(case)
    yield store
    await store.close()


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as opened:
        yield opened


@pytest.fixture
async def uow(connection: AsyncConnection, keys: KeyStore) -> UnitOfWork:
    """Two cases with something of everything."""
    opened = UnitOfWork(connection, Fields(HouseKeys.make(), keys), RememberedPeople())
    for case in (GOES, STAYS):
        await fill(opened, case, NOW.date())
    return opened


def of_kind(parts: list[HeldPart], kind: SuppliedKind) -> list[HeldPart]:
    return [one for one in parts if one.kind is kind]


async def test_of_each_kind_it_is_known_whose_it_is(uow: UnitOfWork):
    parts = list(await uow.supplied_parts.of_case(GOES))
    kinds = {one.kind for one in parts}
    # nobody declined to direct it, and no partner answered yet
    assert kinds == set(SuppliedKind) - {SuppliedKind.NOT_DIRECTING, SuppliedKind.ENQUIRY}
    assert [one.writer for one in of_kind(parts, SuppliedKind.REFERRAL)] == [AGENT, AGENT]
    (action,) = of_kind(parts, SuppliedKind.ACTION)
    assert (action.key, action.organisations) == (("action-a",), {POLICE})
    (minutes,) = of_kind(parts, SuppliedKind.MINUTES)
    assert minutes.key == ("minutes-a", WEEKLY[GOES])


async def test_all_that_was_supplied_can_go_and_the_rest_and_another_case_stay(
    uow: UnitOfWork, connection: AsyncConnection
):
    before = await dump(connection, STAYS)
    parts = await uow.supplied_parts.of_case(GOES)
    counted = await uow.supplied_parts.destroy(GOES, parts)
    left = {name for name, text in (await dump(connection, GOES)).items() if GOES in text}
    assert left == OF_THE_HOUSE | {"acute_session"}
    assert counted == {
        "referral": 2,
        "acute_session": 1,
        "minutes": 1,
        "minutes_edition": 1,
        "minutes_objection": 1,
        "discussion": 1,
        "plan_of_action": 1,
        "agreed_action": 1,
        "written_round": 1,
        "discussion_wish": 1,
        "incorrect_mark": 2,
        "departure": 1,
        "reaction": 1,
        "contribution": 2,
    }
    assert await dump(connection, STAYS) == before


async def dump(connection: AsyncConnection, case: str) -> dict[str, str]:
    """What each table holds that names a case."""
    found = dict[str, str]()
    for table in metadata.sorted_tables:
        rows = (await connection.execute(select(table))).all()
        found[table.name] = "\n".join(sorted(repr(row) for row in rows if case in repr(row)))
    return found


async def test_a_report_is_emptied_and_its_session_goes_on(uow: UnitOfWork):
    (part,) = of_kind(list(await uow.supplied_parts.of_case(GOES)), SuppliedKind.REPORT)
    about_it = IncorrectMark(
        id=MarkId("about-it"),
        case=GOES,
        part=StatementPart.MINUTES,
        subject="session-a",
        marked_by=NURSE,
        organisation=CARE,
        marked_at=NOW,
    )
    await uow.incorrect_marks.add(about_it, MarkWords(what="Was er niet."))
    await uow.supplied_parts.destroy(GOES, [part])
    assert about_it.id not in {one.mark.id for one in await uow.incorrect_marks.of_case(GOES)}
    session = await uow.sessions.get(SessionId("session-a"))
    report = await uow.sessions.report(session)
    assert (report.happening, report.added, report.unsafe_number) == ("", (), "")
    assert not session.has_unsafe_number
    assert len(await uow.sessions.invitations(session.id)) == 1


async def test_what_hangs_on_one_part_goes_with_it_and_no_other(uow: UnitOfWork):
    parts = list(await uow.supplied_parts.of_case(GOES))
    await uow.departures.keep(DepartureRequest(case=GOES, member=NURSE, asked_at=NOW), "Weg.")
    await uow.supplied_parts.destroy(GOES, of_kind(parts, SuppliedKind.DEPARTURE))
    left = of_kind(list(await uow.supplied_parts.of_case(GOES)), SuppliedKind.DEPARTURE)
    assert [one.writer for one in left] == [NURSE]
    first, *_ = of_kind(parts, SuppliedKind.REFERRAL)
    await uow.supplied_parts.destroy(GOES, [first])
    versions = await uow.cases.referral_versions(GOES)
    assert [one.number for one in versions] == [2]


async def test_what_waits_about_a_part_goes_and_what_waits_about_its_writer_stays(
    uow: UnitOfWork, connection: AsyncConnection
):
    parts = list(await uow.supplied_parts.of_case(GOES))
    for name, subject in (("of part", "action-a"), ("of writer", AGENT), ("of case", GOES)):
        notice = PrivateNotice(
            kind=NoticeKind.DIGEST, subject=subject, business_key=name, member=AGENT
        )
        await uow.notices.announce(notice)
    await uow.timers.set(Timer(kind=TimerKind.AGREED_ACTION, subject="action-a", due_at=NOW))
    kinds = (SuppliedKind.ACTION, SuppliedKind.WISH, SuppliedKind.DEPARTURE)
    await uow.supplied_parts.destroy(GOES, [one for one in parts if one.kind in kinds])
    waiting = (await connection.execute(select(outbox.c.business_key))).scalars().all()
    assert sorted(waiting) == ["of case", "of writer"]
    assert (await connection.execute(select(timer))).all() == []


async def test_that_a_partner_knows_somebody_is_of_its_organisation_and_no_other_answer_is(
    uow: UnitOfWork,
):
    waits = an_enquiry(case=GOES, organisation=CARE, member=NURSE)
    await uow.enquiries.add(waits, "Kent u hem?")
    for told in (None, EnquiryAnswer.NOT_KNOWN, EnquiryAnswer.CANNOT_SHARE):
        waits = await uow.enquiries.save(replace(waits, answer=told))
        assert not of_kind(list(await uow.supplied_parts.of_case(GOES)), SuppliedKind.ENQUIRY)
    await uow.enquiries.save(replace(waits, answer=EnquiryAnswer.KNOWN, answered_at=NOW))
    (part,) = of_kind(list(await uow.supplied_parts.of_case(GOES)), SuppliedKind.ENQUIRY)
    assert part.organisations == {CARE}
    await uow.supplied_parts.destroy(GOES, [part])
    assert await uow.enquiries.of_case(GOES) == []


async def test_a_contribution_is_of_who_contributed_it_and_goes_with_what_is_called_incorrect_of_it(
    uow: UnitOfWork,
):
    parts = of_kind(list(await uow.supplied_parts.of_case(GOES)), SuppliedKind.CONTRIBUTION)
    assert [(one.key, one.organisations) for one in parts] == [
        (("contribution-a", 1), {MIND}),
        (("contribution-a", 2), {MIND}),
    ]
    about_it = IncorrectMark(
        id=MarkId("about-it"),
        case=GOES,
        part=StatementPart.CONTRIBUTION,
        subject="contribution-a",
        marked_by=AGENT,
        organisation=POLICE,
        marked_at=NOW,
        supplier=MIND,
    )
    await uow.incorrect_marks.add(about_it, MarkWords(what="Hij woont bij zijn zus."))
    await uow.supplied_parts.destroy(GOES, parts)
    assert about_it.id not in {one.mark.id for one in await uow.incorrect_marks.of_case(GOES)}
    assert await uow.contributions.of_case(GOES) == []
    assert len(await uow.contributions.of_case(STAYS)) == 2


async def test_of_what_was_withdrawn_nothing_is_supplied_any_more(uow: UnitOfWork):
    newest, *_ = await uow.contributions.versions(ContributionId("contribution-a"))
    await uow.contributions.withdraw(
        replace(newest, text=None, withdrawn_by=NURSE, withdrawn_at=NOW)
    )
    assert not of_kind(list(await uow.supplied_parts.of_case(GOES)), SuppliedKind.CONTRIBUTION)
