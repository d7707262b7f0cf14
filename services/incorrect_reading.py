"""What is called incorrect of a statement, for whoever is shown that statement: every page, sheet
and export that shows one asks here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from domain.access import Action
from domain.acute_session import BEFORE_TEST, Session
from domain.identifiers import OrganisationId, SessionId
from domain.incorrect import StatementPart, ToldMark
from domain.sight import SeenPart
from services.access import Permit
from services.acute.permits import SessionPermit
from services.moment import Context, Moment
from services.partners import name_organisations

_SHOWN_ON: Final = (
    Action.VIEW_CASE,
    Action.SCREEN,
    Action.WEIGH,
    Action.CONFIRM_WEIGHING,
    Action.VIEW_MINUTES,
    Action.PRINT_CASE,
    Action.OPEN_SESSION,
    Action.CLOSE_SESSION,
    Action.NOTE_SESSION,
    Action.VIEW_SESSION,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMarks:
    """What is called incorrect of an acute report, the newest first; ``may_mark`` for a reader who
    can call more of it so.
    """

    told: Sequence[ToldMark] = ()
    organisations: Mapping[OrganisationId, str] = field(default_factory=dict)
    may_mark: bool = False

    def name_organisation(self, known_as: OrganisationId) -> str:
        """The name of an organisation, also of one that left the house."""
        return self.organisations.get(known_as, known_as)


NO_MARKS: Final = ReportMarks()


async def read_incorrect(
    ctx: Context, permit: Permit, parts: Collection[StatementPart], subject: str = ""
) -> Sequence[ToldMark]:
    """Read what is called incorrect of statements that a reader is shown on this permit, the newest
    first; on record as seen when there is anything.
    """
    case = permit.case_for(ctx, *_SHOWN_ON)
    found = await ctx.uow.incorrect_marks.of_case(case.id)
    if StatementPart.WHY_NOW in parts:
        found = [await _place_in_story(ctx, one) for one in found]
    marks = [one for one in found if one.mark.part in parts and one.mark.subject == subject]
    if marks:
        await ctx.record_seen(permit.sight(SeenPart.INCORRECT))
    return marks


async def _place_in_story(ctx: Context, told: ToldMark) -> ToldMark:
    mark = told.mark
    if mark.part is not StatementPart.REPORT:
        return told
    session = await ctx.uow.sessions.get(SessionId(mark.subject))
    if not await is_told_by_report(ctx, session):
        return told
    return replace(told, mark=replace(mark, part=StatementPart.WHY_NOW, subject=""))


async def is_told_by_report(moment: Moment, session: Session) -> bool:
    """Tell whether what was reported acutely is how its case was told first."""
    versions = await moment.uow.cases.referral_versions(session.case)
    return any(one.written_at == session.reported_at and not one.is_merged for one in versions)


async def read_report_marks(ctx: Context, running: SessionPermit) -> ReportMarks:
    """Read what is called incorrect of the report of a session, for whoever is shown it."""
    session, case = running.session, running.case
    told = await read_incorrect(ctx, running.permit, (StatementPart.REPORT,), session.id)
    return ReportMarks(
        told=told,
        organisations=await name_organisations(ctx) if told else {},
        # before the purpose test nobody has anything but the report itself
        may_mark=case.state not in BEFORE_TEST and not session.is_drill,
    )
