"""The doctor: looks at what the bot needs, and says of each trouble what to do."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.errors import StoplichtError
from domain.house import House
from domain.member import Member
from domain.vetting import VettingGap, find_vetting_troubles

_MOST_CLOCK_SKEW: Final = timedelta(seconds=2)
_KEY_STORE: Final = "key_store_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at: ``look`` returns a trouble in words, or nothing."""

    name: str
    look: Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the doctor saw; an empty ``trouble`` is well."""

    name: str
    trouble: str

    def __str__(self) -> str:
        """One line for the operator."""
        return (
            f"  {'!!' if self.trouble else 'ok'}  {self.name}{self.trouble and ': '}{self.trouble}"
        )


async def examine(checks: Sequence[Check]) -> list[Finding]:
    """Look at everything, also after the first trouble."""
    return [Finding(name=check.name, trouble=await _look(check)) for check in checks]


def compare_clocks(process: datetime, database: datetime) -> str:
    """Tell when this machine's clock and the database's differ too much."""
    skew = abs(process - database)
    if skew <= _MOST_CLOCK_SKEW:
        return ""
    return f"differs {skew.total_seconds():.0f} s from the database's: set both by NTP"


def find_shut_out(members: Sequence[Member], allowed_tenants: Collection[str]) -> str:
    """Tell from which tenants the bot would refuse members of the house."""
    allowed = {tenant.lower() for tenant in allowed_tenants}
    refused = sorted({member.tenant_id for member in members} - allowed)
    if not refused:
        return ""
    return (
        f"has members of tenant {', '.join(refused)}, whom the bot refuses: add that to"
        " STOPLICHT_ALLOWED_TENANTS"
    )


def find_unpublished(house: House) -> str:
    """Tell that no criteria are published, without which no case comes on the prioritised list."""
    if house.prioritised_list is not None:
        return ""
    return (
        "has no prioritised_list: write the criteria, their version, their public address and the"
        " size in the house file, else no case can be put on the prioritised list"
    )


def describe_vetting(members: Sequence[Member], on: date) -> str:
    """Name whose screening is missing, over or ends soon, and who was not trained."""
    named = defaultdict[VettingGap, list[str]](list)
    for one in find_vetting_troubles(members, on):
        named[one.gap].append(f"{one.member.id} ({one.on})" if one.on else one.member.id)
    return "; it ".join(f"{_VETTING[gap]} {', '.join(who)}" for gap, who in sorted(named.items()))


def describe_troubles(troubles: Sequence[str]) -> str:
    """Put what keeps a database from serving in words, with what to do about it."""
    return "; ".join(map(_describe, troubles))


def _describe(trouble: str) -> str:
    is_of_keys = trouble.startswith(_KEY_STORE)
    bare = trouble.removeprefix(_KEY_STORE) if is_of_keys else trouble
    advice = _ADVICE.get(bare) or _ADVICE.get(f"database_{bare}") or bare
    return f"has a key store that {advice}" if is_of_keys else advice


_VETTING: Final = {
    VettingGap.NOT_SCREENED: "has no `screened_until` of",
    VettingGap.SCREENING_OVER: "says that the screening is over of",
    VettingGap.SCREENING_ENDS: "says that the screening ends soon of",
    VettingGap.NOT_TRAINED: "has no `trained_on` of",
}
_ADVICE: Final = {
    "database_away": "does not answer: is the address right, and is it running?",
    "database_locked": "is held by another program: end that one",
    "database_read_only": "may only be read: is it the primary, and may the bot write its file?",
    "database_damaged": "is damaged: stop the bot and put a backup back",
    "database_log_gone": "has lost its write-ahead log; the bot mends that when nobody reads",
    "disk_full": "has no room left on its disk",
    "disk_trouble": "cannot read or write its disk: look in the system's own log",
    "database_at_other_version": (
        "is new or of another version: run `python app.py migrate`"
        " (on SQLite `serve` does that by itself)"
    ),
}


async def _look(check: Check) -> str:
    try:
        return await check.look()
    except StoplichtError as problem:
        return str(problem)
    except Exception as error:  # noqa: BLE001 - a trouble is an answer here
        return f"{type(error).__name__}: see the operations page"
