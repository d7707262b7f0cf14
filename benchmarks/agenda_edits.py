"""How long a coordinator waits for the effect of a change in a draft of 20 cases: from what they
asked to the new draft with its picture, by the services and the process that plans:
``python -m benchmarks agenda_edits``. Read it beside the two seconds that it may take.

Once more is asked than the meeting holds, once it holds all twenty around a break.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing import forkserver
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.planner import draw_numbers
from bot.running.agenda_drafting import plan_in_a_process
from domain.agenda_wish import AgendaWish, LeaveReason, WishKind
from domain.house import MeetingBreak
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


def _ask_minutes(minutes: int) -> AgendaWish:
    return AgendaWish(kind=WishKind.MINUTES, minutes=minutes)


_LEFT_OUT: Final = AgendaWish(kind=WishKind.LEAVE_OUT, leave_reason=LeaveReason.NOT_PREPARED)
_TICK: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Twenty cases in a meeting of three hours; a case in five is red."""

    name: str
    breaks: tuple[MeetingBreak, ...]
    red_minutes: int
    orange_minutes: tuple[int, int]
    wishes: tuple[AgendaWish, ...]


_DRAFTS: Final = (
    Draft(
        name="13 of 20 cases held",
        breaks=(),
        red_minutes=20,
        orange_minutes=(10, 10),
        wishes=(_ask_minutes(25), _ask_minutes(15), _LEFT_OUT),
    ),
    Draft(
        name="all of 20 cases held",
        breaks=(MeetingBreak(earliest_minute=60, latest_minute=120, minutes=10),),
        red_minutes=10,
        orange_minutes=(5, 10),
        wishes=(_ask_minutes(15), _ask_minutes(10), _LEFT_OUT),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one change took, in seconds: of the clock, and of processors."""

    clock: float
    processor: float


async def add_cases(house: AgendaHouse, asked: Draft) -> Sequence[CaseCode]:
    """Four red and sixteen orange cases, each with two to four partners."""
    numbers = draw_numbers()
    codes = [CaseCode(f"{letter}{letter}{number}-A{number}{number}")
             for letter in "BCDFG" for number in range(4)]  # fmt: skip
    for place, code in enumerate(codes):
        needed = 2 + next(numbers) % 3
        required = {_PARTNERS[next(numbers) % len(_PARTNERS)].id for _ in range(needed)}
        colour, minutes = Colour.ORANGE, asked.orange_minutes[place % 3 == 0]
        if place % 5 == 0:
            colour, minutes = Colour.RED, asked.red_minutes
        await house.add_case(code, colour, minutes, tuple(sorted(required)))
    return codes


async def change(house: AgendaHouse, code: CaseCode, wish: AgendaWish) -> Took:
    """Ask for a change and wait for the draft; what that took."""
    async with house.reading() as moment:
        case = await moment.uow.cases.by_code(code)
        revision = (await moment.uow.meetings.get(THE_MEETING)).wish_revision
    began, used = time.perf_counter(), read_processor_seconds()
    async with house.acting("iris") as ctx:
        seen = SeenDraft(meeting=THE_MEETING, case=case.id, revision=revision)
        await keep_wish(ctx, await open_workbench(ctx, seen), wish)
    await draft(house)
    return Took(clock=time.perf_counter() - began, processor=read_processor_seconds() - used)


async def draft(house: AgendaHouse) -> None:
    """Make the draft that is needed, as the bot does: in a process of its own."""
    (task,) = [one for one in await house.collect() if one.meeting.id == THE_MEETING]
    await house.keep(await plan_in_a_process(task))


def read_processor_seconds() -> float:
    """Processor time of this process and of the planners that ended."""
    planners = vars(vars(forkserver)["_forkserver"])["_forkserver_pid"]
    words = Path(f"/proc/{planners}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return time.process_time() + (int(words[13]) + int(words[14])) / _TICK


async def measure(directory: Path, asked: Draft) -> list[Took]:
    """Change each second case of the draft, one after the other."""
    meeting = replace(HOUSE.schedules[0], breaks=asked.breaks)
    organisations = (*ORGANISATIONS, *_PARTNERS)
    house = replace(HOUSE, organisations=organisations, schedules=(meeting,))
    async with HouseFiles(directory, AgendaHouse, house, THE_BEGINNING).fresh() as opened:
        codes = await add_cases(opened, asked)
        await opened.tick(CUT_OFF_AT)
        await plan_in_a_process((await opened.collect() or opened.tasks)[0])  # loads what plans
        return [
            await change(opened, code, asked.wishes[place % len(asked.wishes)])
            for place, code in enumerate(codes[::2])
        ]


def main(_words: Sequence[str] = ()) -> None:
    """Measure, and say how much of what it may take it took."""
    print(f"a change of a draft of 20 cases, as a share of the {_MAY_TAKE:g} s it may take")
    for asked in _DRAFTS:
        with TemporaryDirectory() as directory:
            took = asyncio.run(measure(Path(directory), asked))
        for name, seconds in (
            ("by the clock", [one.clock for one in took]),
            ("processor time", [one.processor for one in took]),
        ):
            shares = (
                f"median {median(seconds) / _MAY_TAKE:.0%}, longest {max(seconds) / _MAY_TAKE:.0%}"
            )
            print(f"{asked.name}, {name}: {shares}")
