"""How long a coordinator waits for the effect of a change in a draft of 20 cases: from what they
asked to the new draft with its picture, by the services and the process that plans:
``python -m benchmarks.agenda_edits``. Read it beside the two seconds that it may take.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.planner import draw_numbers
from bot.running.agenda_drafting import plan_in_a_process
from domain.agenda_wish import AgendaWish, LeaveReason, WishKind
from domain.identifiers import CaseCode, OrganisationId
from domain.member import Organisation, OrganisationType
from domain.stoplight import Colour
from services.agenda_wish import SeenDraft, keep_wish, open_workbench
from tests.support.agenda_house import HOUSE, ORGANISATIONS, THE_BEGINNING, AgendaHouse
from tests.support.house import HouseFiles
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

_MAY_TAKE: Final = 2.0  # seconds
_PARTNERS: Final = tuple(
    Organisation(
        id=OrganisationId(f"partner-{number}"),
        name=f"Partner {number}",
        type=OrganisationType.PUBLIC_PARTICIPANT,
    )
    for number in range(12)
)
_WISHES: Final = (
    AgendaWish(kind=WishKind.MINUTES, minutes=25),
    AgendaWish(kind=WishKind.MINUTES, minutes=15),
    AgendaWish(kind=WishKind.LEAVE_OUT, leave_reason=LeaveReason.NOT_PREPARED),
)


async def add_cases(house: AgendaHouse) -> Sequence[CaseCode]:
    """Four red and sixteen orange cases, each with two to four partners."""
    numbers = draw_numbers()
    codes = [CaseCode(f"{letter}{letter}{number}-A{number}{number}")
             for letter in "BCDFG" for number in range(4)]  # fmt: skip
    for place, code in enumerate(codes):
        needed = 2 + next(numbers) % 3
        required = {_PARTNERS[next(numbers) % len(_PARTNERS)].id for _ in range(needed)}
        colour, minutes = (Colour.RED, 20) if place % 5 == 0 else (Colour.ORANGE, 10)
        await house.add_case(code, colour, minutes, tuple(sorted(required)))
    return codes


async def change(house: AgendaHouse, code: CaseCode, wish: AgendaWish) -> float:
    """Ask for a change and wait for the draft; the seconds it took."""
    async with house.reading() as moment:
        case = await moment.uow.cases.by_code(code)
        revision = (await moment.uow.meetings.get(THE_MEETING)).wish_revision
    began = time.perf_counter()
    async with house.acting("iris") as ctx:
        seen = SeenDraft(meeting=THE_MEETING, case=case.id, revision=revision)
        await keep_wish(ctx, await open_workbench(ctx, seen), wish)
    await draft(house)
    return time.perf_counter() - began


async def draft(house: AgendaHouse) -> None:
    """Make the draft that is needed, as the bot does: in a process of its own."""
    (task,) = [one for one in await house.collect() if one.meeting.id == THE_MEETING]
    await house.keep(await plan_in_a_process(task))


async def measure(directory: Path) -> list[float]:
    """Change each second case of the draft, one after the other."""
    house = replace(HOUSE, organisations=(*ORGANISATIONS, *_PARTNERS))
    async with HouseFiles(directory, AgendaHouse, house, THE_BEGINNING).fresh() as opened:
        codes = await add_cases(opened)
        await opened.tick(CUT_OFF_AT)
        await plan_in_a_process((await opened.collect() or opened.tasks)[0])  # loads what plans
        return [
            await change(opened, code, _WISHES[place % len(_WISHES)])
            for place, code in enumerate(codes[::2])
        ]


def main() -> None:
    """Measure, and say how much of what it may take it took."""
    with TemporaryDirectory() as directory:
        took = asyncio.run(measure(Path(directory)))
    print(f"{len(took)} changes of a draft of 20 cases, of the {_MAY_TAKE:g} s each may take:")
    print(f"median {median(took) / _MAY_TAKE:.0%}, longest {max(took) / _MAY_TAKE:.0%}")


if __name__ == "__main__":
    main()
