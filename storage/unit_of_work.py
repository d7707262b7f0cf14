"""One transaction over everything the house keeps, in the shape services and the edge ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.addresses import AddressRows
from storage.audit import AuditRows
from storage.cases import CaseRows
from storage.clock import read_business_clock
from storage.colours import ColourRows
from storage.drafts import DraftRows
from storage.fields import Fields
from storage.inbox import InboxRows
from storage.meetings import MeetingRows
from storage.notices import DeliveryRows, NoticeRows, ReplyRows
from storage.people import ChannelRows, PeopleRows, RotaRows, ScheduleRows
from storage.sessions import SessionRows
from storage.weighings import WeighingRows


class UnitOfWork:
    """Everything a turn, a job or a renderer may touch, on one connection."""

    def __init__(self, connection: AsyncConnection, fields: Fields) -> None:
        self._connection = connection
        self.addresses = AddressRows(connection)
        self.audit = AuditRows(connection)
        self.cases = CaseRows(connection, fields)
        self.channels = ChannelRows(connection)
        self.colours = ColourRows(connection, fields)
        self.deliveries = DeliveryRows(connection)
        self.drafts = DraftRows(connection, fields)
        self.inbox = InboxRows(connection, fields)
        self.meetings = MeetingRows(connection)
        self.notices = NoticeRows(connection)
        self.people = PeopleRows(connection)
        self.replies = ReplyRows(connection, fields)
        self.rota = RotaRows(connection)
        self.schedules = ScheduleRows(connection)
        self.sessions = SessionRows(connection, fields)
        self.weighings = WeighingRows(connection, fields)

    async def now(self) -> datetime:
        """Business time."""
        return await read_business_clock(self._connection)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what is inside when it raises."""
        async with self._connection.begin_nested():
            yield
