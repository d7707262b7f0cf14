"""Quiet, counted: the first weeks of the quarter that ``python -m benchmarks.quiet_quarter`` plays
as a whole (``docs/quiet_quarter.md``), with 150 cases and two short meetings a week.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.quiet_quarter import (
    ALLOWED,
    Heard,
    QuietHouse,
    count_digests,
    count_others,
    play,
)
from domain.identifiers import MemberId
from domain.notice import NoticeKind as K

ON = date(2026, 9, 8)
SANNE = MemberId("sanne")
# fewer cases come up in a meeting of an hour, and it is planned in no time
AN_HOUR_EACH = tuple(replace(one, minutes=60, breaks=()) for one in QuietHouse().schedules)


def heard(*kinds: K) -> list[Heard]:
    return [Heard(member=SANNE, on=ON, kind=kind) for kind in kinds]


def test_only_the_digest_and_what_has_a_listed_reason_is_not_counted():
    assert count_others(heard(*ALLOWED, K.DIGEST)).total() == 0
    listed = {*ALLOWED, K.DIGEST}
    assert count_others(heard(*K))[SANNE, ON] == len(set(K) - listed)
    assert count_digests(heard(*K, K.DIGEST))[SANNE, ON] == 2


async def test_nobody_gets_more_than_a_digest_and_one_message_a_day_without_a_listed_reason(
    tmp_path: Path, socket_enabled: None
):
    quarter = await play(tmp_path, QuietHouse(weeks=3, schedules=AN_HOUR_EACH))
    for counted in (count_others(quarter.heard), count_digests(quarter.heard)):
        assert {key: number for key, number in counted.items() if number > 1} == {}
    # the weeks were no empty ones
    assert quarter.done["meeting run"] == 6
    assert {"absence", "attendance: cannot", "agreement"} <= set(quarter.done)
    assert any(name.startswith("action: ") for name in quarter.done)
    assert {one.kind for one in quarter.heard} >= {
        K.DIGEST, K.OWN_TIMES, K.TIME_MOVED, K.CALLED_IN, K.ATTENDANCE_REQUEST, K.AGENDA_DRAFT,
    }  # fmt: skip
