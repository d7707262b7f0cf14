"""A case whose term is over is destroyed, whatever stops it halfway; a count and a proof remain."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest

from domain.access import CaseState
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.errors import NotFoundError
from domain.identifiers import CaseId
from domain.retention import RetentionGround
from domain.timer import TimerKind
from services.destruction import DestructionStep, destroy_case, look_at_retention
from storage.database import Database
from storage.key_store import KeyDestroyedError
from tests.support.acute_house import CODE, AcuteFiles, AcuteHouse
from tests.support.referrals import REFERRAL

DAY = timedelta(days=1)
# in the night after the fourteenth day
GOES_AT = datetime(2026, 12, 9, 3, tzinfo=UTC)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


@pytest.fixture
async def case(house: AcuteHouse) -> CaseId:
    return await house.keep_case(CODE, REFERRAL, "wim", ("vera",), state=CaseState.NOT_TAKEN_UP)


def stop_nowhere(_step: StrEnum) -> None:
    """Let every step pass."""


async def destroy(house: AcuteHouse, case: CaseId, at: datetime = GOES_AT) -> None:
    house.now = at
    await destroy_case(house, case, stop_nowhere)


async def is_kept(house: AcuteHouse, case: CaseId) -> bool:
    async with house.reading() as moment:
        try:
            return bool(await moment.uow.cases.get(case))
        except NotFoundError:
            return False


async def test_what_was_not_taken_up_is_kept_for_fourteen_days_and_no_night_longer(
    house: AcuteHouse, case: CaseId
):
    await destroy(house, case, GOES_AT - DAY)
    assert await is_kept(house, case)
    await destroy(house, case)
    assert not await is_kept(house, case)


async def test_what_remains_is_a_count_of_the_month_and_a_proof_without_content(
    house: AcuteHouse, case: CaseId
):
    await destroy(house, case)
    async with house.reading() as moment:
        assert await moment.uow.destructions.counted() == {
            (date(2026, 12, 1), RetentionGround.NOT_TAKEN_UP): 1
        }
        assert await moment.uow.destructions.under_way() == []
    *rows, proof = await house.on_record(case)
    assert (proof.event, proof.reason, proof.at) == (
        AuditEvent.CASE_DESTROYED,
        AuditReason.NOT_TAKEN_UP,
        GOES_AT,
    )
    assert {one.event for one in rows} == {AuditEvent.ROWS_DESTROYED}
    erased = {"cases:1", "circle:1", "referral:1", "subject_mark:2"}
    assert {one.subject for one in rows} == erased


async def test_no_copy_of_the_database_made_before_can_be_read_any_more(
    house: AcuteHouse, case: CaseId, tmp_path: Path
):
    await house.database.wipe_traces()
    place = Path(house.database.engine.url.database)
    shutil.copyfile(place, tmp_path / "copy.db")
    await destroy(house, case)
    copy = Database(f"sqlite+aiosqlite:///{tmp_path / 'copy.db'}", house.database._fields)
    async with copy.reading() as work:
        assert (await work.cases.get(case)).code == CODE
        with pytest.raises(KeyDestroyedError):
            await work.cases.referral(case)
    await copy.close()


async def test_no_file_of_the_machine_names_it_any_more(house: AcuteHouse, case: CaseId):
    await destroy(house, case)
    place = Path(house.database.engine.url.database)
    held = b"".join(path.read_bytes() for path in place.parent.glob("house.db*"))
    assert CODE.encode() not in held
    # the log alone knows that there was one
    assert case.encode() in held
    keys = b"".join(path.read_bytes() for path in place.parent.glob("keys.db*"))
    assert case.encode() not in keys


class StoppedError(Exception):
    """The process ended here."""


@pytest.mark.parametrize("last", list(DestructionStep))
async def test_stopped_after_any_step_it_is_finished_the_next_time_and_counted_once(
    house: AcuteHouse, case: CaseId, last: DestructionStep
):
    def stop(step: StrEnum) -> None:
        if step is last:
            raise StoppedError

    house.now = GOES_AT
    with pytest.raises(StoppedError):
        await destroy_case(house, case, stop)
    await destroy_case(house, case, stop_nowhere)
    await destroy_case(house, case, stop_nowhere)
    async with house.reading() as moment:
        assert list((await moment.uow.destructions.counted()).values()) == [1]
        assert await moment.uow.destructions.under_way() == []
    events = [one.event for one in await house.on_record(case)]
    assert events.count(AuditEvent.CASE_DESTROYED) == 1


async def test_each_night_has_destroyed_what_is_over_and_what_was_not_finished(
    house: AcuteHouse, case: CaseId
):
    other = await house.keep_case("BB2-H55", REFERRAL, "wim", state=CaseState.WITHDRAWN)
    stays = await house.keep_case("CC2-H55", REFERRAL, "wim", state=CaseState.TAKEN_UP)
    house.now = GOES_AT

    def stop(step: StrEnum) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        await destroy_case(house, case, stop)
    async with house.work() as moment:
        await look_at_retention(moment, "house")
    async with house.reading() as moment:
        kinds = [TimerKind.DESTRUCTION, TimerKind.RETENTION]
        due = await moment.uow.timers.due(kinds, GOES_AT + DAY, None, 10)
    assert {one.subject for one in due if one.kind is TimerKind.DESTRUCTION} == {case, other}
    assert stays not in {one.subject for one in due}
    (next_look,) = [one for one in due if one.kind is TimerKind.RETENTION]
    assert next_look.due_at == GOES_AT + DAY


async def test_what_came_back_meanwhile_stays(house: AcuteHouse, case: CaseId):
    async with house.work() as moment:
        known = await moment.uow.cases.get(case)
        await moment.uow.cases.save(_taken_up(known))
    await destroy(house, case)
    assert await is_kept(house, case)
    async with house.reading() as moment:
        assert await moment.uow.destructions.counted() == {}


def _taken_up(case: Case) -> Case:
    return replace(case, state=CaseState.TAKEN_UP)
