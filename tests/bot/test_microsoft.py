"""What Microsoft does not give is told with its cause: no network, or something that was set."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.running.microsoft import (
    find_why_not_reached,
    look_at_graph,
    look_at_signing_keys,
    look_at_token,
)
from bot.running.settings import Settings
from bot.sending.tokens import MICROSOFT, find_way_to
from tests.support.identity import GRAPH_ROLES, StandInIdentity

APP_ID = "00000000-0000-4000-8000-0000000000b0"
NOBODY = "http://127.0.0.1:1"
NO_NAME = "https://login.invalid"


@pytest.fixture
async def identity() -> AsyncIterator[StandInIdentity]:
    async with StandInIdentity(APP_ID) as stand_in:
        yield stand_in


@pytest.fixture
def reads(tmp_path: Path) -> Callable[..., Settings]:
    secret = tmp_path / "secret"
    secret.write_text("not so secret")
    production = {
        "env": "production",
        "database_url": f"sqlite+aiosqlite:///{tmp_path}/house.db",
        "key_file": str(tmp_path / "keys.json"),
        "key_store": f"sqlite+aiosqlite:///{tmp_path}/case-keys.db",
        "app_id": APP_ID,
        "app_tenant_id": "11111111-1111-4111-8111-111111111111",
        "allowed_tenants": "11111111-1111-4111-8111-111111111111",
        "credential": f"secret:{secret}",
        "dialog_frame": "task_module",
    }

    def read(**replaced: str) -> Settings:
        return Settings(**{**production, **replaced})

    return read


async def test_what_is_given_is_well(identity: StandInIdentity, reads: Callable[..., Settings]):
    settings = reads(token_url=identity.token_url, openid_metadata_url=identity.metadata_url)
    assert await look_at_token(settings) == ""
    assert await look_at_signing_keys(settings) == ""


async def test_without_a_network_each_address_is_named(reads: Callable[..., Settings]):
    settings = reads(token_url=NOBODY, openid_metadata_url=f"{NOBODY}/v1")
    for look in (look_at_token, look_at_signing_keys):
        told = await look(settings)
        assert told.startswith("127.0.0.1:1 cannot be reached: is there a network")


async def test_a_name_that_nobody_knows_is_told_as_that(monkeypatch: pytest.MonkeyPatch):
    async def find_nothing(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", find_nothing)
    told = await find_why_not_reached(NO_NAME)
    assert told.startswith("login.invalid cannot be found: is there a network")


async def test_an_address_that_never_answers_is_waited_for_no_longer_than_said(
    silent: str,
):
    told = await find_why_not_reached(silent, timedelta(0))
    assert "cannot be reached" in told


@pytest.fixture
def silent() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


async def test_a_refusal_of_microsoft_is_not_the_network(
    identity: StandInIdentity, reads: Callable[..., Settings]
):
    identity.refuses_tokens = True
    identity.published.clear()
    settings = reads(token_url=identity.token_url, openid_metadata_url=identity.metadata_url)
    told = await look_at_token(settings)
    assert told == "127.0.0.1 can be reached, and gives none: check app id, tenant and credential"
    assert "STOPLICHT_OPENID_METADATA_URL" in await look_at_signing_keys(settings)


async def test_a_managed_identity_that_gives_nothing_is_told_of_the_machine(
    identity: StandInIdentity, monkeypatch: pytest.MonkeyPatch, reads: Callable[..., Settings]
):
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{identity.token_url}/nowhere")
    monkeypatch.setenv("IDENTITY_HEADER", "x")
    assert "managed identity" in await look_at_token(reads(credential="managed_identity"))


def test_where_a_proxy_is_set_the_way_to_a_token_begins_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert find_way_to(MICROSOFT) == "http://proxy.example:3128"
    assert find_way_to(NO_NAME) == NO_NAME
    monkeypatch.setenv("no_proxy", "login.microsoftonline.com")
    assert find_way_to(MICROSOFT) == MICROSOFT


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ([*GRAPH_ROLES], ""),
        ([GRAPH_ROLES[1]], "lacks Chat.Create: an administrator consents to it"),
        ([], "lacks Chat.Create, TeamsAppInstallation"),
        ([*GRAPH_ROLES, "Chat.ReadWrite.All"], "holds Chat.ReadWrite.All: more than it needs"),
    ],
)
async def test_the_doctor_says_which_consent_is_missing_and_which_is_too_much(
    identity: StandInIdentity, reads: Callable[..., Settings], roles: list[str], told: str
):
    identity.graph_roles = roles
    found = await look_at_graph(reads(token_url=identity.token_url))
    assert found.startswith(told)
    assert bool(found) is bool(told)
    assert identity.token_requests[-1]["scope"] == "https://graph.microsoft.com/.default"


async def test_no_token_for_graph_is_told_with_its_cause(
    identity: StandInIdentity, reads: Callable[..., Settings]
):
    identity.refuses_tokens = True
    assert "check app id" in await look_at_graph(reads(token_url=identity.token_url))
    assert "cannot be reached" in await look_at_graph(reads(token_url=NOBODY))
