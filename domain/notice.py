"""What must be said to whom: announced with the change, rendered when it is sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from domain.drill import is_drill
from domain.identifiers import ChannelId, MemberId


class NoticeKind(StrEnum):
    """Every kind of message the bot sends by itself."""

    REFERRAL_RECEIVED = "referral_received"
    REFERRAL_ARRIVED = "referral_arrived"
    REFERRAL_INCOMPLETE = "referral_incomplete"
    REFERRAL_WEIGHED = "referral_weighed"
    # somebody joined a case that is discussed within two days; else it waits for the digest
    CIRCLE_JOINED = "circle_joined"
    # in the place of a card about a case that its reader has no place in any more
    CARD_TAKEN = "card_taken"
    AGENDA_DRAFT = "agenda_draft"
    AGENDA_NOT_APPROVED = "agenda_not_approved"
    # in office hours, unless the meeting is near
    AGENDA_PROPOSAL = "agenda_proposal"
    AGENDA_POST = "agenda_post"
    OWN_TIMES = "own_times"
    OWN_TIMES_MAIL = "own_times_mail"
    # belongs in the digest, unless that comes on the day of the meeting
    NOT_NEEDED = "not_needed"
    # when the meeting is today or on the next working day; else it waits for the digest
    PARTNER_AWAY = "partner_away"
    # an invitation, in office hours; its reminder belongs in the digest of that day
    ATTENDANCE_REQUEST = "attendance_request"
    ATTENDANCE_REMINDER = "attendance_reminder"
    MEETING_NOW = "meeting_now"
    CALLED_IN = "called_in"
    TIME_MOVED = "time_moved"
    ACUTE_REPORT = "acute_report"
    ACUTE_RECEIPT = "acute_receipt"
    # nobody took a report, or judged what they took: code and times only
    ACUTE_WAITS = "acute_waits"
    ACUTE_UNJUDGED = "acute_unjudged"
    ACUTE_ALARM = "acute_alarm"
    INVITATION = "invitation"
    INVITATION_SILENT = "invitation_silent"
    SESSION_BOARD = "session_board"
    SESSION_CLOSED = "session_closed"
    # how is it after an acute session: asked in duty hours; a manager hears that nobody says
    ACUTE_CHECK = "acute_check"
    ACUTE_UNCHECKED = "acute_unchecked"
    # to process directors who were told of a report, or took it
    ACUTE_WITHDRAWN = "acute_withdrawn"
    # to who was invited, and did not say no
    SESSION_CALLED_OFF = "session_called_off"
    SESSION_NOTES = "session_notes"
    # what became of the chat of a session, to its director
    ROOM = "room"
    # that a session was planned and that it is over: code and times, in the coordinators' channel
    ACUTE_LINE = "acute_line"
    # one a day for each member with something to read, at half past eight
    DIGEST = "digest"
    # a process director pressed: code and date only
    ACTION_ESCALATED = "action_escalated"
    DELIVERY_QUESTION = "delivery_question"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERY_LATE = "delivery_late"
    REPLY_FAILED = "reply_failed"
    ACUTE_STALLED = "acute_stalled"
    SENDING_LAGS = "sending_lags"
    # nobody is on duty on the next working day; a week ahead it stands in the digest
    DUTY_GAP = "duty_gap"
    # days offered to one colleague, and the answer: in office hours
    DUTY_SWAP = "duty_swap"
    # today or on the next working day somebody has another duty; else it waits for the digest
    DUTY_CHANGE = "duty_change"
    # a drill is over: its times, to who started it
    DRILL_RESULT = "drill_result"
    # a colleague who is away within two working days named them; else it waits for the digest
    DEPUTY_NAMED = "deputy_named"
    # a colleague is asked to take over what is due within two days; else it waits for the digest
    HAND_OVER = "hand_over"
    # questions whether somebody knows a subject, on one card: by itself on the last day only
    ENQUIRIES = "enquiries"
    # whether an organisation takes a case on, when the promised day is near; else in the digest
    TAKEOVER = "takeover"
    # what an organisation contradicts, of a case discussed within two days; else in the digest
    AGREEMENT_CONTESTED = "agreement_contested"
    # a coordinator answered a question before a referral
    CONSULT = "consult"
    # several people referred together: to coordinators that they came, to who referred them where
    # it stands
    GROUP_ARRIVED = "group_arrived"
    GROUP_NEWS = "group_news"
    # an acute report is called incorrect while its session runs; else it waits for the digest
    REPORT_MARKED = "report_marked"


class Urgency(IntEnum):
    """Order of sending: acute before replies before agenda before the rest."""

    ACUTE = 0
    REPLY = 1
    AGENDA = 2
    ORDINARY = 3


class OnUnknown(StrEnum):
    """What to do when nobody knows whether a POST arrived (``reliability.md`` §1.4)."""

    ONCE_MORE = "once_more"
    STUB_FIRST = "stub_first"
    ASK = "ask"


class Carrier(StrEnum):
    """What brings a message to its recipient."""

    TEAMS = "teams"
    MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingWindow:
    """When a message may leave, in business time: not before ``opens_at``, not after ``closes_at``;
    None where there is no such bound.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None


ANY_TIME: Final = SendingWindow()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announced:
    """One message about one subject (an id, never content).

    ``business_key`` is unique: the same key is announced once, whatever happens.
    ``card`` names a card that is edited in place: the first notice posts it, later ones with the
    same ``card`` update it. ``due_at`` and ``expires_at`` are business times.
    """

    kind: NoticeKind
    subject: str
    business_key: str
    card: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def rule(self) -> "KindRule":
        """How urgent it is; what is of a drill lets everything else go first, and that it is late
        nobody is told.
        """
        rule = rule_for(self.kind)
        if not is_drill(self.subject):
            return rule
        return replace(rule, urgency=Urgency.ORDINARY, told_within=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNotice(_Announced):
    """A message to one member, in their own chat."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelNotice(_Announced):
    """A message to a channel, where everybody in it reads along."""

    channel: ChannelId


Notice = PrivateNotice | ChannelNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """How urgent one kind of message is, and what follows when its outcome is unknown.

    A message not sent ``lasts_within`` after it is due is told as failed; one not sent
    ``told_within`` is told as late, and still tried.
    """

    urgency: Urgency
    on_unknown: OnUnknown
    lasts_within: timedelta = timedelta(days=3)
    told_within: timedelta | None = None
    carrier: Carrier = Carrier.TEAMS


_ACUTE = KindRule(
    urgency=Urgency.ACUTE, on_unknown=OnUnknown.ONCE_MORE, told_within=timedelta(minutes=5)
)
_ALARM = KindRule(urgency=Urgency.ACUTE, on_unknown=OnUnknown.ONCE_MORE)
_ORDINARY = KindRule(urgency=Urgency.ORDINARY, on_unknown=OnUnknown.ASK)
# that something failed is heard twice rather than not at all
_OF_FAILURE = KindRule(urgency=Urgency.ORDINARY, on_unknown=OnUnknown.ONCE_MORE)
_REPLY = KindRule(
    urgency=Urgency.REPLY, on_unknown=OnUnknown.ONCE_MORE, lasts_within=timedelta(days=1)
)

_RULES: dict[NoticeKind, KindRule] = {
    NoticeKind.ACUTE_REPORT: _ACUTE,
    NoticeKind.ACUTE_RECEIPT: _ACUTE,
    NoticeKind.ACUTE_WAITS: _ACUTE,
    NoticeKind.ACUTE_UNJUDGED: _ACUTE,
    NoticeKind.ACUTE_ALARM: _ACUTE,
    NoticeKind.INVITATION: _ACUTE,
    NoticeKind.INVITATION_SILENT: _ACUTE,
    NoticeKind.SESSION_BOARD: _ACUTE,
    NoticeKind.SESSION_CLOSED: _ACUTE,
    NoticeKind.ACUTE_WITHDRAWN: _ACUTE,
    NoticeKind.SESSION_CALLED_OFF: _ACUTE,
    NoticeKind.SESSION_NOTES: _ACUTE,
    NoticeKind.ROOM: _ACUTE,
    NoticeKind.REPORT_MARKED: _ACUTE,
    NoticeKind.DELIVERY_LATE: _ALARM,
    # that an alarm about what stands still is late itself, nobody needs to hear
    NoticeKind.ACUTE_STALLED: _ALARM,
    NoticeKind.SENDING_LAGS: _ALARM,
    NoticeKind.DELIVERY_FAILED: _OF_FAILURE,
    NoticeKind.DELIVERY_QUESTION: _OF_FAILURE,
    NoticeKind.REPLY_FAILED: _OF_FAILURE,
    NoticeKind.AGENDA_POST: KindRule(urgency=Urgency.AGENDA, on_unknown=OnUnknown.STUB_FIRST),
    # a calendar knows a second copy by its id and number, and shows it once
    NoticeKind.OWN_TIMES_MAIL: KindRule(
        urgency=Urgency.ORDINARY, on_unknown=OnUnknown.ONCE_MORE, carrier=Carrier.MAIL
    ),
    # both are of use before the case is discussed, and a second copy does no harm
    NoticeKind.CALLED_IN: KindRule(urgency=Urgency.AGENDA, on_unknown=OnUnknown.ONCE_MORE),
    NoticeKind.TIME_MOVED: KindRule(urgency=Urgency.AGENDA, on_unknown=OnUnknown.ONCE_MORE),
    NoticeKind.ACUTE_LINE: KindRule(urgency=Urgency.AGENDA, on_unknown=OnUnknown.STUB_FIRST),
    NoticeKind.MEETING_NOW: KindRule(urgency=Urgency.AGENDA, on_unknown=OnUnknown.STUB_FIRST),
}


def read_kind(word: str | None) -> NoticeKind | None:
    """The kind of a stored message; None for a reply, and for a kind this program does not know."""
    return next((kind for kind in NoticeKind if kind == word), None)


def rule_for(kind: NoticeKind | None) -> KindRule:
    """Look up how urgent a kind is and what follows an unknown outcome; None is a reply."""
    return _REPLY if kind is None else _RULES.get(kind, _ORDINARY)


def kinds_that(on_unknown: OnUnknown) -> tuple[NoticeKind, ...]:
    """List the kinds that do this when the outcome of their POST is unknown."""
    return tuple(kind for kind in NoticeKind if rule_for(kind).on_unknown is on_unknown)
