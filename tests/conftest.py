"""What holds for every test: no network but this machine's own, and chance that can be repeated."""

import gc
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from types import FrameType

gc.disable()  # until all tests are collected: importing leaves little, and looking takes a fifth

import pytest
import pytest_socket
from hypothesis import settings
from xdist.remote import Producer

from tests.support.acute_house import AcuteFiles, AcuteHouse
from tests.support.agenda_house import AgendaHouse, SeededFiles
from tests.support.contracts import list_missing
from tests.support.databases import PostgresqlServer, SqliteFiles, run_postgresql
from tests.support.judge import plan_before_judge
from tests.support.judged_plans import VERDICTS, judge_planners, refuse_the_broken, take_verdicts
from tests.support.judging_house import JudgingHouse, open_for_judging
from tests.support.memory import keep_files_in_memory
from tests.support.together import TogetherScheduling

_THIS_MACHINE = ["127.0.0.1", "::1", "localhost"]

settings.register_profile("quick", max_examples=10, deadline=None, database=None)
settings.register_profile("small", max_examples=50, deadline=None, database=None)
settings.register_profile("nightly", max_examples=5_000, deadline=None, database=None)
_PROFILE = os.environ.get("STOPLICHT_TEST_PROFILE") or "small"
settings.load_profile(_PROFILE)


def pytest_configure() -> None:
    """A folder of official files that was named and lacks one fails the run at its start."""
    list(list_missing())
    keep_files_in_memory()
    signal.signal(signal.SIGINT, _stop)
    os.environ[VERDICTS] = f"{tempfile.gettempdir()}/stoplicht-verdicts-{os.getpid()}"
    judge_planners()


def _stop(number: int, frame: FrameType | None) -> None:
    """What Python does too. Were it Python's own, asyncio would put itself in its place for each
    fixture and each test, and to do so Python 3.11 writes out in words what the one before made:
    a whole house.
    """
    raise KeyboardInterrupt


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not checked for lack of an official file is said, never left to be noticed."""
    if missing := list(list_missing()):
        terminalreporter.write_line(
            f"Official files not found, so not checked: {', '.join(missing)}"
        )


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: half of the time a journey waits for its bot."""
    return len(os.sched_getaffinity(0)) + (0 if _PROFILE == "quick" else 1)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> TogetherScheduling:
    return TogetherScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest go first: then no worker is left alone with one of them at the end."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


def pytest_collection_finish() -> None:
    """From here on garbage is looked for in what tests make, not in what they share."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def only_this_machine() -> None:
    """No test reaches another machine; the socket plug-in takes this away afterwards."""
    pytest_socket.socket_allow_hosts(_THIS_MACHINE, allow_unix_socket=True)


@pytest.fixture(autouse=True)
def judged_drafts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every plan that becomes a draft goes to the judge first, where it is present; so does one
    made in a process of its own, also by a bot: what the judge says of that is heard at the end.
    """
    monkeypatch.setattr("services.agenda.drafting.plan_agenda", plan_before_judge)
    yield
    refuse_the_broken(take_verdicts())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    with run_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def seeded_files(tmp_path_factory: pytest.TempPathFactory) -> SeededFiles:
    """The small house with a weekly meeting."""
    return SeededFiles(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def acute_files(tmp_path_factory: pytest.TempPathFactory) -> AcuteFiles:
    """The pretend house, on duty."""
    return AcuteFiles(tmp_path_factory.mktemp("pretend"))


@pytest.fixture
async def agenda_house(
    seeded_files: SeededFiles, socket_enabled: None
) -> AsyncIterator[AgendaHouse]:
    async with seeded_files.fresh() as house:
        yield house


@pytest.fixture
async def judging_house(agenda_house: AgendaHouse) -> JudgingHouse:
    return await open_for_judging(agenda_house)


@pytest.fixture
async def acute_house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as house:
        yield house
