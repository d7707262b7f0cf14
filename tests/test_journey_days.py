"""A journey passes at whatever hour it runs: the day of its bot is that of the house, not that of
UTC, which is the day before from eleven at night, in summer from ten.
"""

import re
from pathlib import Path

JOURNEYS = Path(__file__).parent / "journeys"
_BY_UTC = re.compile(r"\.now\(\).*\.date\(\)")


def test_no_journey_takes_the_day_of_its_bot_by_utc():
    lines = [
        f"{path.name}: {line.strip()}"
        for path in JOURNEYS.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if _BY_UTC.search(line)
    ]
    assert lines == []
