"""Keeps the auditor of the acute lane going, beside the clock whose work it audits: every so many
seconds on a timer of its own. A file and a figure show outside that it runs.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.logs import describe_error, log
from bot.running.heartbeat import Heartbeat
from services.acute.auditor import Findings, audit_acute_lane, raise_alarms
from services.moment import Moments

AUDITED_EVERY: Final = 30.0  # seconds
_NOTHING: Final = Findings()


@dataclass(slots=True, kw_only=True)
class Auditing:
    """One audit after the other. What is found twice in a row is told: a clock that just moved, or
    a bot that just started, handles what is due before the next one. ``file`` holds the moment of
    the last audit.
    """

    moments: Moments
    heartbeat: Heartbeat
    file: Path
    _before: Findings = field(default=_NOTHING, init=False)
    _confirmed: Findings = field(default=_NOTHING, init=False)
    _audited_at: datetime | None = field(default=None, init=False)

    async def run(self) -> None:
        """Audit once, and raise an alarm about what stands still since the last time."""
        async with self.moments.reading() as moment:
            found = await audit_acute_lane(moment)
            self._audited_at = moment.now
        self._confirmed, self._before = _confirm(found, self._before), found
        if self._confirmed.stalled or self._confirmed.lagging is not None:
            _log(self._confirmed)
            async with self.moments.work() as moment:
                await raise_alarms(moment, self._confirmed)
        self.heartbeat.beat()
        await asyncio.to_thread(self._touch, self._audited_at)

    @property
    def figures(self) -> Mapping[str, float]:
        """What an operator watches; nothing before the first audit."""
        if self._audited_at is None:
            return {}
        found = self._confirmed
        return {
            "stoplicht_acute_open_steps": found.open_steps,
            "stoplicht_acute_unanswered": found.unanswered,
            "stoplicht_acute_stalled": len(found.stalled),
            "stoplicht_acute_sender_lags": int(found.lagging is not None),
            "stoplicht_auditor_last_run_seconds": int(self._audited_at.timestamp()),
        }

    def _touch(self, at: datetime) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(f"{at.isoformat()}\n", encoding="utf-8")


@contextlib.asynccontextmanager
async def keep_auditing(auditing: Auditing, seconds: float = AUDITED_EVERY) -> AsyncIterator[None]:
    """Audit while the bot runs, the first time when its clock has had the time to catch up; an
    audit that is under way at the end is finished.
    """
    stopping = asyncio.Event()
    task = asyncio.create_task(_keep_auditing(auditing, seconds, stopping))
    try:
        yield
    finally:
        stopping.set()
        await task


async def _keep_auditing(auditing: Auditing, seconds: float, stopping: asyncio.Event) -> None:
    while not await _is_stopping_within(stopping, seconds):
        try:
            await auditing.run()
        except Exception as error:  # noqa: BLE001 - the auditor must not stop
            log.error("audit_failed", **describe_error(error))


async def _is_stopping_within(stopping: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
    return stopping.is_set()


def _confirm(found: Findings, before: Findings) -> Findings:
    seen = {(one.id, one.stall) for one in before.stalled}
    return replace(
        found,
        stalled=tuple(one for one in found.stalled if (one.id, one.stall) in seen),
        lagging=found.lagging if before.lagging is not None else None,
    )


def _log(found: Findings) -> None:
    for one in found.stalled:
        log.error("acute_step_stalled", reason=one.stall)
    if found.lagging is not None:
        log.error("acute_messages_lag", delivery=found.lagging)
