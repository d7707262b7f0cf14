"""The clock of a database, moved by hand. The process has another clock, which goes on by itself:
whoever asks that one reads a wrong time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import event, text

from storage.clock_steps import ClockSteps
from storage.database import Database
from tests.support.databases import Database as Empty

LONG_AGO: Final = datetime(2021, 3, 1, 12, 0, tzinfo=UTC)
_JULIAN_1970: Final = 2440587.5
_OWN_FUNCTION: Final = (
    "CREATE TABLE public.hand_clock (at timestamptz NOT NULL)",
    "INSERT INTO public.hand_clock VALUES ('2021-03-01 12:00:00+00')",
    """CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
       AS 'SELECT at FROM public.hand_clock'""",
    # what is in public goes before what the server has itself
    """DO $$ BEGIN EXECUTE format(
       'ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$""",
)


@dataclass
class HandClock:
    """Tells ``now`` to every connection of a database that is opened after it took over."""

    empty: Empty
    now: datetime = LONG_AGO

    async def move(self, by: timedelta) -> None:
        """Let time pass in the database, and nowhere else."""
        self.now += by
        if self.empty.kind == "postgresql":
            async with self.empty.engine.begin() as connection:
                moved = text("UPDATE public.hand_clock SET at = :at")
                await connection.execute(moved, {"at": self.now})

    async def take_over(self, database: Database) -> None:
        """Be the clock of this database, which nobody has used yet. Its moves are time that passes,
        no steps of a clock that was wrong.
        """
        database.outbox._steps = ClockSteps(self._seconds)
        if self.empty.kind == "postgresql":
            async with self.empty.engine.begin() as connection:
                for statement in _OWN_FUNCTION:
                    await connection.exec_driver_sql(statement)
            return
        for engine in (database._engine, database._reader):
            event.listen(engine.sync_engine, "connect", self._replace)

    def _seconds(self) -> float:
        return self.now.timestamp()

    def _replace(self, connection: Any, _record: Any) -> None:
        connection.create_function("julianday", 1, self._julian_day)

    def _julian_day(self, _now: str) -> float:
        return _JULIAN_1970 + self.now.timestamp() / 86_400
