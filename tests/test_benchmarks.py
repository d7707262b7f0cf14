"""The benchmarks are run by hand; that they still fit the program, and measure what they say, is
seen here.
"""

import os
import time
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from benchmarks.connector import CountingTeams, NotAnsweredError
from benchmarks.processes import Process
from benchmarks.report import report
from benchmarks.town import CIRCLES, describe_house
from benchmarks.turns import Cost, Figures
from domain.vetting import find_vetting_troubles
from files.house.reading import read_house_file
from tests.support.served import Listening


@pytest.mark.parametrize(
    "name", ["bare_bot", "blocking", "circle_page", "planner", "scale", "turns"]
)
def test_a_benchmark_fits_the_program(name: str) -> None:
    import_module(f"benchmarks.{name}")


def test_the_measured_house_is_one_the_program_reads(tmp_path: Path) -> None:
    file = tmp_path / "house.yaml"
    file.write_text(yaml.safe_dump(describe_house()), encoding="utf-8")
    house = read_house_file(file)
    assert [len(rule.organisation_tags) for rule in house.circle_rules] == [1] * len(CIRCLES)
    assert find_vetting_troubles(house.members, date(2026, 12, 1)) == []


def test_the_processor_time_of_a_process_is_that_of_all_its_threads() -> None:
    before = time.process_time_ns()
    read = Process(pid=os.getpid(), port=0, operator_port=0).processor_ms * 1e6
    assert before <= read <= time.process_time_ns()


def test_a_ratio_is_the_middle_one_of_the_rounds_and_not_that_of_the_middles() -> None:
    rounds = {"ours": [1.0, 10.0, 20.0], "echo": [5.0, 30.0, 20.0]}
    found = {
        name: Figures(1.0, 1.0, {("help", 8): [Cost(one, 0) for one in costs]}, {}, 1.0, 1.0, 1.0)
        for name, costs in rounds.items()
    }
    _, line, *_ = report(found).splitlines()
    assert line.split() == ["help,", "8", "at", "once,", "ms", "10.0", "20.0", "3.00"]


def test_an_answer_in_words_is_no_answer_that_is_measured() -> None:
    teams = CountingTeams()
    teams.last["a chat"] = {"attachments": [{}]}
    teams.last["another"] = {"text": "Er ging iets mis."}
    teams.check_cards(["a chat"])
    with pytest.raises(NotAnsweredError, match="iets mis"):
        teams.check_cards(["a chat", "another"])


async def answer(_: web.Request) -> web.Response:
    return web.json_response({"type": "message"})


async def test_a_turn_is_delivered_beside_a_connector_that_counts() -> None:
    app = web.Application()
    app.router.add_post("/api/messages", answer)
    async with TestServer(app) as server, CountingTeams() as teams, ClientSession() as http:
        port = server.port or 0
        bot = Listening(port=port, operator_port=port, teams=teams, http=http)  # type: ignore[arg-type]
        assert await bot.post({"text": "help"}) == (200, {"type": "message"})
