"""SQLite serves one process, by whatever name it is told which file that is (architecture §5)."""

from pathlib import Path

import pytest

from storage.single_process import AlreadyServedError, hold_alone


def url(path: Path | str) -> str:
    return f"sqlite+aiosqlite:///{path}"


def test_a_second_process_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    first = hold_alone(url(tmp_path / "house.db"))
    assert first is not None
    with pytest.raises(AlreadyServedError, match="Another process serves this database"):
        hold_alone(url(tmp_path / "house.db"))
    first.close()
    second = hold_alone(url(tmp_path / "house.db"))
    assert second is not None
    second.close()


def test_one_file_by_another_name_is_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other-name.db").symlink_to(tmp_path / "house.db")
    with hold_alone(url(tmp_path / "house.db")) or pytest.fail("it is not held"):
        for name in ("house.db", "./house.db", tmp_path / "house.db?timeout=5", "other-name.db"):
            with pytest.raises(AlreadyServedError):
                hold_alone(url(name))


def test_another_file_and_another_database_are_not_in_the_way(tmp_path: Path) -> None:
    with hold_alone(url(tmp_path / "house.db")) or pytest.fail("it is not held"):
        other = hold_alone(url(tmp_path / "new" / "house.db"))
        assert other is not None
        other.close()
        assert hold_alone("postgresql+asyncpg://house@localhost/house") is None
