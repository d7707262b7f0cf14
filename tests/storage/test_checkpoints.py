"""Checkpoints stay small, and together prove all that was ever signed."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.audit import ChainName
from domain.audit_chain import ChainHead
from storage.checkpoints import Checkpoints
from storage.crypto import make_key

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
FIVE_MINUTES, DAY = timedelta(minutes=5), timedelta(days=1)
KEY = make_key()


@pytest.fixture
def checkpoints(tmp_path: Path) -> Checkpoints:
    return Checkpoints(tmp_path, KEY)


def a_head(number: int, sequence: int = 1) -> ChainHead:
    place = hashlib.sha256(f"{number}/{sequence}".encode()).digest()
    return ChainHead(chain=ChainName(f"case:{number:032}"), sequence=sequence, hash=place)


def files_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def size_of(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.iterdir())


def test_a_checkpoint_holds_only_what_changed_since_the_one_before(
    checkpoints: Checkpoints, tmp_path: Path
):
    heads = [a_head(number) for number in range(20_000)]
    checkpoints.write(heads, NOW)
    before = size_of(tmp_path)
    for late in range(1, 61):
        heads[late] = a_head(late, sequence=2)
        checkpoints.write(heads, NOW + late * FIVE_MINUTES)
    assert size_of(tmp_path) - before < 60 * 1_000
    assert len(checkpoints.read().heads) == 20_060


def test_a_restart_signs_nothing_again(checkpoints: Checkpoints, tmp_path: Path):
    checkpoints.write([a_head(1, 2), a_head(2)], NOW)
    checkpoints.write([a_head(1, 3), a_head(2)], NOW + FIVE_MINUTES)
    restarted = Checkpoints(tmp_path, KEY)
    path = restarted.write([a_head(1, 3), a_head(2)], NOW + 2 * FIVE_MINUTES)
    assert a_head(2).hash.hex() not in path.read_text()
    assert set(restarted.read().heads) == {a_head(1, 2), a_head(1, 3), a_head(2)}
    assert restarted.read().broken_files == ()


def test_the_first_checkpoint_after_a_restart_names_the_last_one_before_it(
    checkpoints: Checkpoints, tmp_path: Path
):
    last = checkpoints.write([a_head(1)], NOW)
    Checkpoints(tmp_path, KEY).write([], NOW + FIVE_MINUTES)
    last.unlink()
    assert checkpoints.read().broken_files == (last.name,)


def fill_days(checkpoints: Checkpoints, days: int) -> list[ChainHead]:
    """Four checkpoints on each day, each with one chain that grew."""
    signed = []
    for day in range(days):
        for late in range(4):
            signed.append(a_head(late, sequence=day + 1))
            checkpoints.write([signed[-1]], NOW + day * DAY + late * FIVE_MINUTES)
    return signed


def test_the_checkpoints_of_a_day_that_is_over_become_one_that_proves_the_same(
    checkpoints: Checkpoints, tmp_path: Path
):
    signed = fill_days(checkpoints, days=3)
    assert len(files_in(tmp_path)) == 1 + 1 + 4
    for read in (checkpoints.read(), Checkpoints(tmp_path, KEY).read()):
        assert sorted(read.heads, key=signed.index) == signed
        assert read.broken_files == ()


@pytest.mark.parametrize("place", range(5))
def test_a_checkpoint_that_is_gone_is_named(checkpoints: Checkpoints, tmp_path: Path, place: int):
    fill_days(checkpoints, days=3)
    (tmp_path / files_in(tmp_path)[place]).unlink()
    assert len(checkpoints.read().broken_files) == 1
    Checkpoints(tmp_path, KEY).write([], NOW + 3 * DAY)  # putting together hides nothing
    assert len(checkpoints.read().broken_files) == 1


def test_a_checkpoint_put_back_as_it_was_is_named(checkpoints: Checkpoints, tmp_path: Path):
    path = checkpoints.write([a_head(1)], NOW)
    checkpoints.write([], NOW + FIVE_MINUTES)
    stranger = Checkpoints(tmp_path / "elsewhere", KEY)
    path.write_bytes(stranger.write([], NOW).read_bytes())
    assert checkpoints.read().broken_files == (path.name,)


def test_one_that_cannot_be_read_stays_for_whoever_looks(checkpoints: Checkpoints, tmp_path: Path):
    fill_days(checkpoints, days=1)
    damaged = tmp_path / files_in(tmp_path)[1]
    damaged.write_text("{")
    checkpoints.write([], NOW + DAY)
    assert checkpoints.read().broken_files == (damaged.name,)
    assert len(files_in(tmp_path)) == 3


def test_a_crash_while_putting_together_loses_and_doubles_nothing(
    checkpoints: Checkpoints, tmp_path: Path
):
    signed = fill_days(checkpoints, days=1)
    kept = {name: (tmp_path / name).read_bytes() for name in files_in(tmp_path)}
    checkpoints.write([], NOW + DAY)
    for name, content in list(kept.items())[:-1]:
        (tmp_path / name).write_bytes(content)
    Checkpoints(tmp_path, KEY).write([], NOW + DAY + FIVE_MINUTES)
    read = checkpoints.read()
    assert sorted(read.heads, key=signed.index) == signed
    assert read.broken_files == ()
    assert len(files_in(tmp_path)) == 3


def test_what_could_not_be_written_is_signed_the_next_time(
    checkpoints: Checkpoints, tmp_path: Path
):
    checkpoints.write([], NOW)
    blocked = tmp_path / "checkpoint-20261127T090500000000Z.part"
    blocked.mkdir()
    with pytest.raises(IsADirectoryError):
        checkpoints.write([a_head(1)], NOW + FIVE_MINUTES)
    checkpoints.write([a_head(1)], NOW + 2 * FIVE_MINUTES)
    assert checkpoints.read().heads == (a_head(1),)
    assert checkpoints.read().broken_files == ()
