"""The minutes of one case in one meeting or acute session: a concept until a process director
approves them; then who was at the table may object, and only after that they are shared (product
page §5 and §6; WGS art. 1.7(1)). Silence is agreement to sharing, and to nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import Involvement
from domain.agenda import AgendaItem
from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.discussion import DiscussionText
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId, MinutesId, OrganisationId
from domain.meeting_run import MeetingRun
from domain.stoplight import Colour

# minutes that nobody approves or decides on are brought up after so many working days
WAITS_WORKING_DAYS: Final = 2
_TAKES_PART: Final = frozenset({
    Involvement.CIRCLE,
    Involvement.REFERRER,
    Involvement.REFERRER_IN_CIRCLE,
})  # fmt: skip


class NothingSaidError(InvalidInputError):
    """Write down at least one of picture, judgement and decision."""

    text_key: ClassVar[str] = "minutes.nothing_said"


class NotWaitingError(RuleBrokenError):
    """These minutes do not wait for that now."""

    text_key: ClassVar[str] = "minutes.not_waiting"


class WindowClosedError(RuleBrokenError):
    """The days in which one can object to these minutes are over."""

    text_key: ClassVar[str] = "minutes.window_closed"


class NoObjectionReasonError(InvalidInputError):
    """Say why these minutes should not be shared."""

    text_key: ClassVar[str] = "minutes.no_objection_reason"


class MinutesSource(StrEnum):
    """What minutes are of."""

    MEETING = "meeting"
    SESSION = "session"


class MinutesState(StrEnum):
    """How far minutes are. OBJECTABLE: approved, and who was there may still object."""

    CONCEPT = "concept"
    OBJECTABLE = "objectable"
    OBJECTED = "objected"
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A meeting or session of which there may be minutes, by its id; and its day."""

    source: MinutesSource
    said_in: str
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """An organisation that was at the table, and the member who was called to speak for it."""

    organisation: OrganisationId
    called: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedAction:
    """What was agreed in the meeting, as it stood when the minutes were approved."""

    what: str
    owner: MemberId
    organisation: OrganisationId
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesContent:
    """What minutes say."""

    text: DiscussionText
    colour: Colour | None
    review_on: date | None
    agreed: tuple[MinutedAction, ...]
    present: tuple[OrganisationId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The colour of a case and its next review, as the table left them."""

    colour: Colour | None
    review_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Where the minutes of a case are, without their text; ``said_in`` is the id of the meeting or
    session.

    ``edition`` is the last one that was approved and ``shared_edition`` the one that is read; 0 for
    none. ``suppliers`` and ``until_on`` (the last day to object) are of the last edition.
    ``waits_since`` is the day from which a process director is waited for. ``changed_by`` is None
    when the clock shared them.
    """

    id: MinutesId
    case: CaseId
    source: MinutesSource
    said_in: str
    held_on: date
    state: MinutesState
    version: int
    settled: Settled
    waits_since: date
    changed_by: MemberId | None
    changed_at: datetime
    edition: int = 0
    shared_edition: int = 0
    suppliers: tuple[Supplier, ...] = ()
    until_on: date | None = None
    shared_at: datetime | None = None

    def may_object(self, on: date) -> bool:
        """Tell whether somebody who was at the table can still object."""
        is_open = self.state in {MinutesState.OBJECTABLE, MinutesState.OBJECTED}
        return is_open and self.until_on is not None and on <= self.until_on


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesEdition:
    """Minutes as a process director approved them."""

    minutes: MinutesId
    case: CaseId
    number: int
    approved_by: MemberId
    approved_at: datetime
    content: MinutesContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why somebody who was at the table does not want an edition to be shared."""

    minutes: MinutesId
    case: CaseId
    edition: int
    member: MemberId
    organisation: OrganisationId
    objected_at: datetime
    reason: str


def is_blank(text: DiscussionText) -> bool:
    """Tell whether nothing was typed of what was said."""
    return not (text.facts or text.picture or text.judgement or text.decision)


def begin_minutes(
    known_as: MinutesId, case: CaseId, occasion: Occasion, settled: Settled, signed: Signature
) -> Minutes:
    """Begin the concept of minutes, once something was typed."""
    return Minutes(
        id=known_as,
        case=case,
        source=occasion.source,
        said_in=occasion.said_in,
        held_on=occasion.held_on,
        state=MinutesState.CONCEPT,
        version=1,
        settled=settled,
        waits_since=occasion.held_on,
        changed_by=signed.by,
        changed_at=signed.at,
    )


def rewrite(minutes: Minutes, settled: Settled, signed: Signature) -> Minutes:
    """Minutes whose text changed: what was approved before waits to be approved anew."""
    is_concept = minutes.state is MinutesState.CONCEPT
    return replace(
        minutes,
        state=MinutesState.CONCEPT,
        settled=settled,
        waits_since=minutes.waits_since if is_concept else signed.on,
        changed_by=signed.by,
        changed_at=signed.at,
    )


def approve(
    minutes: Minutes,
    content: MinutesContent,
    suppliers: Sequence[Supplier],
    until_on: date,
    signed: Signature,
) -> tuple[Minutes, MinutesEdition]:
    """Approve a concept: who was at the table may object until a day, that day included; without
    anybody at the table it is shared at once.

    Raises NotWaitingError for what is no concept, NothingSaidError for one without text.
    """
    if minutes.state is not MinutesState.CONCEPT:
        raise NotWaitingError
    if is_blank(content.text):
        raise NothingSaidError
    edition = MinutesEdition(
        minutes=minutes.id,
        case=minutes.case,
        number=minutes.edition + 1,
        approved_by=signed.by,
        approved_at=signed.at,
        content=content,
    )
    approved = replace(
        minutes,
        state=MinutesState.OBJECTABLE,
        edition=edition.number,
        suppliers=tuple(suppliers),
        until_on=until_on,
        changed_by=signed.by,
        changed_at=signed.at,
    )
    return (approved if suppliers else _share(approved, signed.at, signed.by)), edition


def note_objection(minutes: Minutes, signed: Signature) -> Minutes:
    """Stop the sharing until a process director decides; WindowClosedError when it is too late."""
    if not minutes.may_object(signed.on):
        raise WindowClosedError
    return replace(
        minutes,
        state=MinutesState.OBJECTED,
        waits_since=signed.on,
        changed_by=signed.by,
        changed_at=signed.at,
    )


def share_despite(minutes: Minutes, signed: Signature) -> Minutes:
    """Share all the same what somebody objected to, once the others had their days to object.

    Raises NotWaitingError when nobody objects.
    """
    if minutes.state is not MinutesState.OBJECTED:
        raise NotWaitingError
    if minutes.may_object(signed.on):
        return replace(
            minutes,
            state=MinutesState.OBJECTABLE,
            changed_by=signed.by,
            changed_at=signed.at,
        )
    return _share(minutes, signed.at, signed.by)


def end_window(minutes: Minutes, at: datetime, on: date) -> Minutes:
    """Share what nobody objects to after its last day; anything else stays as it is."""
    is_open = minutes.state is MinutesState.OBJECTABLE and not minutes.may_object(on)
    return _share(minutes, at, None) if is_open else minutes


def lapse(minutes: Minutes, at: datetime, on: date) -> Minutes:
    """What was approved of a case that left the house meanwhile is a concept again: nothing is
    shared without somebody who looks once more.
    """
    return replace(
        minutes, state=MinutesState.CONCEPT, waits_since=on, changed_by=None, changed_at=at
    )


def _share(minutes: Minutes, at: datetime, by: MemberId | None) -> Minutes:
    return replace(
        minutes,
        state=MinutesState.SHARED,
        shared_edition=minutes.edition,
        shared_at=at,
        changed_by=by,
        changed_at=at,
    )


def waits_for_director(minutes: Minutes) -> bool:
    """Tell whether a process director has to approve or decide."""
    return minutes.state in {MinutesState.CONCEPT, MinutesState.OBJECTED}


def overdue_on(minutes: Minutes, calendar: HouseCalendar) -> date:
    """From which day a process director is reminded of minutes that wait."""
    return calendar.add_working_days(minutes.waits_since, WAITS_WORKING_DAYS)


def is_supplier(
    minutes: Minutes, member: MemberId, organisation: OrganisationId, stands: Involvement
) -> bool:
    """Tell whether a member speaks for an organisation that was at the table: by a place in the
    case, or because they were called. Who gave a place up does not; a place in an acute session is
    over when there are minutes of it, and who came to it did not give it up.
    """
    at_table = [one for one in minutes.suppliers if one.organisation == organisation]
    is_given_up = stands is Involvement.FORMER and minutes.source is not MinutesSource.SESSION
    if is_given_up or not at_table:
        return False
    return stands in _TAKES_PART or any(one.called == member for one in at_table)


def find_present(run: MeetingRun, item: AgendaItem, at: datetime) -> tuple[OrganisationId, ...]:
    """The organisations at the table while a case was discussed; when nobody kept its time, those
    it was planned with.
    """
    held = next((one for one in run.cases if one.case == item.case), None)
    if held is None or held.started_at is None:
        return tuple(sorted(set(item.required)))
    began, ended = held.started_at, held.ended_at or at
    return _sort(
        one.organisation
        for one in run.presences
        if one.from_at <= ended and (one.until_at is None or one.until_at > began)
    )


def _sort(organisations: Iterable[OrganisationId]) -> tuple[OrganisationId, ...]:
    return tuple(sorted(set(organisations)))
