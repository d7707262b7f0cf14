import asyncio
import gc
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from multiprocessing import forkserver
from multiprocessing.connection import Connection

import pytest

from bot.running.agenda_drafting import _CONTEXT, PlanningFailedError, plan_in_a_process
from cards.words import load_translations
from domain.agenda import AgendaState
from domain.agenda_picture import name_content
from domain.identifiers import MeetingId
from domain.member import Language
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.agenda.approval import request_draft
from services.agenda.clock import hold_meetings
from services.agenda.drafting import DraftingTask, DraftMade, make_draft
from services.agenda.errand import draft_agenda
from tests.support.agenda_house import (
    CARE,
    POLICE,
    AgendaHouse,
    SeededFiles,
)
from tests.support.judge import JudgeError
from tests.support.judged_plans import ACCEPTED, refuse_the_broken, take_verdicts
from tests.support.meetings import THE_MEETING
from tests.support.patience import PATIENCE
from tests.support.processes import ROOT
from tests.support.rounds import run_round


@pytest.fixture
async def house(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[AgendaHouse]:
    async with seeded_files.fresh() as opened:
        await opened.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE))
        yield opened


async def ask(house: AgendaHouse) -> MeetingId:
    async with house.work() as moment:
        await hold_meetings(moment)
    async with house.acting("sanne") as ctx:
        await request_draft(ctx, THE_MEETING)
    return THE_MEETING


async def test_a_draft_is_planned_in_another_process_and_kept(house: AgendaHouse):
    meeting = await ask(house)
    await draft_agenda(house, plan_in_a_process, meeting)
    agenda = await house.agenda(meeting)
    assert agenda.state is AgendaState.DRAFT
    assert [item.code for item in agenda.items] == ["KX7-Q42"]


async def test_another_process_makes_the_same_draft(house: AgendaHouse):
    await ask(house)
    (task,) = await house.collect()
    assert replace(await plan_in_a_process(task), pictures=()) == house.plan(task)


async def test_a_draft_is_drawn_for_readers_of_each_language(house: AgendaHouse):
    meeting = await ask(house)
    await draft_agenda(house, plan_in_a_process, meeting)
    agenda = await house.agenda(meeting)
    async with house.reading() as moment:
        dutch, english = [
            await moment.uow.agenda_pictures.get(meeting, language) for language in Language
        ]
    assert dutch is not None
    assert english is not None
    assert dutch.image[:4] == english.image[:4] == b"\x89PNG"
    assert dutch.image != english.image
    assert dutch.shows == name_content(agenda.items, agenda.breaks)


async def test_a_draft_without_cases_has_no_picture(
    seeded_files: SeededFiles, socket_enabled: None
):
    async with seeded_files.fresh() as house:
        await ask(house)
        (task,) = await house.collect()
        assert (await plan_in_a_process(task)).pictures == ()


async def test_a_draft_that_cannot_be_drawn_is_kept_without_a_picture(
    house: AgendaHouse, capsys: pytest.CaptureFixture[str]
):
    await ask(house)
    (task,) = await house.collect()
    made = await plan_in_a_process(replace(task, time_zone="Europe/Rivierstad"))
    assert [item.code for item in made.draft.items] == ["KX7-Q42"]
    assert made.pictures == ()
    assert "draft_not_drawn" in capsys.readouterr().out


async def test_who_plans_in_a_process_loads_no_plotting_library_itself():
    loads = "import sys, bot.running.agenda_drafting; sys.exit('matplotlib' in sys.modules)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", loads, cwd=ROOT)
    assert await process.wait() == 0


async def test_a_draft_is_made_when_what_planners_are_forked_from_is_gone(house: AgendaHouse):
    await ask(house)
    (task,) = await house.collect()
    first = await plan_in_a_process(task)
    with watch_end(find_fork_server()) as has_ended:
        os.kill(find_fork_server(), signal.SIGKILL)
        assert has_ended()
    assert await plan_in_a_process(task) == first


async def test_what_planners_are_forked_from_ends_when_idle_and_begins_again(house: AgendaHouse):
    await ask(house)
    (task,) = await house.collect()
    first = await plan_in_a_process(task)
    with watch_end(find_fork_server()) as has_ended:
        os.kill(find_fork_server(), signal.SIGALRM)  # as its own alarm does
        assert has_ended()
    assert await plan_in_a_process(task) == first


def test_what_planners_are_forked_from_has_its_end_set():
    receiving, sending = _CONTEXT.Pipe(duplex=False)
    planner = _CONTEXT.Process(target=tell_loaded, args=(sending,))
    planner.start()
    assert "bot.running.agenda_idle" in receiving.recv()
    planner.join()


def tell_loaded(sending: Connection) -> None:
    sending.send([name for name in sys.modules if name.startswith("bot.")])


def test_a_planner_begins_with_all_words_read_and_looks_for_no_garbage():
    receiving, sending = _CONTEXT.Pipe(duplex=False)
    planner = _CONTEXT.Process(target=tell_readiness, args=(sending,))
    planner.start()
    assert receiving.recv() == (len(Language), False)
    planner.join()


def tell_readiness(sending: Connection) -> None:
    sending.send((load_translations.cache_info().currsize, gc.isenabled()))


def test_each_draft_puts_the_end_ten_minutes_ahead_and_a_planner_has_no_such_end():
    forks = (
        "import os, signal, bot.running.agenda_idle\n"
        "told = [signal.alarm(7)]\n"
        "planner = os.fork()\n"
        "if not planner: os._exit(signal.alarm(0))\n"
        "print(*told, signal.alarm(0), os.waitpid(planner, 0)[1])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", forks], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["600", "600", "0"]


async def test_planners_are_forked_from_one_process(house: AgendaHouse):
    await ask(house)
    (task,) = await house.collect()
    await plan_in_a_process(task)
    before = find_fork_server()
    await plan_in_a_process(task)
    assert find_fork_server() == before


def find_fork_server() -> int:
    return int(vars(forkserver._forkserver)["_forkserver_pid"])


def test_what_planners_are_forked_from_ends_with_the_bot():
    plans_and_waits = (
        "import os, multiprocessing.forkserver as server\n"
        "from bot.running.agenda_drafting import _CONTEXT\n"
        "planner = _CONTEXT.Process(target=os.getpid)\n"
        "planner.start()\n"
        "planner.join()\n"
        "print(server._forkserver._forkserver_pid, flush=True)\n"
        "input()\n"
    )
    command = [sys.executable, "-c", plans_and_waits]
    bot = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert bot.stdout
    with watch_end(int(bot.stdout.readline())) as has_ended:
        bot.kill()
        bot.communicate()
        assert has_ended()


@contextmanager
def watch_end(process: int) -> Iterator[Callable[[], bool]]:
    """Watch a process that may not be this one's child; waits until it has ended."""
    watched = os.pidfd_open(process)
    try:
        yield lambda: select.select([watched], [], [], PATIENCE)[0] == [watched]
    finally:
        os.close(watched)


async def test_a_planner_that_fails_is_told_by_its_kind_of_error_alone(house: AgendaHouse):
    await ask(house)
    (task,) = await house.collect()
    broken = replace(task, instance=replace(task.instance, cases=("KX7-Q42",)))
    with pytest.raises(PlanningFailedError, match=r"^\w+Error$"):
        await plan_in_a_process(broken)


async def test_one_draft_that_fails_stops_no_other_and_is_made_later(house: AgendaHouse):
    await ask(house)
    async with house.acting("sanne") as ctx:
        other = (await ctx.uow.meetings.upcoming(house.now))[1].id
        await request_draft(ctx, other)
    told = []

    async def fail_for_the_first(task: DraftingTask) -> DraftMade:
        if task.meeting.id != other:
            raise PlanningFailedError
        return make_draft(task)

    async def draft(meeting: str) -> None:
        await draft_agenda(house, fail_for_the_first, MeetingId(meeting))

    await run_round(house, draft, tell_failure=lambda *failure: told.append(failure))
    assert [(kind, type(failure)) for kind, failure in told] == [
        (TimerKind.AGENDA_DRAFT, PlanningFailedError)
    ]
    assert (await house.agenda(other)).state is AgendaState.DRAFT
    await house.tick(house.now + timedelta(minutes=1))
    assert (await house.agenda()).state is AgendaState.DRAFT


async def test_while_a_draft_is_planned_others_can_work(house: AgendaHouse):
    meeting = await ask(house)

    async def plan_beside_others(task: DraftingTask) -> DraftMade:
        await house.add_case("MV3-T81", Colour.ORANGE, 15, (POLICE,))
        return make_draft(task)

    await draft_agenda(house, plan_beside_others, meeting)
    assert [item.code for item in (await house.agenda(meeting)).items] == ["KX7-Q42"]


async def test_a_plan_made_in_another_process_goes_to_the_judge(house: AgendaHouse):
    await ask(house)
    (task,) = await house.collect()
    take_verdicts()
    await plan_in_a_process(task)
    verdicts = take_verdicts()
    assert verdicts == [ACCEPTED]
    with pytest.raises(JudgeError, match="nobody is there"):
        refuse_the_broken([*verdicts, "nobody is there"])
