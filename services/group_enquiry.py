"""Asking partners about several people of a group at once. Each partner still has one card; of whom
it cannot be asked, or was asked already, it is not asked again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.access import Action
from domain.enquiry import Enquiry, PartnerToAsk, check_wishes
from domain.errors import RuleBrokenError
from domain.sight import SeenPart
from services.enquiry import AskablePartner, find_wishes_to_ask, send_enquiries
from services.group_work import GroupWork, hold_cases
from services.moment import Context
from services.partners import find_participants, find_representatives


class NobodyToAskError(RuleBrokenError):
    """These partners were asked about everybody already, or cannot be asked about them."""

    text_key: ClassVar[str] = "group_referral.nobody_to_ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAsked:
    """How many people partners were asked about, in how many questions, and until when."""

    people: int
    questions: int
    due_on: date


async def list_group_partners(ctx: Context, work: GroupWork) -> Sequence[AskablePartner]:
    """List the partners that can be asked about people of a group, by name."""
    await ctx.record_seen(*(one.sight(SeenPart.PHASE) for one in work.permits))
    referring = {one.case.referring_organisation for one in work.permits}
    found = [one for one in await find_participants(ctx) if one.id not in referring]
    speakers = await find_representatives(ctx, [one.id for one in found])
    partners = [
        AskablePartner(organisation=one.id, name=one.name, is_named=False)
        for one in found
        if speakers[one.id]
    ]
    return sorted(partners, key=lambda one: one.name)


async def send_group_enquiries(
    ctx: Context, work: GroupWork, chosen: Collection[str], wishes: Sequence[PartnerToAsk]
) -> GroupAsked:
    """Ask partners whether they know those who were ticked.

    Raises NobodyToAskError when nobody is left to be asked anything, and what
    ``GroupWork.choose`` and ``send_enquiries`` raise.
    """
    check_wishes(wishes)
    permits, asked = work.choose(chosen), list[Enquiry]()
    await hold_cases(ctx, permits)
    for permit in permits:
        permit.case_for(ctx, Action.ENQUIRE)
        fit = await find_wishes_to_ask(ctx, permit, wishes)
        asked += await send_enquiries(ctx, permit, fit) if fit else ()
    if not asked:
        raise NobodyToAskError
    return GroupAsked(
        people=len({one.case for one in asked}), questions=len(asked), due_on=asked[0].due_on
    )
