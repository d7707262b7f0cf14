"""When the house looks at something again by itself. A timer holds no decision: when it is due, the
newest state of its subject decides what happens, and when to look next.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

_FIRST_AGAIN_WITHIN: Final = timedelta(seconds=15)
_LAST_AGAIN_WITHIN: Final = timedelta(hours=1)
_MOST_DOUBLINGS: Final = 8  # 15 seconds doubled eight times is more than an hour


class TimerKind(StrEnum):
    """What is looked at. One subject has at most one timer of a kind."""

    AGENDA = "agenda"
    AGENDA_DRAFT = "agenda_draft"
    ESCALATION = "escalation"
    OWN_TIMES = "own_times"
    ATTENDANCE_REQUEST = "attendance_request"
    # a case that turned red: its partners are asked whether they come, when that was asked before
    LATE_RED = "late_red"
    MEETING_RUN = "meeting_run"
    UNDELIVERED = "undelivered"
    DIALOG_DRAFT = "dialog_draft"
    CHECKPOINT = "checkpoint"
    AGREED_ACTION = "agreed_action"
    WRITTEN_ROUND = "written_round"
    MINUTES = "minutes"
    ROOM = "room"
    DUTY = "duty"
    # an offer of duty days that waits for its answer
    DUTY_SWAP = "duty_swap"
    DRILL = "drill"
    ACUTE_CHECK = "acute_check"
    CRITERIA = "criteria"
    SECOND_MEMBER = "second_member"
    # a case that rests is looked at again
    PAUSE = "pause"
    # a wish to reopen a case that waits for a second member
    REOPENING = "reopening"
    # whether a subject was informed
    INFORMING = "informing"
    # a place in a case that was given until a day
    CIRCLE = "circle"
    PLACES = "places"
    # which cases come to their end, each night, and the end of each
    RETENTION = "retention"
    DESTRUCTION = "destruction"
    CASE_DIRECTOR = "case_director"
    UNDIRECTED = "undirected"
    DEPARTURES = "departures"
    PROMISE = "promise"
    # who stands in for a member that is away
    DEPUTY = "deputy"
    # whether cases on the list of prioritised cases meet the criteria of today
    PRIORITY = "priority"
    # a colleague is asked to take over
    HAND_OVER = "hand_over"
    # a statement that is called incorrect and not answered
    INCORRECT = "incorrect"
    # a wish to merge two cases that waits for a second member
    MERGING = "merging"
    # a partner is asked whether they know a subject
    ENQUIRY = "enquiry"
    # an organisation is asked to take a case on
    TAKEOVER = "takeover"
    # organisations are asked whether they may be named to a referrer
    INVOLVED_ANSWER = "involved_answer"
    # an organisation that was named as having agreed and did not confirm it
    CONFIRMATION = "confirmation"
    # a referrer said something of what became of their referral
    REACTION = "reaction"
    # whoever referred a group was promised an answer
    GROUP_REFERRAL = "group_referral"
    # a question before a referral that waits, or is wiped
    CONSULT = "consult"
    # a signal that waits for its suppliers, or is over
    SIGNAL = "signal"
    SIGNAL_TO_WRITE = "signal_to_write"
    # a referrer still has to confirm what was written down with them on the telephone
    INTAKE_CONFIRMATION = "intake_confirmation"


# somebody looks at a window until this is done: it does not wait for the next tick
AWAITED: Final = frozenset({TimerKind.AGENDA_DRAFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A subject (an id, never content) is looked at when business time reaches ``due_at``.

    ``attempts`` counts how often it was tried in vain since it was set.
    """

    kind: TimerKind
    subject: str
    due_at: datetime
    attempts: int = 0


def push_forward(timer: Timer, now: datetime) -> Timer:
    """Try a timer again later: first after 15 seconds, then twice as late each time, at most an
    hour, so that a subject that cannot be handled costs little and is never given up.
    """
    doublings = min(timer.attempts, _MOST_DOUBLINGS)
    within = min(_FIRST_AGAIN_WITHIN * 2**doublings, _LAST_AGAIN_WITHIN)
    return replace(timer, due_at=now + within, attempts=timer.attempts + 1)
