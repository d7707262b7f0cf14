"""Who takes part in an acute session, and who of them stays involved in the case after it."""

from collections.abc import Collection, Sequence

from domain.acute_invitation import Invitation, places_after
from domain.acute_session import Session
from domain.agreement import Agreement
from domain.audit import AuditReason
from domain.case import Case
from domain.case_circle import Involving
from domain.identifiers import MemberId
from services.joining import let_join
from services.moment import Context, Moment


def list_attending(session: Session, invitations: Sequence[Invitation]) -> list[MemberId]:
    """Who can take on something in a session: who came or said to come, and its director."""
    coming = [one.member for one in invitations if one.has_come]
    return [*coming, *([session.director] if session.director else [])]


async def keep_owners(
    ctx: Context, case: Case, invitations: Sequence[Invitation], owners: Collection[MemberId]
) -> None:
    """Give a place in the case to who came and has something to do, unless they have one."""
    before = {place.member for place in await ctx.uow.cases.circle(case.id)} | {case.referrer}
    new = [one for one in places_after(invitations, owners, ctx.now) if one.member not in before]
    if not new:
        return
    agreement = await find_agreement(ctx, await ctx.uow.sessions.get(invitations[0].session))
    involving = Involving(agreement=agreement) if agreement else None
    for place in new:
        await let_join(ctx, place, AuditReason.ACUTE, involving)


async def find_agreement(moment: Moment, session: Session) -> Agreement | None:
    """Those who agreed that it was acute agreed to who came in by it (WGS art. 2.31(4))."""
    test = await moment.uow.sessions.test(session)
    return test.agreement if test else None
