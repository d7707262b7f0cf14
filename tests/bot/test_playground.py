"""The chat window: what it lacks is said in a sentence, before anything is started."""

import socket
from pathlib import Path

import pytest

from bot.running import playground
from bot.running.playground import FOLDER, NoWindowError, install_window, open_window

NODE = "echo v20.20.2"


class Machine:
    """A machine with just these programs in its path."""

    def __init__(self, directory: Path) -> None:
        self.programs = directory / "bin"
        self.window = directory / FOLDER / "node_modules/.bin/agentsplayground"
        self.programs.mkdir()
        self.window.parent.mkdir(parents=True)

    def has(self, name: str, script: str) -> None:
        write_program(self.programs / name, script)


def write_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(machine.programs))
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setattr(playground, "WINDOW_PORT", port)
    return machine


@pytest.mark.parametrize("node", [None, "echo v16.20.2", "echo v9.1.0", "exit 127", "echo ?"])
async def test_node_that_is_missing_too_old_or_broken_is_said(machine: Machine, node: str | None):
    machine.has("npm", "exit 1")
    if node:
        machine.has("node", node)
    with pytest.raises(NoWindowError, match=r"needs Node\.js 18 or newer.*`make story`"):
        await install_window()


async def test_the_version_of_an_old_node_is_named(machine: Machine):
    machine.has("npm", "exit 1")
    machine.has("node", "echo v16.20.2")
    with pytest.raises(NoWindowError, match=r"and this is v16\.20\.2"):
        await install_window()


async def test_without_npm_node_is_not_enough(machine: Machine):
    machine.has("node", NODE)
    with pytest.raises(NoWindowError, match="with npm"):
        await install_window()


async def test_the_window_is_installed_once_with_a_line_that_says_so(
    machine: Machine, capsys: pytest.CaptureFixture[str]
):
    machine.has("node", NODE)
    machine.has("npm", f"echo installed > {machine.window}")
    await install_window()
    assert capsys.readouterr().out == "Installing the chat window, once ... done.\n"
    machine.has("npm", "exit 1")
    await install_window()
    assert capsys.readouterr().out == ""


async def test_an_install_that_fails_is_said_with_another_way(machine: Machine):
    machine.has("node", NODE)
    machine.has("npm", "exit 1")
    with pytest.raises(NoWindowError, match=r"is there a network\?.*`make story`"):
        await install_window()


async def test_a_window_port_that_is_taken_is_said(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    machine.has("node", NODE)
    machine.has("npm", "exit 0")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr(playground, "WINDOW_PORT", port)
        with pytest.raises(NoWindowError, match=f"Port {port} is taken"):
            await install_window()


async def test_a_window_that_ends_at_once_is_said_and_not_waited_for(machine: Machine):
    write_program(machine.window, "exit 1")
    with pytest.raises(NoWindowError, match="ended as soon as it began"):
        async with open_window(3978):
            pass
