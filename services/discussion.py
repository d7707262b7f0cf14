"""One page per case for who chairs a meeting and who types for them: what was agreed before, and
what is said and settled now. Saving it agrees the actions, sets the colour and moves the review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.access import Action
from domain.agenda import AgendaItem, AgendaState
from domain.agreed_action import ActionWish, AgreedAction
from domain.agreement import Agreement, Signature
from domain.audit import AuditEvent
from domain.case import Case, CirclePlace, CircleReason
from domain.case_circle import Involving
from domain.colour import ColourDecision, ColourWish
from domain.contribution_access import ContributionUse
from domain.discussion import (
    Discussion,
    DiscussionText,
    NotADirectorError,
    NotAtTableError,
    form_discussion,
    require_review,
)
from domain.identifiers import CaseId, MeetingId, MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun, Progress
from domain.meeting_run_presence import list_seated_during
from domain.meeting_run_steps import AgendaNotPostedError, MeetingOverError, sit
from domain.member import Member, Role
from domain.minutes import MinutesSource, Occasion
from domain.plan_of_action import PlanOfAction
from domain.referral import Referral
from domain.sight import SeenPart
from services.access import Permit, not_involved, require_case, require_role
from services.agreed_action import NotInvolvedOwnerError, agree_action
from services.colour import apply_colour
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree, find_seated_among
from services.contribution_reading import ContributionView, read_contributions
from services.guarding import list_directors
from services.joining import let_join
from services.minutes import note_minutes
from services.moment import Context
from services.partners import find_judges, find_representatives
from services.rotation import note_discussed

_HELD: Final = frozenset({Progress.NOW, Progress.DISCUSSED})
_PARTS: Final = (
    SeenPart.STORY,
    SeenPart.ACTIONS,
    SeenPart.DISCUSSION,
    SeenPart.COLOUR,
    SeenPart.PLAN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionToWrite:
    """A case that is or was at the table, for who writes down what was said of it. ``newest`` is
    what was saved last; None when nothing was yet.
    """

    permit: Permit
    meeting: Meeting
    item: AgendaItem
    run: MeetingRun
    newest: Discussion | None

    @property
    def case(self) -> Case:
        """The case that is discussed."""
        return self.permit.case

    @property
    def number(self) -> int:
        """How often the page was saved."""
        return self.newest.number if self.newest else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundView:
    """What is read before a case is discussed: what is still open, what came of the rest since it
    was discussed last, what was decided then, why it is here, what partners contributed, its colour
    and its plan.
    """

    referral: Referral
    actions: tuple[AgreedAction, ...]
    answered: tuple[AgreedAction, ...]
    before: Discussion | None
    newest: Discussion | None
    colours: tuple[ColourDecision, ...]
    plan: PlanOfAction | None
    names: Mapping[MemberId, str]
    contributions: tuple[ContributionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionOutcome:
    """What the table settled about a case. Without ``colour`` it stays as it is; ``decided_by`` is
    the process director who decides on it; without ``review_on`` the colour's own term counts;
    ``consent`` is who agreed to whoever gets a place.
    """

    text: DiscussionText
    actions: tuple[ActionWish, ...] = ()
    colour: ColourWish | None = None
    decided_by: MemberId | None = None
    review_on: date | None = None
    consent: Consent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsAtTable:
    """Who needs no new place in the case at the table, and the public participants that were there
    while it was discussed.
    """

    seated: frozenset[OrganisationId]
    involved: frozenset[MemberId]
    judges: tuple[OrganisationId, ...]


async def open_discussion(
    ctx: Context, meeting_id: MeetingId, case_id: CaseId
) -> DiscussionToWrite:
    """Find a case of a meeting to write down what is said of it.

    Raises RefusedError, also for a case that is not on the agenda, MeetingOverError,
    AgendaNotPostedError, NotAtTableError.
    """
    require_role(ctx, Action.DISCUSS_CASE)
    meeting = await ctx.uow.meetings.get(meeting_id)
    case = await ctx.uow.cases.get(case_id)
    permit = await require_case(ctx, Action.DISCUSS_CASE, case)
    agenda = await ctx.uow.meetings.agenda(meeting_id)
    if agenda is None or agenda.state is not AgendaState.POSTED:
        raise AgendaNotPostedError
    item = next((one for one in agenda.items if one.case == case_id), None)
    if item is None:
        raise not_involved(Action.DISCUSS_CASE, case_id)
    if ctx.now > sit(meeting, ctx.now).closes_at:
        raise MeetingOverError
    run = await ctx.uow.meeting_runs.get(meeting_id)
    if run is None or run.progress_of(case_id) not in _HELD:
        raise NotAtTableError
    newest = await ctx.uow.discussions.newest(case_id, meeting_id)
    return DiscussionToWrite(permit=permit, meeting=meeting, item=item, run=run, newest=newest)


async def record_discussion_seen(ctx: Context, held: DiscussionToWrite) -> None:
    """Put on record that what was said of a case is seen by who writes it down."""
    held.permit.case_for(ctx, Action.DISCUSS_CASE)
    await ctx.record_seen(held.permit.sight(SeenPart.DISCUSSION))


async def view_background(ctx: Context, held: DiscussionToWrite) -> BackgroundView:
    """Show what the table needs of a case, to who chairs or types."""
    case = held.permit.case_for(ctx, Action.DISCUSS_CASE)
    await ctx.record_seen(*(held.permit.sight(part) for part in _PARTS))
    agreed = await ctx.uow.agreed_actions.of_case(case.id)
    before = await ctx.uow.discussions.before(case.id, held.meeting.id)
    colours = await ctx.uow.colours.history(case.id)
    named = {
        *(one.owner for one in agreed),
        *(one.standing.set_by for one in colours),
        *(one.written_by for one in (before, held.newest) if one),
    }
    return BackgroundView(
        referral=await ctx.uow.cases.referral(case.id),
        actions=tuple(one for one in agreed if one.is_open),
        answered=tuple(_answered_since(agreed, before)),
        before=before,
        newest=held.newest,
        colours=tuple(colours),
        plan=await ctx.uow.plans_of_action.newest(case.id),
        names=await ctx.uow.people.names(named),
        contributions=tuple(await read_contributions(ctx, held.permit, ContributionUse.TABLE)),
    )


def _answered_since(
    agreed: Sequence[AgreedAction], before: Discussion | None
) -> Sequence[AgreedAction]:
    """What was answered since the case was discussed last, the newest first."""
    answered = [one for one in agreed if not one.is_open]
    found = [one for one in answered if before is None or one.changed_at >= before.written_at]
    return sorted(found, key=lambda one: one.changed_at, reverse=True)


async def list_takers(ctx: Context, held: DiscussionToWrite) -> Sequence[Member]:
    """List who can take on something about the case: who is involved in it, who speaks for a
    required organisation that is present, and the process director who asks.
    """
    case = held.permit.case_for(ctx, Action.DISCUSS_CASE)
    await ctx.record_seen(held.permit.sight(SeenPart.CIRCLE))
    places = await ctx.uow.cases.circle(case.id)
    present = {one.organisation for one in held.run.presences} & set(held.item.required)
    speakers = await find_representatives(ctx, present)
    asking = {ctx.actor.id} if Role.PROCESS_DIRECTOR in ctx.actor.roles else set()
    found = {
        *(place.member for place in places),
        *(one.id for seats in speakers.values() for one in seats),
        *asking,
    }
    members = (await ctx.uow.people.by_ids(sorted(found))).values()
    return sorted(
        (one for one in members if one.roles(ctx.today)), key=lambda one: (one.name, one.id)
    )


async def find_seats_at_table(ctx: Context, held: DiscussionToWrite) -> SeatsAtTable:
    """Find who gets no new place by what is settled, and who can have agreed at the table to those
    who do.
    """
    case = held.permit.case_for(ctx, Action.DISCUSS_CASE)
    present = list_seated_during(held.run, case.id)
    places = await ctx.uow.cases.circle(case.id)
    return SeatsAtTable(
        seated=await find_seated_among(ctx, places),
        involved=_find_involved(ctx, places),
        judges=tuple(sorted(one.id for one in await find_judges(ctx) if one.id in present)),
    )


def _find_involved(ctx: Context, places: Sequence[CirclePlace]) -> frozenset[MemberId]:
    """Who takes something on without a new place: whoever has one, and who writes it down."""
    return frozenset({ctx.actor.id, *(one.member for one in places)})


async def list_deciders(ctx: Context) -> Sequence[Member]:
    """List who decides on a colour today: the process directors, the one who asks first."""
    ids = await list_directors(ctx)
    members = await ctx.uow.people.by_ids(ids)
    return sorted((members[one] for one in ids), key=lambda one: one.id != ctx.actor.id)


async def save_discussion(
    ctx: Context, held: DiscussionToWrite, outcome: DiscussionOutcome
) -> Case:
    """Save what was said and settled of a case, and give the case as it is then.

    Raises ReviewNotAheadError, ReviewTooFarError, NotADirectorError, NotInvolvedOwnerError,
    NobodyAgreedError when somebody comes in and nobody stands behind it, and what deciding on a
    colour and agreeing an action raise.
    """
    case = held.permit.case_for(ctx, Action.DISCUSS_CASE)
    said = form_discussion(case.id, held.meeting.id, outcome.text, held.number + 1, ctx.sign())
    await ctx.uow.discussions.add(said)
    await ctx.record(AuditEvent.DISCUSSION_WRITTEN, case.id, held.meeting.id)
    agreement = (
        await agree(ctx, outcome.consent, AgreedDecision.INVOLVING) if outcome.consent else None
    )
    if outcome.colour:
        signed = await _sign_for(ctx, outcome.decided_by)
        _, case = await apply_colour(ctx, case, outcome.colour, signed, agreement)
    case = await note_discussed(ctx, case, _settle_review(ctx, case, outcome.review_on))
    await _agree(ctx, held, case, outcome.actions, agreement)
    await ask_to_confirm(ctx, case, AgreedDecision.INVOLVING, agreement)
    is_new = held.newest is None or held.newest.text != said.text
    is_changed = is_new or bool(outcome.actions)
    occasion = _name_occasion(ctx, held.meeting)
    await note_minutes(ctx, occasion, case, said.text, is_changed=is_changed)
    return case


def _name_occasion(ctx: Context, meeting: Meeting) -> Occasion:
    held_on = ctx.day_of(meeting.starts_at)
    return Occasion(source=MinutesSource.MEETING, said_in=meeting.id, held_on=held_on)


async def _sign_for(ctx: Context, decider: MemberId | None) -> Signature:
    """Sign as the process director who decides; whoever types for them is on record."""
    members = {one.id: one for one in await list_deciders(ctx)}
    if decider is None or decider not in members:
        raise NotADirectorError
    return replace(ctx.sign(), by=decider, organisation=members[decider].organisation)


def _settle_review(ctx: Context, case: Case, review_on: date | None) -> date | None:
    if review_on is None or case.colour is None:
        return None
    term = ctx.house.stoplight.of(case.colour.colour).review_within
    require_review(review_on, ctx.today, term)
    return ctx.calendar.working_day_from(review_on)


async def _agree(
    ctx: Context,
    held: DiscussionToWrite,
    case: Case,
    wishes: Sequence[ActionWish],
    agreement: Agreement | None,
) -> None:
    if not wishes:
        return
    takers = {one.id: one for one in await list_takers(ctx, held)}
    involved = set(_find_involved(ctx, await ctx.uow.cases.circle(case.id)))
    for wish in wishes:
        if wish.owner not in takers:
            raise NotInvolvedOwnerError
        if wish.owner not in involved:
            await _let_join(ctx, case, takers[wish.owner], agreement)
            involved.add(wish.owner)
        await agree_action(ctx, case, replace(wish, said_in=held.meeting.id))


async def _let_join(ctx: Context, case: Case, member: Member, agreement: Agreement | None) -> None:
    """Whoever was asked to be there and takes something on is involved from now on."""
    place = CirclePlace(
        case=case.id,
        member=member.id,
        organisation=member.organisation,
        reason=CircleReason.REQUIRED_PARTNER,
        joined_at=ctx.now,
    )
    await let_join(ctx, place, involving=Involving(agreement=agreement) if agreement else None)
