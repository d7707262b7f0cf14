"""The doctor looks at everything, and says of each trouble what it is without telling secrets."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.running.doctor import (
    Check,
    compare_clocks,
    describe_troubles,
    describe_vetting,
    examine,
    find_shut_out,
    find_unpublished,
)
from domain.errors import StoplichtError
from files.house.reading import read_house_file
from tests.support.processes import ROOT

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class NoKeysError(StoplichtError):
    """The keys are not there."""


def saying(trouble: str) -> Callable[[], Awaitable[str]]:
    async def look() -> str:
        return trouble

    return look


def failing(error: Exception) -> Callable[[], Awaitable[str]]:
    async def look() -> str:
        raise error

    return look


async def examined(**looks: Callable[[], Awaitable[str]]) -> list[str]:
    findings = await examine([Check(name=name, look=look) for name, look in looks.items()])
    return [str(finding) for finding in findings]


async def test_what_is_well_is_called_ok():
    assert await examined(keys=saying("")) == ["  ok  keys"]


async def test_a_trouble_is_marked_and_told():
    assert await examined(clock=saying("is late")) == ["  !!  clock: is late"]


async def test_the_doctor_looks_further_after_a_trouble():
    lines = await examined(
        keys=failing(NoKeysError()), database=failing(OSError()), clock=saying("")
    )
    assert [line[:4] for line in lines] == ["  !!", "  !!", "  ok"]


async def test_a_trouble_of_ours_is_told_in_its_own_words():
    assert await examined(keys=failing(NoKeysError())) == ["  !!  keys: The keys are not there."]


async def test_of_another_error_only_the_kind_is_told():
    (line,) = await examined(database=failing(RuntimeError("password hunter2")))
    assert "RuntimeError" in line
    assert "hunter2" not in line


@pytest.mark.parametrize("seconds", [-2, 0, 2])
def test_clocks_that_differ_little_are_well(seconds: int):
    assert compare_clocks(NOON + timedelta(seconds=seconds), NOON) == ""


@pytest.mark.parametrize("seconds", [-3, 3])
def test_clocks_that_differ_much_are_told_with_what_to_do(seconds: int):
    told = compare_clocks(NOON + timedelta(seconds=seconds), NOON)
    assert "3 s" in told
    assert "NTP" in told


@pytest.mark.parametrize(
    ("trouble", "advice"),
    [
        ("database_at_other_version", "app.py migrate"),
        ("database_away", "is it running"),
        ("key_store_locked", "key store that is held by another program"),
        ("key_store_disk_full", "key store that has no room left"),
    ],
)
def test_a_database_in_trouble_is_told_with_what_to_do(trouble: str, advice: str):
    assert describe_troubles([]) == ""
    assert advice in describe_troubles([trouble])


def test_members_of_a_tenant_that_the_bot_refuses_are_told():
    members = read_house_file(ROOT / "config" / "house.example.yaml").members
    tenant = members[0].tenant_id
    assert find_shut_out(members, {tenant}) == ""
    told = find_shut_out(members, {"another"})
    assert tenant in told
    assert "STOPLICHT_ALLOWED_TENANTS" in told
    guest = replace(members[0], tenant_id="guests")
    assert "of tenant guests," in find_shut_out([*members, guest], {tenant})
    assert find_shut_out([*members, guest], {tenant, "GUESTS"}) == ""


def test_that_no_criteria_are_published_is_told():
    house = read_house_file(ROOT / "config" / "house.example.yaml")
    assert find_unpublished(house) == ""
    assert "prioritised_list" in find_unpublished(replace(house, prioritised_list=None))


def test_who_lacks_a_screening_or_training_is_named():
    an, bo, *others = read_house_file(ROOT / "config" / "house.example.yaml").members
    on = date(2026, 11, 24)
    assert describe_vetting([an, bo, *others], on) == ""
    nobody = replace(an, screened_until=None)
    told = describe_vetting([nobody, replace(bo, screened_until=on, trained_on=None)], on)
    assert f"has no `screened_until` of {an.id}" in told
    assert f"says that the screening ends soon of {bo.id} (2026-11-24)" in told
    assert f"it has no `trained_on` of {bo.id}" in told
