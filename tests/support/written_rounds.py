"""Written rounds for tests. What is written and why somebody objects are canaries: they may never
get out.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import update

from domain.absence import AbsenceWish
from domain.access import CaseState
from domain.case import Case, seat_referrer
from domain.colour import StandingColour
from domain.identifiers import CaseId, MemberId, OrganisationId, RoundId
from domain.stoplight import Colour
from domain.written_round import RoundLines, WrittenRound
from services.absence import enter_absence
from services.written_round import (
    agree_to_continue,
    ask_table,
    open_to_answer,
    open_to_write,
    write_round,
)
from services.written_round_timer import follow_case
from services.written_round_views import RoundText, read_round
from storage.notices import outbox
from tests.support.acute_house import CODE, AcuteHouse
from tests.support.canaries import CANARY

LINES = RoundLines(how=f"{CANARY} woont rustig", agreed=f"{CANARY} belt", then=f"{CANARY} werk")
WHY = f"{CANARY} verhuist"
# a Tuesday, and the day after it
REVIEW_ON = date(2026, 12, 1)
COLOURED_AT = datetime(2026, 9, 8, 10, 0, tzinfo=UTC)
GREEN = StandingColour(
    colour=Colour.GREEN,
    minutes=0,
    required=(),
    set_by=MemberId("cora"),
    set_at=COLOURED_AT,
    next_review_on=REVIEW_ON,
)


def morning(day: int, hour: int = 7, minute: int = 26, month: int = 12) -> datetime:
    """In winter the house is an hour ahead."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@dataclass
class GreenCase:
    """A green case of 0 minutes, directed by Gijs; Piet and Vera are involved too."""

    house: AcuteHouse
    id: CaseId

    async def now(self) -> Case:
        async with self.house.database.reading() as uow:
            return await uow.cases.get(self.id)

    async def round(self) -> WrittenRound | None:
        """The newest round of the case."""
        async with self.house.database.reading() as uow:
            return (await uow.written_rounds.newest_of([self.id])).get(self.id)

    async def round_id(self) -> RoundId:
        held = await self.round()
        assert held is not None
        return held.id

    async def stances(self) -> dict[str, str]:
        async with self.house.database.reading() as uow:
            answers = await uow.written_rounds.answers(await self.round_id())
        return {one.member: one.stance for one in answers}

    async def mornings(self, *days: int, month: int = 12) -> None:
        """What is due on these mornings; every digest arrives."""
        for day in days:
            await self.house.tick(morning(day, month=month))
            await self.house.send_all()

    async def write(self, by: str = "gijs", *, may_leave: bool = False) -> None:
        async with self.house.acting(by) as ctx:
            found = await open_to_write(ctx, await self.round_id(), by_telephone=by != "gijs")
            await write_round(ctx, found, LINES, may_leave=may_leave)

    async def agree(self, by: str) -> None:
        async with self.house.acting(by) as ctx:
            await agree_to_continue(ctx, await open_to_answer(ctx, await self.round_id()))

    async def objects(self, by: str) -> None:
        async with self.house.acting(by) as ctx:
            found = await open_to_answer(ctx, await self.round_id(), is_objection=True)
            await ask_table(ctx, found, WHY)

    async def read(self, by: str) -> RoundText:
        async with self.house.acting(by) as ctx:
            return await read_round(ctx, await self.round_id())

    async def digests(self) -> list[str]:
        """Whose digest was announced, and for which day."""
        async with self.house.database.engine.connect() as connection:
            keys = await connection.scalars(
                outbox.select().with_only_columns(outbox.c.business_key).order_by(outbox.c.id)
            )
            return [key.removeprefix("digest:") for key in keys if key.startswith("digest:")]


async def a_green_case(
    house: AcuteHouse,
    *,
    director: str | None = "gijs",
    circle: tuple[str, ...] = ("gijs", "piet", "vera"),
    required: tuple[str, ...] = (),
) -> GreenCase:
    """A case whose review is on the first of December. Wim referred it: he has a place only when
    he is named too.
    """
    others = tuple(name for name in circle if name != "wim")
    case = await house.add_case(CODE, CaseState.TAKEN_UP, *others)
    green = replace(GREEN, required=tuple(OrganisationId(one) for one in required))
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case)
        directed = replace(kept, colour=green, case_director=director and MemberId(director))
        await moment.uow.cases.save(directed)
        if "wim" in circle:
            await moment.uow.cases.join_circle(seat_referrer(kept))
        await follow_case(moment, case, green)
    await house.tick(house.now)
    return GreenCase(house, case)


async def lose_digest(house: AcuteHouse, member: str, on: str, state: str = "dead") -> None:
    """The digest of a member did not arrive."""
    key = f"digest:{member}:{on}"
    async with house.database.engine.begin() as connection:
        changed = update(outbox).where(outbox.c.business_key == key).values(state=state)
        assert (await connection.execute(changed)).rowcount == 1


async def be_away(house: AcuteHouse, member: str, first_on: date, last_on: date) -> None:
    wish = AbsenceWish(first_on=first_on, last_on=last_on)
    async with house.acting("ina") as ctx:
        await enter_absence(ctx, MemberId(member), wish)
