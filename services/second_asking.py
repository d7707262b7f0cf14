"""A second member is asked: each other coordinator of a public participant reads it in the digest,
once more after two working days, and until the fifth each of them can say yes or no.
"""

from collections.abc import Sequence
from datetime import date

from domain.identifiers import MemberId
from domain.member import Member, OrganisationType
from domain.second_member import is_reminded_on
from domain.timer import TimerKind
from services.digest import tell_in_digest
from services.guarding import list_coordinators
from services.moment import Moment
from services.morning_look import look_in_the_morning


async def find_second_members(moment: Moment, first: MemberId) -> Sequence[Member]:
    """Find who can confirm what a member decides: the other coordinators of public participants."""
    holders = await list_coordinators(moment)
    people = await moment.uow.people.by_ids(holders)
    others = [people[one] for one in holders if one != first]
    return [one for one in others if await _may_judge(moment, one)]


async def _may_judge(moment: Moment, member: Member) -> bool:
    organisation = await moment.uow.people.organisation(member.organisation)
    is_public = organisation.type is OrganisationType.PUBLIC_PARTICIPANT
    return is_public and organisation.takes_part(moment.today)


async def tell_second_members(
    moment: Moment, asked: Sequence[Member], kind: TimerKind, subject: str
) -> None:
    """Have these members read that one of them is asked, and be reminded of it later."""
    await tell_in_digest(moment, *(one.id for one in asked))
    reminded_on = is_reminded_on(moment.today, moment.calendar)
    await look_in_the_morning(moment, kind, subject, reminded_on)


async def remind_second_members(
    moment: Moment, first: MemberId, until_on: date, kind: TimerKind, subject: str
) -> None:
    """Have who can confirm it read it once more; the clock looks again when the last day passed."""
    asked = await find_second_members(moment, first)
    await tell_in_digest(moment, *(one.id for one in asked), on=moment.today)
    after = moment.calendar.add_working_days(until_on, 1)
    await look_in_the_morning(moment, kind, subject, after)
