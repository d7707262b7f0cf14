"""Who supplied what is called incorrect, and answers for it."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from domain.access import Action, Involvement, Standing
from domain.case import Case
from domain.identifiers import CaseCode, MemberId, OrganisationId, SessionId
from domain.incorrect import OF_REFERRAL, IncorrectMark, StatementPart
from domain.member import Actor
from domain.policy import may_ever
from services.enquiry_standing import add_knowing, find_knowing
from services.guarding import list_directors
from services.moment import Context, Moment

_TAKING_PART: Final = frozenset({Involvement.REFERRER, Involvement.CIRCLE})


async def find_suppliers(moment: Moment, case: Case, mark: IncorrectMark) -> Collection[MemberId]:
    """Who answers for a statement: the referrer, whoever approves minutes, who reported it, or who
    takes part for the organisation that contributed it; the process directors for a reporter who is
    no partner of the house any more.
    """
    if mark.supplier:
        return await _find_taking_part(moment, case, mark.supplier)
    if mark.part in OF_REFERRAL:
        return [case.referrer]
    if reporter := await _find_reporter(moment, mark):
        return [reporter]
    return await list_directors(moment)


async def _find_reporter(moment: Moment, mark: IncorrectMark) -> MemberId | None:
    if mark.part is not StatementPart.REPORT:
        return None
    session = await moment.uow.sessions.get(SessionId(mark.subject))
    reporter = await moment.form_actor(await moment.uow.people.member(session.reported_by))
    return reporter.id if may_ever(Action.REPORT_ACUTE, reporter) else None


async def _find_taking_part(
    moment: Moment, case: Case, organisation: OrganisationId
) -> Collection[MemberId]:
    places = await moment.uow.cases.circle(case.id)
    seated = {one.member for one in places if one.organisation == organisation}
    referrer = {case.referrer} if case.referring_organisation == organisation else set()
    return {*seated, *referrer, *await find_knowing(moment, case.id, organisation)}


async def stand_as_supplier(
    ctx: Context, case: Case, mark: IncorrectMark, stands: Standing
) -> Standing:
    """How the actor stands to a case when it comes to answering a mark: who referred it answers
    for the organisation they did that for.
    """
    if mark.supplier:
        is_theirs = ctx.actor.organisation.id == mark.supplier
        takes_part = not _TAKING_PART.isdisjoint(stands.involvement.ways)
        known = await add_knowing(ctx, case, stands) if is_theirs else stands
        return replace(stands, is_supplier=is_theirs and (takes_part or known.is_supplier))
    is_of_another = case.referrer == ctx.actor.id and not _speaks_for_referrer(ctx.actor, case)
    suppliers = await find_suppliers(ctx, case, mark)
    return replace(stands, is_supplier=ctx.actor.id in suppliers and not is_of_another)


def _speaks_for_referrer(actor: Actor, case: Case) -> bool:
    return actor.organisation.id == case.referring_organisation


async def find_code_known(ctx: Context, case: Case, mark: IncorrectMark) -> CaseCode:
    """Find the code by which the actor knows the case of a mark: a reporter by the one they named,
    which does not tell whose case it is.
    """
    if mark.part is not StatementPart.REPORT:
        return case.code
    session = await ctx.uow.sessions.get(SessionId(mark.subject))
    is_reporter = session.reported_by == ctx.actor.id
    return session.named.code if session.named and is_reporter else case.code
