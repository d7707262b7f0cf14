"""The neutral line about an acute session in the channel of the coordinators: its code and when it
begins, then that it is over. A house without such a channel has none (product page §1.1 and §6).
"""

from dataclasses import dataclass
from datetime import datetime

from domain.acute_session import Session
from domain.house import ChannelKind
from domain.identifiers import CaseCode, SessionId
from domain.notice import NoticeKind
from services.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteLineView:
    """What the channel reads of a session; ``closed_at`` once it is over."""

    code: CaseCode
    starts_at: datetime
    closed_at: datetime | None


async def announce_line(moment: Moment, session: Session) -> None:
    """Bring the line about a session up to date; the first time it is posted. Of a drill nothing
    stands in a channel.
    """
    if session.is_drill:
        return
    for channel in await moment.uow.channels.channels():
        if channel.kind is ChannelKind.COORDINATORS:
            await moment.post(
                NoticeKind.ACUTE_LINE,
                channel.id,
                session.id,
                f"session:{session.id}:line:{session.state}:{channel.id}",
                card=f"session:{session.id}:line:{channel.id}",
            )


async def read_line(moment: Moment, session_id: SessionId) -> AcuteLineView | None:
    """Read the line about a session; None when it was never convened."""
    session = await moment.uow.sessions.get(session_id)
    if session.gathering is None:
        return None
    return AcuteLineView(
        code=(await moment.uow.cases.get(session.case)).code,
        starts_at=session.gathering.starts_at,
        closed_at=None if session.is_open else session.changed_at,
    )
