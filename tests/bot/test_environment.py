"""What differs between production and the pretend house, and what the operator hears of either."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.running.assembly import _choose_parts, _make_probes
from bot.running.local import WindowDispatch, WindowIdentity
from bot.running.teams_side import _gate_settings
from bot.running.web import Probes
from bot.turns.identity import identify_registered


def a_base(is_local: bool) -> Any:
    async def troubles() -> list[str]:
        return ["disk_full"]

    settings = SimpleNamespace(
        is_local=is_local,
        app_id="app-1",
        allowed_tenants=frozenset({"tenant"}),
        openid_metadata_url="https://login.example/",
        service_hosts=None,
    )
    return SimpleNamespace(settings=settings, database=SimpleNamespace(troubles=troubles))


def probes(is_local: bool) -> Probes:
    nothing: Any = SimpleNamespace(troubles=[])
    vital: Any = SimpleNamespace(troubles=["sending_stopped", "clock_stopped"])
    turns: Any = SimpleNamespace(troubles=["turns_failing"])
    return _make_probes(a_base(is_local), nothing, vital, nothing, turns)


@pytest.mark.parametrize("is_local", [True, False])
async def test_ready_names_what_the_database_lacks_and_what_stands_still(is_local: bool) -> None:
    assert set(await probes(is_local).ready()) == {
        "disk_full",
        "turns_failing",
        "sending_stopped",
        "clock_stopped",
    }


def test_nobody_moves_time_in_production() -> None:
    production, pretend = probes(is_local=False), probes(is_local=True)
    assert (production.advance, production.now) == (None, None)
    assert pretend.advance is not None
    assert pretend.now is not None


def test_nobody_acts_as_another_in_production() -> None:
    dispatch: Any = object()
    connector: Any = object()
    production = _choose_parts(a_base(is_local=False), connector, dispatch)
    assert (production.dispatch, production.identify) == (dispatch, identify_registered)
    pretend = _choose_parts(a_base(is_local=True), connector, dispatch)
    assert isinstance(pretend.dispatch, WindowDispatch)
    assert isinstance(pretend.identify, WindowIdentity)


@pytest.mark.parametrize("is_local", [True, False])
def test_only_the_pretend_house_asks_no_token(is_local: bool) -> None:
    settings = _gate_settings(a_base(is_local).settings)
    assert settings.checks_tokens is not is_local
    assert settings.allowed_tenants == {"tenant"}
    assert settings.read_within <= timedelta(seconds=10)
