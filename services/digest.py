"""The digest: one message a day for who has something to read, made from the newest state when it
is sent. What waits for it is announced here, and is no message of its own.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from domain.absence import Span, join_spans
from domain.digest import find_digest_moment, find_first_digest
from domain.identifiers import MemberId
from domain.notice import NoticeKind, SendingWindow
from services.moment import Moment, Reading

# long enough for all that is due at one moment to come into one message
_GATHERED_WITHIN: Final = timedelta(minutes=1)


async def announce_digest(moment: Moment, member: MemberId, on: date) -> date:
    """Announce that a member has something to read on a day, once however much there is; give the
    day on which it is read, which is later for who is away.
    """
    away = await list_spans_away(moment, member, moment.now)
    at = find_digest_moment(moment.calendar, max(on, moment.today), away)
    await _announce(moment, member, at)
    return moment.day_of(at)


async def tell_in_digest(moment: Moment, *members: MemberId, on: date | None = None) -> None:
    """Have each of these members read in the digest of a day what there is for them, in their next
    one without a day; each once. Whoever tells the same members at once does so in the same order:
    neither waits for the other in a circle.
    """
    for one in sorted({*members}):
        await announce_digest(moment, one, on or find_next_digest(moment))


def find_next_digest(moment: Moment) -> date:
    """The day of the next digest: today until its hour, else the next working day."""
    at = find_digest_moment(moment.calendar, moment.today, ())
    if at > moment.now:
        return moment.day_of(at)
    return moment.calendar.add_working_days(moment.today, 1)


def name_digest(member: MemberId, on: date) -> str:
    """Name the digest of a member of one day: the business key of its message."""
    return f"digest:{member}:{on}"


async def announce_digest_of_day(moment: Moment, member: MemberId, on: date) -> None:
    """Announce that a member has something to read on this day, and on no other; nothing when its
    hour has passed.
    """
    at = find_digest_moment(moment.calendar, on, ())
    if moment.day_of(at) == on and at > moment.now:
        await _announce(moment, member, at)


async def _announce(moment: Moment, member: MemberId, at: datetime) -> None:
    await moment.tell(
        NoticeKind.DIGEST,
        member,
        member,
        name_digest(member, moment.day_of(at)),
        window=SendingWindow(opens_at=max(at, moment.now + _GATHERED_WITHIN)),
    )


async def may_read_now(reading: Reading) -> bool:
    """Tell whether the recipient of a digest is there."""
    return await find_when_back(reading, reading.recipient.id) is None


async def find_when_back(moment: Moment, member: MemberId) -> datetime | None:
    """Find when a member who is away now is back; None for who is there."""
    away = join_spans(await list_spans_away(moment, member, moment.now))
    return next((one.ends_at for one in away if one.starts_at <= moment.now < one.ends_at), None)


async def is_first_digest_since(reading: Reading, at: datetime) -> bool:
    """Tell whether the digest that is made today is the first that reaches its recipient since a
    moment.
    """
    away = await list_spans_away(reading, reading.recipient.id, at)
    return is_first_digest(reading, at, away)


def is_first_digest(reading: Reading, at: datetime, away: Sequence[Span]) -> bool:
    """The same, for a recipient of whom it is known when they are or were away since."""
    return reading.day_of(find_first_digest(reading.calendar, at, away)) == reading.today


async def list_spans_away(moment: Moment, member: MemberId, since: datetime) -> list[Span]:
    """List when a member is or was away since a moment: a digest then waits until they are back."""
    known = await moment.uow.absences.known_to(member, since)
    return [one.span for one in known if one.member == member]
