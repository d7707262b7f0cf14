"""Announcing: an outbox row in the unit of work of the change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Executable,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    case,
    exists,
    literal_column,
    not_,
    text,
    update,
)
from sqlalchemy.dialects import postgresql

from domain.clearance import CLEARANCES, Concerning
from domain.delivery import FAILED_STATES, OPEN_DELIVERY_STATES, DeliveryState
from domain.notice import Carrier, ChannelNotice, Notice, PrivateNotice, rule_for
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, Operation
from services.ports.turns import OutgoingReply
from storage.clock import clocks_of, database_now
from storage.fields import Fields
from storage.later import after
from storage.metadata import UtcDateTime, metadata, row_number
from storage.transaction import Transaction


def _written_out(states: Sequence[DeliveryState]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _index_where(condition: str, name: str, *columns: str, is_unique: bool = False) -> Index:
    where = text(condition)
    return Index(name, *columns, unique=is_unique, sqlite_where=where, postgresql_where=where)


_OPEN: Final = f"state IN ({_written_out(OPEN_DELIVERY_STATES)})"
_FAILED: Final = f"state IN ({_written_out(FAILED_STATES)})"

outbox = Table(
    "outbox",
    metadata,
    Column("id", row_number, primary_key=True, autoincrement=True),
    Column("business_key", String(300), nullable=False, unique=True),
    Column("kind", String(40), nullable=True),
    Column("subject", String(200), nullable=False),
    Column("operation", String(8), nullable=False),
    Column("target", String(450), nullable=False),
    Column("member", String(64), nullable=True),
    Column("channel", String(64), nullable=True),
    Column("service_url", String(400), nullable=True),
    Column("conversation", String(400), nullable=True),
    Column("activity", String(200), nullable=True),
    Column("card", String(200), nullable=True),
    Column("content", LargeBinary(), nullable=True),
    Column("urgency", Integer(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("due_at", UtcDateTime(), nullable=True),
    Column("expires_at", UtcDateTime(), nullable=True),
    Column("late_at", UtcDateTime(), nullable=True),
    Column("ready_at", UtcDateTime(), nullable=False),
    Column("lease_until", UtcDateTime(), nullable=True),
    Column("called_at", UtcDateTime(), nullable=True),
    Column("fence", Integer(), nullable=False),
    Column("attempts", Integer(), nullable=False),
    Column("unknowns", Integer(), nullable=False),
    Column("cause", String(40), nullable=True),
    Column("http_status", Integer(), nullable=True),
    Column("is_told", Boolean(), nullable=False, default=False),
    Column("created_at", UtcDateTime(), nullable=False),
    # nearly all messages are over: whoever looks for the others reads none of those
    _index_where(_OPEN, "ix_outbox_open", "urgency", "id"),
    _index_where(f"card IS NOT NULL AND {_OPEN}", "ix_outbox_card", "card", "id"),
    # a turn asks whether something goes before its reply
    _index_where(_OPEN, "ix_outbox_target", "target"),
    # one flight per conversation, whatever the number of replicas
    _index_where("state = 'sending'", "uq_outbox_flight", "target", is_unique=True),
    # the tick looks for failures nobody was told about
    _index_where(f"NOT is_told AND {_FAILED}", "ix_outbox_untold", "id"),
    # the board asks which of its invitations did not arrive
    _index_where("kind IS NOT NULL", "ix_outbox_subject", "subject"),
    # the tick forgets what is long over
    _index_where(f"NOT ({_OPEN})", "ix_outbox_over", "expires_at"),
)


def has_state(state: DeliveryState, among: FromClause = outbox) -> ColumnElement[bool]:
    """The condition that a message is in this state, written out: a state that is a parameter
    proves no partial index.
    """
    return among.c.state == literal_column(f"'{state}'")


def is_open(among: FromClause = outbox) -> ColumnElement[bool]:
    """The condition that the fate of a message is open, as the indexes of those have it."""
    return among.c.state.in_([literal_column(f"'{state}'") for state in OPEN_DELIVERY_STATES])


IS_PENDING: Final = is_open() & has_state(DeliveryState.PENDING)
IS_SENDING: Final = is_open() & has_state(DeliveryState.SENDING)
IS_UNKNOWN: Final = is_open() & has_state(DeliveryState.UNKNOWN)
HAS_FAILED: Final = outbox.c.state.in_([literal_column(f"'{state}'") for state in FAILED_STATES])
# as the index has it: SQLAlchemy writes another condition for each database
IS_UNTOLD_FAILURE: Final = not_(literal_column("outbox.is_told")) & HAS_FAILED


# the name of a card about one case that nobody edits: where it stands is kept to take it away
CARD_OF_CASE: Final = "case:"
_NEW: Final[dict[str, Any]] = {
    "operation": Operation.POST,
    "state": DeliveryState.PENDING,
    "ready_at": database_now(),
    "created_at": database_now(),
    "fence": 0,
    "attempts": 0,
    "unknowns": 0,
    "is_told": False,
}


def insert_message(**values: Any) -> postgresql.Insert:
    """The statement that puts a new message in the outbox, unless its business key is there; on
    SQLite too.
    """
    return postgresql.insert(outbox).values(_NEW | values).on_conflict_do_nothing()


_ANNOUNCE: Final = insert_message()
_ENDS_AT: Final = bindparam("ends_at", type_=UtcDateTime())
# the state decides under the lock of the row: either its sender draws this change, or it has
# taken the message already and the change is announced anew
_LAST_AS_LONG: Final = (
    update(outbox)
    .where(
        outbox.c.card == bindparam("same_card"),
        outbox.c.kind == bindparam("same_kind"),
        outbox.c.subject == bindparam("same_subject"),
        outbox.c.target == bindparam("same_target"),
        outbox.c.due_at.is_(None),
        IS_PENDING,
    )
    .values(expires_at=case((outbox.c.expires_at < _ENDS_AT, _ENDS_AT), else_=outbox.c.expires_at))
)


class NoticeRows:
    """The notices that services announce, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self.has_left_messages = False

    async def announce(self, notice: Notice) -> None:
        """Put a notice in the outbox; nothing changes when its business key is there already.

        A card that still waits to be brought up to date shows this change too when its turn comes.
        """
        self.has_left_messages = True
        if await self._is_shown_by_another(notice):
            return
        row = {
            "business_key": notice.business_key,
            "kind": notice.kind,
            "subject": notice.subject,
            **_recipient(notice),
            "card": notice.card or _name_card_of_case(notice),
            "urgency": notice.rule.urgency,
            "due_at": notice.due_at,
            "expires_at": notice.expires_at,
            "late_at": _late_at(notice),
        }
        await self._connection.execute(_ANNOUNCE, row)

    async def _is_shown_by_another(self, notice: Notice) -> bool:
        """Let a message for the same card that nobody took yet last as long as this one would. What
        may leave at a moment of its own is not the same message.
        """
        if not notice.card or notice.due_at or not notice.expires_at:
            return False
        waiting = {
            "same_card": notice.card,
            "same_kind": notice.kind,
            "same_subject": notice.subject,
            "same_target": _recipient(notice)["target"],
            "ends_at": notice.expires_at,
        }
        return (await self._connection.execute(_LAST_AS_LONG, waiting)).rowcount > 0


def _say_at_once() -> Executable:
    """The statement that puts a reply in the outbox and takes it, unless something else goes to the
    same place first. Another replica that does so at the same moment is a lost race.
    """
    first = outbox.alias("first")
    is_free = ~exists().where(first.c.target == bindparam("same_target"), is_open(first))
    number = case((is_free, 1), else_=0)
    new = postgresql.insert(outbox).values(
        _NEW
        | {
            "state": case((is_free, DeliveryState.SENDING), else_=DeliveryState.PENDING),
            "fence": number,
            "attempts": number,
            "lease_until": case((is_free, after("lease")), else_=None),
            "called_at": case((is_free, database_now()), else_=None),
        }
    )
    once = new.on_conflict_do_nothing(index_elements=["business_key"])
    return once.returning(outbox.c.id, outbox.c.state)


_SAY: Final = insert_message()
_SAY_AT_ONCE: Final = _say_at_once()


class ReplyRows:
    """The replies of a turn, sealed under the key of the house until they are sent."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields
        self.has_left_messages = False

    async def say(self, reply: OutgoingReply) -> None:
        """Put a reply in the outbox, in the order it was said."""
        self.has_left_messages = True
        await self._connection.execute(_SAY, await self._row(reply))

    async def say_at_once(self, reply: OutgoingReply, lease_within: timedelta) -> Claimed | None:
        """Put a reply in the outbox, and take it unless another goes first."""
        row = await self._row(reply)
        given = row | {"same_target": row["target"], "lease": lease_within}
        said = (await self._connection.execute(_SAY_AT_ONCE, given)).one_or_none()
        if said is None or said.state != DeliveryState.SENDING:
            self.has_left_messages = True
            return None
        return Claimed(
            id=DeliveryId(said.id),
            fence=1,
            operation=row["operation"],
            notice=None,
            activity_json=reply.activity_json,
            member=reply.member,
            address=reply.address,
            activity=reply.activity,
            attempts=1,
            is_fresh=True,
        )

    async def _row(self, reply: OutgoingReply) -> dict[str, Any]:
        rule, clocks = rule_for(None), await clocks_of(self._connection)
        return {
            "business_key": reply.business_key,
            "subject": reply.about or "",
            "card": reply.about and _name_card(reply.about, reply.business_key),
            "operation": Operation.PUT if reply.activity else Operation.POST,
            "target": _target(reply),
            "member": reply.member,
            "service_url": reply.address and reply.address.service_url,
            "conversation": reply.address and reply.address.conversation,
            "activity": reply.activity or None,
            "content": await self._fields.seal_field(
                None, outbox.name, reply.business_key, "content", reply.activity_json
            ),
            "urgency": rule.urgency,
            "expires_at": clocks.business + rule.lasts_within,
        }


def _name_card(case_id: str, business_key: str) -> str:
    return f"{CARD_OF_CASE}{case_id}:{sha256(business_key.encode()).hexdigest()}"


def _name_card_of_case(notice: Notice) -> str | None:
    if CLEARANCES[notice.kind].concerning is not Concerning.CASE:
        return None
    return _name_card(notice.subject, notice.business_key)


def _late_at(notice: Notice) -> datetime | None:
    """When a person is told that this did not arrive; counted from its end, as that is counted from
    when it is due.
    """
    rule = notice.rule
    if notice.expires_at is None or rule.told_within is None:
        return None
    return notice.expires_at - rule.lasts_within + rule.told_within


def _recipient(notice: Notice) -> dict[str, str | None]:
    match notice:
        case PrivateNotice():
            # a mail waits for no message in Teams, nor the other way round
            by_mail = rule_for(notice.kind).carrier is Carrier.MAIL
            target = f"{'mail' if by_mail else 'member'}:{notice.member}"
            return {"target": target, "member": notice.member, "channel": None}
        case ChannelNotice():
            return {
                "target": f"channel:{notice.channel}",
                "member": None,
                "channel": notice.channel,
            }


def _target(reply: OutgoingReply) -> str:
    if reply.address:
        return f"conversation:{reply.address.conversation}"
    return f"member:{reply.member}"
