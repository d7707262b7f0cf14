"""What is printed for the table: the agenda with codes only, and one sheet of a case for a
process director. Each part that goes on paper is on record, as seen and as printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from domain.access import Action
from domain.audit import Operator
from domain.case import Case
from domain.colour import ColourDecision
from domain.contribution_access import ContributionUse
from domain.errors import InvalidInputError
from domain.identifiers import MeetingId, OrganisationId
from domain.incorrect import OF_REFERRAL, ToldMark
from domain.plan_of_action import PlanOfAction
from domain.referral import Criterion, Referral
from domain.sight import SeenPart
from services.access import find_case, require
from services.agenda.approval import view_agenda
from services.agenda.views import AgendaView
from services.agreed_action import list_open_actions
from services.contribution_reading import ContributionView, read_contributions
from services.incorrect_reading import read_incorrect
from services.moment import Context
from services.partners import name_organisations

_PARTS = (
    SeenPart.PHASE,
    SeenPart.IDENTITY,
    SeenPart.STORY,
    SeenPart.INTAKE,
    SeenPart.DIRECT_CIRCLE,
    SeenPart.WEIGHING,
    SeenPart.COLOUR,
    SeenPart.CIRCLE,
    SeenPart.ACTIONS,
    SeenPart.PLAN,
)


class NoSuchMeetingError(InvalidInputError):
    """There is no such meeting: choose one of those to come."""

    text_key: ClassVar[str] = "command_line.no_such_meeting"


class NoMeetingPlannedError(InvalidInputError):
    """No meeting is planned."""

    text_key: ClassVar[str] = "command_line.no_meeting"


class NoAgendaError(InvalidInputError):
    """This meeting has no agenda yet: it is drafted at its cut-off, or when a director asks."""

    text_key: ClassVar[str] = "command_line.no_agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAction:
    """What somebody promised and did not answer for yet."""

    what: str
    owner: str
    organisation: OrganisationId
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSheet:
    """A case as it lies before the process director who chairs its discussion, on one day.

    ``met`` is None before it was weighed, ``colour`` until one was set, ``plan`` until one was
    written; ``marks`` is what is called incorrect of the referral, ``contributions`` what may lie
    before everybody. There is no address on it: whoever needs that looks it up.
    """

    case: Case
    referral: Referral
    met: frozenset[Criterion] | None
    colour: ColourDecision | None
    colour_set_by: str
    case_director: str
    circle: tuple[OrganisationId, ...]
    actions: tuple[SheetAction, ...]
    plan: PlanOfAction | None
    plan_written_by: str
    names: Mapping[OrganisationId, str]
    on: date
    marks: tuple[ToldMark, ...] = ()
    contributions: tuple[ContributionView, ...] = ()

    def name(self, organisation: OrganisationId) -> str:
        """The name of an organisation, also of one that left the house."""
        return self.names.get(organisation, organisation)


async def print_agenda(ctx: Context, meeting: str | None, operator: Operator) -> AgendaView:
    """Print the agenda of a meeting, by its id; without one, of the next meeting.

    Raises NoSuchMeetingError with the ids there are, NoMeetingPlannedError and NoAgendaError.
    """
    require(ctx, Action.PREPARE_AGENDA)
    view = await view_agenda(ctx, await _find_meeting(ctx, meeting))
    if view.agenda is None:
        raise NoAgendaError
    await ctx.record_printed(operator)
    return view


async def _find_meeting(ctx: Context, asked: str | None) -> MeetingId:
    upcoming = [one.id for one in await ctx.uow.meetings.upcoming(ctx.now)]
    if asked is None:
        if not upcoming:
            raise NoMeetingPlannedError
        return upcoming[0]
    known = await ctx.uow.meetings.known([MeetingId(asked)])
    if not known:
        if not upcoming:
            raise NoMeetingPlannedError
        raise NoSuchMeetingError(meeting=asked, named=", ".join(upcoming))
    return known[0].id


async def print_case(ctx: Context, code: str, operator: Operator) -> CaseSheet:
    """Print the sheet of one case, by its code."""
    permit = await find_case(ctx, Action.PRINT_CASE, code)
    await ctx.record_seen(*(permit.sight(part) for part in _PARTS))
    marks = await read_incorrect(ctx, permit, OF_REFERRAL)
    contributions = await read_contributions(ctx, permit, ContributionUse.PAPER)
    await ctx.record_printed(operator)
    sheet = await _form_sheet(ctx, permit.case)
    return replace(sheet, marks=tuple(marks), contributions=tuple(contributions))


async def _form_sheet(ctx: Context, case: Case) -> CaseSheet:
    weighing = await ctx.uow.weighings.get(case.id)
    history = await ctx.uow.colours.history(case.id) if case.colour else ()
    agreed = await list_open_actions(ctx, case.id)
    plan = await ctx.uow.plans_of_action.newest(case.id)
    writer = plan.version.written_by if plan else None
    set_by = case.colour.set_by if case.colour else None
    named = {one for one in (case.case_director, set_by, writer) if one}
    names = await ctx.uow.people.names(named | {one.owner for one in agreed})
    places = await ctx.uow.cases.circle(case.id)
    return CaseSheet(
        case=case,
        referral=await ctx.uow.cases.referral(case.id),
        met=weighing.verdict.met if weighing else None,
        colour=history[0] if history else None,
        colour_set_by=names[set_by] if set_by else "",
        case_director=names[case.case_director] if case.case_director else "",
        circle=tuple(dict.fromkeys(place.organisation for place in places)),
        actions=tuple(
            SheetAction(
                what=one.what,
                owner=names.get(one.owner, ""),
                organisation=one.organisation,
                due_on=one.due_on,
            )
            for one in agreed
        ),
        plan=plan,
        plan_written_by=names[writer] if writer else "",
        names=await name_organisations(ctx),
        on=ctx.today,
    )
