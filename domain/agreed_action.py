"""What somebody promised to do about a case, in a meeting, in an acute session or under the plan:
who, by when, what came of it, and when it is asked after (product page §7).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.errors import InvalidInputError
from domain.identifiers import ActionId, CaseId, MemberId, OrganisationId

_REMINDED_BEFORE: Final = timedelta(days=3)
# a case in another state left the house, and nobody is asked about it any more
TREATED: Final = frozenset({
    CaseState.PURPOSE_TESTED,
    CaseState.ADVICE_OR_SIGNAL,
    CaseState.TAKEN_UP,
    CaseState.PAUSED,
})  # fmt: skip
# the process director is asked only after this many reminders without an answer
FEWEST_REMINDERS: Final = 2


class NothingAgreedError(InvalidInputError):
    """Say what was agreed."""

    text_key: ClassVar[str] = "agreed_action.nothing_agreed"


class PastDueDateError(InvalidInputError):
    """An agreement is for today or later."""

    text_key: ClassVar[str] = "agreed_action.in_the_past"


class DayOffError(InvalidInputError):
    """An agreement is due on a working day."""

    text_key: ClassVar[str] = "agreed_action.day_off"


class ActionSource(StrEnum):
    """Where an action was agreed."""

    SESSION = "session"
    MEETING = "meeting"
    PLAN = "plan"


class ActionState(StrEnum):
    """What came of an action. NOT_POSSIBLE: the circumstances changed, so that nobody failed."""

    OPEN = "open"
    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    NOT_DONE = "not_done"


ACTION_ANSWERS: Final = (ActionState.DONE, ActionState.NOT_POSSIBLE, ActionState.NOT_DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionWish:
    """What is to be agreed; ``said_in`` is the id of the session or meeting it was said in."""

    what: str
    owner: MemberId
    due_on: date
    source: ActionSource
    said_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAction:
    """An action without its text: what reminders and lists need.

    ``dated_on`` is the day its date was set; ``version`` grows with what people do, not with a
    reminder. ``asked`` is the process director who has to decide how it goes on; ``told_to`` the
    manager who heard of it.
    """

    id: ActionId
    case: CaseId
    owner: MemberId
    organisation: OrganisationId
    due_on: date
    source: ActionSource
    state: ActionState
    version: int
    agreed_by: MemberId
    dated_on: date
    changed_by: MemberId
    changed_at: datetime
    said_in: str | None = None
    reminders: int = 0
    reminded_on: date | None = None
    asked: MemberId | None = None
    told_to: MemberId | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody said yet what came of it."""
        return self.state is ActionState.OPEN

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is left to do; what was not done may still get a new date."""
        return self.state in {ActionState.DONE, ActionState.NOT_POSSIBLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedAction(StandingAction):
    """An action with its text, and what was added to the answer."""

    what: str
    note: str = ""


class ActionStepKind(StrEnum):
    """What the house does about an open action."""

    REMIND = "remind"
    ASK_DIRECTOR = "ask_director"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStep:
    """What happens next, and on which day."""

    kind: ActionStepKind
    on: date


def form_action(
    known_as: ActionId,
    case: CaseId,
    organisation: OrganisationId,
    wish: ActionWish,
    signed: Signature,
    calendar: HouseCalendar,
) -> AgreedAction:
    """Put down one action for an owner of this organisation.

    Raises NothingAgreedError without a text, PastDueDateError for a day before today, DayOffError
    for one on which nobody works.
    """
    if not wish.what.strip():
        raise NothingAgreedError
    require_due_date(wish.due_on, signed.on, calendar)
    return AgreedAction(
        id=known_as,
        case=case,
        owner=wish.owner,
        organisation=organisation,
        due_on=wish.due_on,
        source=wish.source,
        state=ActionState.OPEN,
        version=1,
        agreed_by=signed.by,
        dated_on=signed.on,
        changed_by=signed.by,
        changed_at=signed.at,
        said_in=wish.said_in,
        what=wish.what.strip(),
    )


def require_due_date(due_on: date, today: date, calendar: HouseCalendar) -> None:
    """Refuse a day before today, or one on which nobody works."""
    if due_on < today:
        raise PastDueDateError
    if not calendar.is_working_day(due_on):
        raise DayOffError


def note_outcome(
    action: AgreedAction, state: ActionState, note: str, by: Signature
) -> AgreedAction:
    """Say what came of an action, with a note when there is something to add."""
    return replace(
        action, state=state, note=note.strip(), asked=None, changed_by=by.by, changed_at=by.at
    )


def move_due_date(
    action: AgreedAction, due_on: date, by: Signature, calendar: HouseCalendar
) -> AgreedAction:
    """Give an action a new date; it is open again, and reminded of as if it were agreed now.

    Raises PastDueDateError and DayOffError.
    """
    require_due_date(due_on, by.on, calendar)
    return replace(
        action,
        state=ActionState.OPEN,
        due_on=due_on,
        dated_on=by.on,
        reminders=0,
        reminded_on=None,
        asked=None,
        told_to=None,
        changed_by=by.by,
        changed_at=by.at,
    )


def hand_over(
    action: AgreedAction, owner: MemberId, organisation: OrganisationId, by: Signature
) -> AgreedAction:
    """Give an action another owner; it is open again, and reminded of as if it were agreed now."""
    return replace(
        action,
        owner=owner,
        organisation=organisation,
        state=ActionState.OPEN,
        dated_on=by.on,
        reminders=0,
        reminded_on=None,
        asked=None,
        told_to=None,
        changed_by=by.by,
        changed_at=by.at,
    )


def plan_step(action: StandingAction, calendar: HouseCalendar) -> ActionStep | None:
    """Plan what happens next to an open action that nobody answers: reminders three days before
    its date, on it and a working day after it, two at least; then the process director is asked,
    once. None when there is nothing left to do.
    """
    if not action.is_open or action.asked is not None:
        return None
    since = action.reminded_on or action.dated_on
    to_come = [day for day in _reminder_days(action.due_on, calendar) if day > since]
    if to_come:
        return ActionStep(kind=ActionStepKind.REMIND, on=to_come[0])
    is_enough = action.reminders >= FEWEST_REMINDERS
    kind = ActionStepKind.ASK_DIRECTOR if is_enough else ActionStepKind.REMIND
    return ActionStep(kind=kind, on=calendar.add_working_days(max(since, action.due_on), 1))


def _reminder_days(due_on: date, calendar: HouseCalendar) -> list[date]:
    before = calendar.working_day_from(due_on - _REMINDED_BEFORE)
    return [before, due_on, calendar.add_working_days(due_on, 1)]


def needs_attention(action: StandingAction, on: date, calendar: HouseCalendar) -> bool:
    """Tell whether the first day to think of an open action has come, or it is new."""
    is_new = on <= calendar.add_working_days(action.dated_on, 1)
    return action.is_open and (is_new or _reminder_days(action.due_on, calendar)[0] <= on)


def remind(action: StandingAction, on: date) -> StandingAction:
    """Count a reminder; what was missed before it is not made up for."""
    return replace(action, reminders=action.reminders + 1, reminded_on=on)


def escalate(action: AgreedAction, manager: MemberId, by: Signature) -> AgreedAction:
    """Let a manager hear of an open action: its code and date, and no more."""
    return replace(action, told_to=manager, changed_by=by.by, changed_at=by.at)
