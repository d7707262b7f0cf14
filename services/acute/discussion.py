"""One page about an acute session for who chairs it and who takes notes: what was reported and is
open, and what is said and agreed now. It is saved at once, as often as one likes, until its minutes
are approved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.access import Action
from domain.acute_invitation import Invitation
from domain.acute_report import AcuteReport
from domain.acute_session import SessionState, require_present
from domain.agreed_action import ActionWish, AgreedAction
from domain.audit import AuditEvent
from domain.case import Case
from domain.contribution_access import ContributionUse
from domain.discussion import Discussion, DiscussionText, form_discussion
from domain.identifiers import MemberId, SessionId
from domain.member import Member
from domain.minutes import Minutes, MinutesSource, Occasion
from domain.sight import SeenPart
from services.acute.attendance import keep_owners, list_attending
from services.acute.notices import record
from services.acute.permits import SessionPermit, open_to_note
from services.acute.report import moved_on
from services.agreed_action import agree_action
from services.contribution_reading import ContributionView, read_contributions
from services.incorrect_reading import NO_MARKS, ReportMarks, read_report_marks
from services.minutes import note_minutes
from services.moment import Context

_HELD = frozenset({SessionState.CONVENED, SessionState.CLOSED})
_PARTS = (SeenPart.REPORT, SeenPart.ACTIONS, SeenPart.DISCUSSION, SeenPart.CIRCLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionToWrite:
    """A session for who writes down what is said in it. ``newest`` is what was saved last; None
    when nothing was yet.
    """

    running: SessionPermit
    invitations: tuple[Invitation, ...]
    newest: Discussion | None
    minutes: Minutes | None

    @property
    def case(self) -> Case:
        """The case it is about."""
        return self.running.case

    @property
    def number(self) -> int:
        """How often the page was saved."""
        return self.newest.number if self.newest else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBackground:
    """What is read beside the questions: what was reported, what partners contributed, what is
    still open, who saved last.
    """

    report: AcuteReport
    actions: tuple[AgreedAction, ...]
    newest: Discussion | None
    names: Mapping[MemberId, str]
    contributions: tuple[ContributionView, ...]
    marks: ReportMarks = NO_MARKS


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedSoFar:
    """What was put down in a session already, and who owns it."""

    actions: tuple[AgreedAction, ...]
    names: Mapping[MemberId, str]


async def open_session_page(ctx: Context, session_id: SessionId) -> SessionToWrite:
    """Take up a session to write down what is said in it; SessionMovedOnError before it is convened
    and once its minutes are approved.
    """
    running = await open_to_note(ctx, session_id)
    session = running.session
    minutes = await ctx.uow.minutes.find(session.case, session.id)
    if session.state not in _HELD or (minutes and minutes.edition):
        raise await moved_on(ctx, session)
    return SessionToWrite(
        running=running,
        invitations=tuple(await ctx.uow.sessions.invitations(session.id)),
        newest=await ctx.uow.discussions.newest(session.case, session.id),
        minutes=minutes,
    )


async def record_page_seen(ctx: Context, held: SessionToWrite) -> None:
    """Put on record that what is said in a session is seen by who writes it down."""
    held.running.permit.case_for(ctx, Action.NOTE_SESSION)
    await ctx.record_seen(held.running.sight(SeenPart.DISCUSSION))


async def view_session_background(ctx: Context, held: SessionToWrite) -> SessionBackground:
    """Show what the session needs, to who writes."""
    case = held.running.permit.case_for(ctx, Action.NOTE_SESSION)
    await ctx.record_seen(*(held.running.sight(part) for part in _PARTS))
    agreed = await ctx.uow.agreed_actions.of_case(case.id)
    named = {*(one.owner for one in agreed), *([held.newest.written_by] if held.newest else [])}
    return SessionBackground(
        report=await ctx.uow.sessions.report(held.running.session),
        actions=tuple(one for one in agreed if one.is_open),
        newest=held.newest,
        names=await ctx.uow.people.names(named),
        marks=await read_report_marks(ctx, held.running),
        contributions=tuple(
            await read_contributions(ctx, held.running.permit, ContributionUse.SESSION)
        ),
    )


async def view_agreed_so_far(ctx: Context, running: SessionPermit) -> AgreedSoFar:
    """Show what was agreed in a session already, to who closes it: it is not asked again."""
    case = running.permit.case_for(ctx, Action.CLOSE_SESSION)
    await ctx.record_seen(running.sight(SeenPart.ACTIONS))
    agreed = await ctx.uow.agreed_actions.of_case(case.id)
    said = tuple(one for one in agreed if one.said_in == running.session.id)
    return AgreedSoFar(actions=said, names=await ctx.uow.people.names({one.owner for one in said}))


async def list_session_takers(ctx: Context, held: SessionToWrite) -> Sequence[Member]:
    """List who can take on something: who came or said to come, and the director."""
    held.running.permit.case_for(ctx, Action.NOTE_SESSION)
    await ctx.record_seen(held.running.sight(SeenPart.CIRCLE))
    attending = list_attending(held.running.session, held.invitations)
    return tuple((await ctx.uow.people.by_ids(attending)).values())


async def save_session_page(
    ctx: Context, held: SessionToWrite, text: DiscussionText, wishes: Sequence[ActionWish]
) -> None:
    """Save what was said and agreed; of a closed session it is at once what its minutes say.

    Raises NobodyAgreedToItError for an owner who does not take part, ConflictError when somebody
    saved at this moment.
    """
    case = held.running.permit.case_for(ctx, Action.NOTE_SESSION)
    session = held.running.session
    # nobody owes anything after a drill, and nothing of it is minuted
    wishes = () if session.is_drill else wishes
    owners = {wish.owner for wish in wishes}
    require_present(owners, list_attending(session, held.invitations))
    said = form_discussion(case.id, session.id, text, held.number + 1, ctx.sign())
    await ctx.uow.discussions.add(said)
    await record(ctx, AuditEvent.DISCUSSION_WRITTEN, case, session.id)
    for wish in wishes:
        await agree_action(ctx, case, replace(wish, said_in=session.id))
    if session.state is SessionState.CLOSED and not session.is_drill:
        await keep_owners(ctx, case, held.invitations, owners)
        await begin_session_minutes(ctx, held.running, case, said)


async def begin_session_minutes(
    ctx: Context, running: SessionPermit, case: Case, said: Discussion
) -> None:
    """Let the minutes of a closed session say what was saved last; ``case`` is as it is by now."""
    started_at = running.session.gathering.starts_at if running.session.gathering else ctx.now
    occasion = Occasion(
        source=MinutesSource.SESSION,
        said_in=running.session.id,
        held_on=ctx.day_of(min(started_at, ctx.now)),
    )
    await note_minutes(ctx, occasion, case, said.text, is_changed=True)
