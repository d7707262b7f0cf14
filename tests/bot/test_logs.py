import asyncio
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logs, describe_error, keep_allowed, log
from tests.support.canaries import CANARY


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def _fail() -> None:
    raise ValueError(CANARY)


def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    captured = capsys.readouterr()
    return [*captured.out.splitlines(), *captured.err.splitlines()]


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_field_nobody_allowed_is_dropped(capsys: pytest.CaptureFixture[str], log_format: str):
    configure_logs("DEBUG", log_format)
    log.warning("turn_failed", reference="1a2b3c4d", name=CANARY, text=CANARY)
    (line,) = _lines(capsys)
    assert CANARY not in line
    assert "turn_failed" in line
    assert "1a2b3c4d" in line


def test_a_line_of_json_holds_what_is_allowed_and_when(capsys: pytest.CaptureFixture[str]):
    configure_logs("INFO", "json")
    log.info("serving", port=3978, exc_info=True, stack_info=True)
    (line,) = _lines(capsys)
    fields = json.loads(line)
    assert fields.pop("timestamp").endswith("Z")
    assert fields == {"event": "serving", "level": "info", "port": 3978}


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]):
    configure_logs("WARNING", "json")
    log.info("serving")
    assert _lines(capsys) == []


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_the_text_of_an_error_is_never_written(capsys: pytest.CaptureFixture[str], log_format: str):
    configure_logs("DEBUG", log_format)
    try:
        _fail()
    except ValueError as error:
        log.error("job_failed", **describe_error(error))
        log.exception("job_failed")
    lines = _lines(capsys)
    assert "ValueError" in lines[0]
    assert "test_logs.py:" in lines[0]
    assert CANARY not in "\n".join(lines)


@pytest.mark.parametrize("name", ["aiohttp.server", "asyncio", "sqlalchemy.engine", "somebody"])
def test_a_librarys_words_and_its_errors_are_never_written(
    capsys: pytest.CaptureFixture[str], name: str
):
    configure_logs("DEBUG", "console")
    library = logging.getLogger(name)
    library.debug("debug %s", CANARY)
    try:
        _fail()
    except ValueError:
        library.exception("failed on %s", CANARY)
    assert _lines(capsys) == [f"ERROR {name} ValueError"]


async def test_a_task_that_nobody_waited_for_tells_no_content(capsys: pytest.CaptureFixture[str]):
    configure_logs("DEBUG", "console")

    async def fail() -> None:
        raise ValueError(CANARY)

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_exception_handler(
        {"message": CANARY, "exception": task.exception(), "task": task}
    )
    assert _lines(capsys) == ["ERROR asyncio ValueError"]


def test_an_error_is_named_by_our_own_line():
    try:
        json.loads("{")
    except ValueError as error:
        described = describe_error(error)
    assert described["error"] == "JSONDecodeError"


def test_an_error_that_was_never_raised_has_no_line():
    assert describe_error(ValueError(CANARY)) == {"error": "ValueError", "where": ""}


def test_only_allowed_fields_are_left():
    fields = {"event": "turn", "door": "text", "who": CANARY}
    assert keep_allowed(None, "info", fields) == {"event": "turn", "door": "text"}


class FullDisk:
    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_line_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdout", FullDisk())
    configure_logs("INFO", "json")
    log.error("sender_failed")
