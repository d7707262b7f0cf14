"""Every dialog and changing button by every way Teams has to bring it: in the chat or in Teams' own
window, delivered once, twice or five times at once. The house ends the same, and so do all chats.
"""

import asyncio
from pathlib import Path

from tests.support.databases import PostgresqlServer, SqliteFiles
from tests.support.hands import Hand, five_times_at_once, twice
from tests.support.journey_play import Played, Way, play

USUAL = Way()
OLDER_TEAMS_TWICE = Way(hand=Hand.SUBMIT, courier=twice)
OWN_WINDOW_FIVE_TIMES = Way(hand=Hand.WINDOW, courier=five_times_at_once)


async def play_on(server: SqliteFiles | PostgresqlServer, directory: Path, way: Way) -> Played:
    async with server.fresh() as url:
        return await play(url, directory, way)


async def test_the_same_is_left_by_an_older_teams_and_by_own_windows_on_postgresql(
    sqlite_files: SqliteFiles, postgresql: PostgresqlServer, tmp_path: Path
) -> None:
    usual, *others = await asyncio.gather(
        play_on(sqlite_files, tmp_path / "usual", USUAL),
        play_on(sqlite_files, tmp_path / "older", OLDER_TEAMS_TWICE),
        play_on(postgresql, tmp_path / "windows", OWN_WINDOW_FIVE_TIMES),
    )
    for other in others:
        _compare(usual, other)


def _compare(usual: Played, other: Played) -> None:
    assert len(usual.left.cases) == 3
    assert other.left.cases == usual.left.cases
    assert other.left.drafts == usual.left.drafts
    assert other.left.notices == usual.left.notices
    assert other.left.on_record == usual.left.on_record
    assert other.messages == usual.messages
