"""What may be shown of an agenda, and to whom: the coordinators see the draft, the channel codes
and times, a member only the own times. Read when a message is sent, from the newest state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.access import Action, Standing
from domain.agenda import Agenda, AgendaItem, AgendaState
from domain.agenda_change import find_moved_from
from domain.agenda_picture import name_content
from domain.agenda_proposal import FIXED
from domain.agenda_wish import KeptWish
from domain.calendar_entry import Hours, join_hours
from domain.identifiers import CaseId, ChannelTitle, MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.meeting_kind import KindsHeld
from domain.member import Actor, Language
from domain.planning import Reason
from domain.policy import decide_access
from domain.sight import SeenPart, Sight
from domain.written_round import WrittenRound
from services.access import require
from services.agenda.notices import (
    find_needed,
    find_own_items,
    find_unattended,
    find_unrepresented,
)
from services.agenda.wishes import read_standing
from services.linked_case import LinkedPair, find_linked_pairs
from services.meeting_kind import name_kind_of
from services.moment import Context, Moment, Reading

LATE_AFTER: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRights:
    """What a coordinator may do with a draft."""

    change: bool
    approve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WishView:
    """What is wanted of a case in the meeting, and the name of who wants it."""

    kept: KeptWish
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaView:
    """One meeting and its agenda for a coordinator; ``agenda`` is None before the first draft.

    ``names`` are the organisations required, ``unrepresented`` those of whom nobody has a place,
    ``others`` the meetings beside this one, ``picture`` a PNG of this very draft,
    None without one, ``kind`` what kind of meeting it is where there are several, ``kinds`` those
    of the house. ``has_proposal`` when a change of what was approved is to be decided on,
    ``changed_by`` who moved the meeting or called it off. ``rounds`` are the written rounds that
    run of the cases without a place. ``undirected`` is how many cases of a draft nobody directs.
    ``unattended`` are those of whom all with a place are away, without a deputy, ``linked`` the
    cases of a draft that are linked with each other.
    """

    meeting: Meeting
    agenda: Agenda | None
    names: Mapping[OrganisationId, str]
    unrepresented: tuple[str, ...]
    approved_by: str
    is_being_drafted: bool
    may: DraftRights
    others: tuple[Meeting, ...] = ()
    picture: bytes | None = None
    wishes: tuple[WishView, ...] = ()
    kind: str = ""
    kinds: KindsHeld = field(default_factory=KindsHeld)
    is_over: bool = False
    has_proposal: bool = False
    has_begun: bool = False
    changed_by: str = ""
    rounds: Mapping[CaseId, WrittenRound] = field(default_factory=dict)
    undirected: int = 0
    unattended: tuple[str, ...] = ()
    linked: tuple[LinkedPair, ...] = ()

    @property
    def can_change(self) -> bool:
        """Tell whether cases can be changed: in a draft, and in what was approved until the meeting
        ends.
        """
        state = self.agenda.state if self.agenda else None
        is_open = state is AgendaState.DRAFT or state in FIXED
        return is_open and not self.meeting.is_cancelled and not self.is_over

    def name(self, organisation: OrganisationId) -> str:
        """The name of an organisation, also of one that left the house."""
        return self.names.get(organisation, organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedView:
    """What a channel may be shown; ``late_at`` is set when the agenda comes after its hour, and
    was not changed since, ``title`` when the house gives that kind of meeting one.
    """

    meeting: Meeting
    agenda: Agenda
    late_at: datetime | None
    title: ChannelTitle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTimesView:
    """When one member is needed in one meeting, and for which cases: of those they may open only.
    Without any they are not needed any more.
    ``moved_from`` is when the meeting was to begin, when that was another time. ``sights`` are what
    it shows, for the record, ``kind`` what kind of meeting it is where there are several.
    """

    meeting: Meeting
    items: tuple[AgendaItem, ...]
    sights: tuple[Sight, ...] = ()
    moved_from: datetime | None = None
    kind: str = ""

    @property
    def blocks(self) -> Hours:
        """From when until when the member is needed, each time they come to the table."""
        return join_hours(self.items)


async def read_draft(reading: Reading, meeting_id: MeetingId) -> AgendaView | None:
    """What a coordinator is sent of a draft; None once it is of no use or the role is gone."""
    meeting = await reading.uow.meetings.get(meeting_id)
    view = await _view_for_recipient(reading, meeting)
    return view if view and view.agenda and reading.now < meeting.starts_at else None


async def read_not_posted(reading: Reading, meeting_id: MeetingId) -> AgendaView | None:
    """What a coordinator hears about an agenda that was not posted; None when it was after all."""
    view = await _view_for_recipient(reading, await reading.uow.meetings.get(meeting_id))
    is_well = view and view.agenda and view.agenda.state in FIXED
    return None if is_well else view


async def _view_for_recipient(reading: Reading, meeting: Meeting) -> AgendaView | None:
    """Only coordinators may look, and only who may prepare the agenda gets its buttons."""
    actor = await reading.form_actor(reading.recipient)
    if not decide_access(Action.VIEW_LIST, actor, None).is_allowed:
        return None
    may = DraftRights(
        change=decide_access(Action.PREPARE_AGENDA, actor, None).is_allowed,
        approve=decide_access(Action.APPROVE_AGENDA, actor, None).is_allowed,
    )
    agenda = await reading.uow.meetings.agenda(meeting.id)
    return await form_view(reading, meeting, agenda, may=may, reader=actor)


async def read_posted(moment: Moment, meeting_id: MeetingId) -> PostedView | None:
    """What the channel is shown of an agenda; None unless it was approved and posted."""
    meeting = await moment.uow.meetings.get(meeting_id)
    agenda = await moment.uow.meetings.agenda(meeting_id)
    if agenda is None or agenda.state is not AgendaState.POSTED:
        return None
    is_late = moment.now > meeting.posts_at + LATE_AFTER and not agenda.changed_at
    kind = (await moment.uow.schedules.kinds()).find(meeting.kind)
    return PostedView(
        meeting=meeting,
        agenda=agenda,
        late_at=moment.now if is_late else None,
        title=kind.title if kind else None,
    )


async def read_own_times(reading: Reading, meeting_id: MeetingId) -> OwnTimesView | None:
    """When a member is needed, or that they are not any more because the agenda changed; None when
    they are not for another reason.
    """
    meeting = await reading.uow.meetings.get(meeting_id)
    actor = await reading.form_actor(reading.recipient)
    view = await _form_own_times(reading, actor, meeting)
    if view is None and await _is_told_to_stay_away(reading, meeting_id):
        return OwnTimesView(meeting=meeting, items=())
    return view


async def _is_told_to_stay_away(reading: Reading, meeting_id: MeetingId) -> bool:
    agenda = await reading.uow.meetings.agenda(meeting_id)
    told = agenda.told if agenda else ()
    return any(one.member == reading.recipient.id and not one.hours for one in told)


async def list_times_of(ctx: Context) -> tuple[OwnTimesView, ...]:
    """List when the actor is needed in each meeting to come whose agenda was posted; the cases
    that are named go on record.
    """
    require(ctx, Action.VIEW_OWN)
    posted = await ctx.uow.meetings.posted(ctx.now)
    views = [await _form_own_times(ctx, ctx.actor, meeting) for meeting in posted]
    await ctx.record_seen(*(sight for view in views if view for sight in view.sights))
    return tuple(view for view in views if view)


async def list_near_times(reading: Reading) -> tuple[OwnTimesView, ...]:
    """List when a member is needed today and on the next working day."""
    until = reading.calendar.add_working_days(reading.today, 1)
    posted = await reading.uow.meetings.posted(reading.now)
    near = [one for one in posted if reading.day_of(one.starts_at) <= until]
    actor = await reading.form_actor(reading.recipient)
    views = [await _form_own_times(reading, actor, meeting) for meeting in near]
    return tuple(view for view in views if view)


async def _form_own_times(moment: Moment, actor: Actor, meeting: Meeting) -> OwnTimesView | None:
    agenda = await moment.uow.meetings.agenda(meeting.id)
    if agenda is None or agenda.state is not AgendaState.POSTED:
        return None
    needed = await find_needed(moment, agenda, moment.day_of(meeting.starts_at))
    own = find_own_items(agenda, needed, actor.id)
    standings = await _stand(moment, actor, own)
    asked = {
        one.case: decide_access(Action.VIEW_CASE, actor, standings[one.case]).ground for one in own
    }
    grounds = {case: ground for case, ground in asked.items() if ground}
    if not grounds:
        return None
    return OwnTimesView(
        meeting=meeting,
        items=tuple(one for one in own if one.case in grounds),
        moved_from=find_moved_from(meeting, agenda),
        kind=await name_kind_of(moment, meeting),
        sights=tuple(
            Sight(part=SeenPart.OVERVIEW, ground=ground, case_id=case)
            for case, ground in grounds.items()
        ),
    )


async def _stand(
    moment: Moment, actor: Actor, items: Sequence[AgendaItem]
) -> Mapping[CaseId, Standing]:
    """How a member stands to each of these cases now."""
    cases = await moment.uow.cases.known({item.case for item in items}) if items else ()
    found = await moment.uow.cases.involvements([case.id for case in cases], actor.id)
    return {one.id: Standing(involvement=found[one.id], state=one.state) for one in cases}


async def form_view(
    moment: Moment,
    meeting: Meeting,
    agenda: Agenda | None,
    *,
    may: DraftRights,
    reader: Actor,
    others: Sequence[Meeting] = (),
) -> AgendaView:
    """Put together what a coordinator sees of one meeting and its agenda."""
    names = {one.id: one.name for one in await moment.uow.people.organisations()}
    missing, gone = await _find_missing(moment, meeting, agenda) if agenda else ((), ())
    kinds = await moment.uow.schedules.kinds()
    approver, changer = agenda.approved_by if agenda else None, meeting.changed_by
    return AgendaView(
        meeting=meeting,
        agenda=agenda,
        names=names,
        unrepresented=tuple(names.get(one, one) for one in missing),
        approved_by=(await moment.uow.people.member(approver)).name if approver else "",
        is_being_drafted=meeting.redraft_of == (agenda.version if agenda else 0),
        may=may,
        others=tuple(others),
        picture=await _find_picture(moment, agenda, reader.member.language),
        wishes=await view_wishes(moment, meeting),
        is_over=moment.now >= meeting.ends_at,
        has_proposal=await _has_proposal(moment, meeting, agenda),
        has_begun=moment.now >= meeting.starts_at,
        changed_by=(await moment.uow.people.member(changer)).name if changer else "",
        kind=kinds.tell_apart(meeting.kind),
        kinds=kinds,
        rounds=await _find_rounds(moment, agenda) if agenda else {},
        undirected=await _count_undirected(moment, agenda),
        unattended=tuple(names.get(one, one) for one in gone),
        linked=await _find_linked(moment, agenda, reader),
    )


async def _find_linked(
    moment: Moment, agenda: Agenda | None, reader: Actor
) -> tuple[LinkedPair, ...]:
    """Which cases of a draft are linked with each other, as far as its reader may see that."""
    if agenda is None or agenda.state is not AgendaState.DRAFT:
        return ()
    return await find_linked_pairs(moment, reader, {one.case: one.code for one in agenda.items})


async def _count_undirected(moment: Moment, agenda: Agenda | None) -> int:
    """How many cases of a draft nobody directs."""
    if agenda is None or agenda.state is not AgendaState.DRAFT:
        return 0
    return await moment.uow.cases.count_undirected({item.case for item in agenda.items})


async def _find_rounds(moment: Moment, agenda: Agenda) -> Mapping[CaseId, WrittenRound]:
    unplanned = [one.case for one in agenda.left_out if one.reason is Reason.WRITTEN_PROCEDURE]
    found = await moment.uow.written_rounds.newest_of(unplanned)
    return {case: held for case, held in found.items() if held.is_open}


async def _find_picture(moment: Moment, agenda: Agenda | None, language: Language) -> bytes | None:
    """The picture of a draft; None for a draft that is another than what was drawn."""
    if agenda is None or agenda.state is not AgendaState.DRAFT:
        return None
    drawn = await moment.uow.agenda_pictures.get(agenda.meeting, language)
    is_this = drawn and drawn.shows == name_content(agenda.items, agenda.breaks)
    return drawn.image if drawn and is_this else None


async def view_wishes(moment: Moment, meeting: Meeting) -> tuple[WishView, ...]:
    """What is wanted of the cases of a meeting, and by whom."""
    standing = await read_standing(moment, meeting)
    people = moment.uow.people
    return tuple([WishView(kept=one, by=(await people.member(one.by)).name) for one in standing])


async def _has_proposal(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> bool:
    if agenda is None or agenda.state not in FIXED:
        return False
    proposal = await moment.uow.agenda_proposals.get(meeting.id)
    return proposal is not None and proposal.is_undecided


async def _find_missing(
    moment: Moment, meeting: Meeting, agenda: Agenda
) -> tuple[Sequence[OrganisationId], Sequence[OrganisationId]]:
    """Of which partners nobody may open a case, and of which all who may are away."""
    needed = await find_needed(moment, agenda, moment.day_of(meeting.starts_at))
    gone = await find_unattended(moment, meeting, agenda, needed)
    return find_unrepresented(agenda, needed), gone
