"""What is said of an enquiry: who is asked reads it in the digest, and by itself on the last day
only; their card is edited in place. Coordinators read what they have to do something about.
"""

from datetime import date, datetime

from domain.enquiry import Enquiry
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.action_reminders import open_office
from services.digest import find_when_back, tell_in_digest
from services.guarding import COORDINATORS, find_who_guards
from services.moment import Moment
from services.morning_look import look_in_the_morning
from services.standing_in import add_deputies, find_who_stands_in


async def announce_enquiry(moment: Moment, enquiry: Enquiry) -> None:
    """Have who is asked, and who stands in for them, read it in their next digest; the clock looks
    on the last day.
    """
    await tell_in_digest(moment, *await add_deputies(moment, [enquiry.member]))
    await look_in_the_morning(moment, TimerKind.ENQUIRY, enquiry.id, enquiry.due_on)


async def find_when_reached(moment: Moment, enquiry: Enquiry) -> datetime | None:
    """Find when who is asked is back; None when they, or who stands in for them, are there."""
    back_at = await find_when_back(moment, enquiry.member)
    return None if await find_who_stands_in(moment, enquiry.member) else back_at


async def push_card(moment: Moment, enquiry: Enquiry) -> MemberId:
    """Give who is asked, or who stands in for them, the card of today by itself, once however much
    is due; who gets it.
    """
    to = await find_who_stands_in(moment, enquiry.member) or enquiry.member
    await moment.tell(
        NoticeKind.ENQUIRIES,
        to,
        to,
        f"enquiries:{to}:{moment.today}",
        card=_name_card(to, moment.today),
        window=open_office(moment),
    )
    return to


async def edit_cards(moment: Moment, enquiry: Enquiry) -> None:
    """Bring the cards up to date that hold an enquiry after it changed."""
    asked = await add_deputies(moment, [enquiry.member])
    pushed = [enquiry.pushed_to] if enquiry.pushed_to else []
    for whose in dict.fromkeys([*asked, *pushed]):
        for on in await moment.uow.enquiries.pushed_days(whose):
            card = _name_card(whose, on)
            key = f"{card}:{enquiry.id}:{enquiry.version}"
            await moment.tell(NoticeKind.ENQUIRIES, whose, whose, key, card=card)


def _name_card(member: MemberId, on: date) -> str:
    return f"enquiries:{member}:{on}"


async def tell_coordinators_of(moment: Moment, enquiry: Enquiry, on: date) -> None:
    """Have who asked read in a digest that there is something to do; all coordinators when that one
    is away or is none any more.
    """
    guards = await find_who_guards(moment, enquiry.asked_by, COORDINATORS)
    await tell_in_digest(moment, *guards, on=on)
