"""A number that nobody may call is offered by no card of its session, whoever's number it is; who
leads the session mends what its reporter said of it.
"""

from dataclasses import replace

from domain.access import Action
from domain.acute_session import Session, SessionState
from domain.audit import AuditEvent
from domain.member import Member
from domain.unsafe_number import hide_number, mend_unsafe
from services.acute.notices import announce_board, announce_nudge, record
from services.acute.permits import SessionPermit
from services.moment import Context, Moment


async def find_unsafe_number(moment: Moment, session: Session) -> str:
    """Which numbers of a session nobody may call; this opens the report only when it names one."""
    if not session.has_unsafe_number:
        return ""
    return (await moment.uow.sessions.report(session)).unsafe_number


def hide_number_of(unsafe: str, member: Member) -> Member:
    """A member whose number is offered unless nobody may call it."""
    return replace(member, telephone=hide_number(unsafe, member.telephone))


async def mend_unsafe_number(
    ctx: Context, running: SessionPermit, shown: str, said: str
) -> SessionPermit:
    """Keep which number nobody may call as who leads a session mended what was ``shown``; who
    comes is warned at once.
    """
    session = running.session
    allowed = (Action.OPEN_SESSION, Action.CLOSE_SESSION, Action.NOTE_SESSION)
    case = running.permit.case_for(ctx, *allowed)
    if said.strip() == shown.strip():
        return running
    before = await ctx.uow.sessions.report(session)
    unsafe = mend_unsafe(before.unsafe_number, shown, said)
    saved = await ctx.uow.sessions.save(replace(session, has_unsafe_number=bool(unsafe)))
    await ctx.uow.sessions.keep_report(saved, replace(before, unsafe_number=unsafe))
    await record(ctx, AuditEvent.ACUTE_ADDED_TO, case, session.id)
    await warn_who_comes(ctx, saved)
    return replace(running, session=saved)


async def warn_who_comes(moment: Moment, session: Session) -> None:
    """Show who comes their card once more: a call that is made now cannot be taken back."""
    if session.state is not SessionState.CONVENED:
        return
    await announce_board(moment, session, f"unsafe:{session.version}")
    for one in await moment.uow.sessions.invitations(session.id):
        if one.is_coming:
            await announce_nudge(moment, one, f":unsafe:{session.version}")
