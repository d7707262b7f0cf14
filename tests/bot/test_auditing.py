"""The auditor runs beside the clock: a file and figures show that it does, and it never stops."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs

from bot.running.auditing import Auditing, keep_auditing
from bot.running.heartbeat import Heartbeat
from bot.running.metrics import Metrics
from domain.access import CaseState
from domain.notice import NoticeKind
from services.acute.report import KnownCase
from storage.escalations import escalation
from tests.support.acute_house import CODE, IN_DUTY, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.permits import report_now


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        async with opened.acting("wim") as ctx:
            await report_now(ctx, REPORT, KnownCase(code=CODE))
        yield opened


def a_heartbeat(*, at: list[float]) -> Heartbeat:
    return Heartbeat(
        name="auditing", silent_within=timedelta(minutes=2), read_monotonic=lambda: at[0]
    )


@pytest.fixture
def auditing(house: AcuteHouse, tmp_path: Path) -> Auditing:
    heartbeat = a_heartbeat(at=[0.0])
    return Auditing(moments=house, heartbeat=heartbeat, file=tmp_path / "outside" / "heartbeat")


async def lose_chains(house: AcuteHouse) -> None:
    async with house.database.engine.begin() as connection:
        await connection.execute(delete(escalation))


async def test_a_file_holds_the_moment_of_the_last_audit(house: AcuteHouse, auditing: Auditing):
    await auditing.run()
    assert auditing.file.read_text(encoding="utf-8") == f"{IN_DUTY.isoformat()}\n"
    house.now = IN_DUTY + timedelta(minutes=1)
    await auditing.run()
    assert auditing.file.read_text(encoding="utf-8") == f"{house.now.isoformat()}\n"


async def test_figures_show_what_was_found_and_that_it_runs(house: AcuteHouse, auditing: Auditing):
    metrics = Metrics(house.database, lambda: auditing.figures)
    assert "stoplicht_acute_open_steps 1" not in await metrics.write()
    await auditing.run()
    written = await metrics.write()
    assert "stoplicht_acute_open_steps 1" in written
    assert "stoplicht_acute_stalled 0" in written
    assert f"stoplicht_auditor_last_run_seconds {int(IN_DUTY.timestamp())}" in written


async def test_what_is_found_twice_is_told_and_logged_without_content(
    house: AcuteHouse, auditing: Auditing
):
    await lose_chains(house)
    with capture_logs() as logs:
        await auditing.run()
        assert await house.notices(NoticeKind.ACUTE_STALLED) == []
        await auditing.run()
    assert [one.member for one in await house.notices(NoticeKind.ACUTE_STALLED)] == [
        "cora",
        "dirk",
    ]
    stalled = {"event": "acute_step_stalled", "log_level": "error", "reason": "no_chain"}
    assert logs == [stalled]
    assert CANARY not in str(logs)
    assert auditing.figures["stoplicht_acute_stalled"] == 1


async def test_an_audit_that_fails_is_logged_and_the_next_one_follows(
    house: AcuteHouse, auditing: Auditing, monkeypatch: pytest.MonkeyPatch
):
    tried = asyncio.Event()
    failures = iter([OSError("disk full")])

    def touch(*_: Any) -> None:
        if failure := next(failures, None):
            raise failure
        tried.set()

    monkeypatch.setattr(Auditing, "_touch", touch)
    with capture_logs() as logs:
        async with keep_auditing(auditing, seconds=0.001), asyncio.timeout(10):
            await tried.wait()
    assert [one["event"] for one in logs] == ["audit_failed"]


async def test_a_silent_auditor_is_not_well(house: AcuteHouse, tmp_path: Path):
    at = [0.0]
    heartbeat = a_heartbeat(at=at)
    await Auditing(moments=house, heartbeat=heartbeat, file=tmp_path / "heartbeat").run()
    at[0] = 121.0
    assert heartbeat.troubles == ["auditing_stopped"]
