"""While an acute session runs, its reporter and its director hear at once that something in the
report is called incorrect; at any other time that waits for the digest.
"""

from collections.abc import Collection
from dataclasses import dataclass

from domain.acute_session import Session, SessionState
from domain.identifiers import MarkId, MemberId, SessionId
from domain.incorrect import IncorrectMark, StatementPart
from domain.notice import NoticeKind
from services.access import standing_of
from services.incorrect_rows import MarkRow, find_mark_row
from services.moment import Context, Moment, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedReport:
    """What a mark asks of who hears it at once, and of which session."""

    row: MarkRow
    session: SessionId


async def tell_of_running_session(
    ctx: Context, mark: IncorrectMark, suppliers: Collection[MemberId]
) -> None:
    """Tell who directs the session that runs, and who of these suppliers reported it; nobody when
    none does, or who called it incorrect themselves.
    """
    session = await _find_running(ctx, mark)
    if session is None:
        return
    reporter = {session.reported_by}.intersection(suppliers)
    for one in sorted({*_list_directing(session), *reporter} - {ctx.actor.id}):
        await ctx.tell(NoticeKind.REPORT_MARKED, one, mark.id, f"mark:{mark.id}:{one}")


async def read_marked_report(reading: Reading, known_as: MarkId) -> MarkedReport | None:
    """Read what a mark asks of its recipient, by code; None for who neither answers it nor directs
    its session, and once it is answered or the session is over.
    """
    mark = (await reading.uow.incorrect_marks.find(known_as)).mark
    session = await _find_running(reading, mark)
    if session is None or not mark.is_open or not _hears(reading, session):
        return None
    ctx = await reading.as_recipient()
    case = await ctx.uow.cases.get(mark.case)
    found = await find_mark_row(ctx, case, mark, await standing_of(ctx, case))
    return MarkedReport(row=found[0], session=session.id) if found else None


async def hears_of_mark(reading: Reading, known_as: MarkId) -> bool:
    """Tell whether the recipient reported what is called incorrect, or directs its session."""
    mark = (await reading.uow.incorrect_marks.find(known_as)).mark
    return _hears(reading, await reading.uow.sessions.get(SessionId(mark.subject)))


def _hears(reading: Reading, session: Session) -> bool:
    return reading.recipient.id in {session.reported_by, *_list_directing(session)}


def _list_directing(session: Session) -> Collection[MemberId]:
    return {session.director} if session.director else set()


async def _find_running(moment: Moment, mark: IncorrectMark) -> Session | None:
    if mark.part is not StatementPart.REPORT:
        return None
    session = await moment.uow.sessions.get(SessionId(mark.subject))
    return session if session.state is SessionState.CONVENED else None
