"""How who said that they know somebody stands to that case: until it is weighed they contribute."""

from collections.abc import Collection
from dataclasses import replace

from domain.access import CaseState, Standing
from domain.case import Case
from domain.enquiry import TELLS, Enquiry
from domain.identifiers import CaseId, MemberId, OrganisationId
from services.access import standing_of
from services.enquiry_answer import may_answer_enquiry
from services.moment import Context, Moment


async def stand_as_knowing(ctx: Context, case: Case) -> Standing:
    """How the actor stands to a case: as a supplier too when they, or whom they stand in for, said
    that they know its subject.
    """
    return await add_knowing(ctx, case, await standing_of(ctx, case))


async def add_knowing(ctx: Context, case: Case, stands: Standing) -> Standing:
    """The same, when it is known how they stand to it otherwise."""
    # the questions are over once it is weighed
    if case.state is not CaseState.PURPOSE_TESTED:
        return stands
    told = await _find_told(ctx, case.id, ctx.actor.organisation.id)
    knows = any([await may_answer_enquiry(ctx, ctx.actor, one) for one in told])
    return replace(stands, is_supplier=stands.is_supplier or knows)


async def find_knowing(
    moment: Moment, case: CaseId, organisation: OrganisationId
) -> Collection[MemberId]:
    """Find who is asked about a case for an organisation that said to know its subject."""
    return {one.member for one in await _find_told(moment, case, organisation)}


async def _find_told(
    moment: Moment, case: CaseId, organisation: OrganisationId
) -> Collection[Enquiry]:
    asked = await moment.uow.enquiries.of_case(case)
    return [
        one
        for one in asked
        if one.organisation == organisation and one.answer in TELLS and one.ended_at is None
    ]
