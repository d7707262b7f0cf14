"""Places that are orphaned because a member left: process directors read it once in their digest
and in *mijn* until they gave the place to somebody of the same organisation, or let it go.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.access import Action, Ground
from domain.acute_session import Session
from domain.audit import AuditEvent, AuditReason
from domain.case import CirclePlace
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Speaker
from domain.orphan import NoOrphanError, NoSuccessorError
from domain.policy import may_ever
from domain.retention import SHORTLY_KEPT
from domain.sight import SeenPart
from services.access import Permit
from services.action_reminders import ask_about_leaver
from services.acute.reporter import find_reporting_organisation, list_left_reports
from services.agreed_action import hand_action, list_open_actions
from services.digest import is_first_digest_since, tell_in_digest
from services.guarding import list_directors
from services.held_questions import ask_new_referrer
from services.joining import let_join
from services.moment import Context, Moment, Reading
from services.seen_case import SeenCase, take_case


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanRow:
    """A case in which an organisation has no place any more because its member left, or
    ``is_report``: an acute report that runs, of somebody who left.
    """

    case: CaseId
    code: CaseCode
    member: MemberId
    name: str
    organisation: str
    is_report: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanFound:
    """An orphaned place, and who speaks for its organisation today."""

    permit: Permit
    place: CirclePlace
    name: str
    organisation: str
    successors: tuple[Speaker, ...]


async def list_orphans(ctx: Context) -> Sequence[OrphanRow]:
    """List for a process director what is orphaned."""
    if not may_ever(Action.GIVE_ORPHAN, ctx.actor):
        return ()
    rows = [*await _rows(ctx, await ctx.uow.orphans.all(ctx.now)), *await _list_reports(ctx)]
    ground = Ground.PROCESS_DIRECTOR
    await ctx.record_listed((one.case, ground) for one in rows)
    return rows


async def read_orphans(reading: Reading) -> Sequence[OrphanRow]:
    """Read for the digest of a process director what was orphaned since the digest before."""
    actor = await reading.form_actor(reading.recipient)
    if not may_ever(Action.GIVE_ORPHAN, actor):
        return ()
    found = await reading.uow.orphans.all(reading.now)
    news = [one for one in found if await _is_news(reading, one)]
    return [*await _rows(reading, news), *await _list_reports(reading)]


async def _list_reports(moment: Moment) -> list[OrphanRow]:
    running = await moment.uow.sessions.open_sessions()
    return [await _form_report(moment, one) for one in await list_left_reports(moment, running)]


async def _form_report(moment: Moment, session: Session) -> OrphanRow:
    organisation = await find_reporting_organisation(moment, session)
    return OrphanRow(
        case=session.case,
        code=(await moment.uow.cases.get(session.case)).code,
        member=session.reported_by,
        name=(await moment.uow.people.member(session.reported_by)).name,
        organisation=(await moment.uow.people.organisation(organisation)).name,
        is_report=True,
    )


async def _is_news(reading: Reading, place: CirclePlace) -> bool:
    if place.left_at is None:
        return False
    return await is_first_digest_since(reading, place.left_at)


async def _rows(moment: Moment, places: Sequence[CirclePlace]) -> Sequence[OrphanRow]:
    if not places:
        return ()
    cases = {one.id: one for one in await moment.uow.cases.known({one.case for one in places})}
    names = await moment.uow.people.names({one.member for one in places})
    return [
        OrphanRow(
            case=one.case,
            code=cases[one.case].code,
            member=one.member,
            name=names[one.member],
            organisation=(await moment.uow.people.organisation(one.organisation)).name,
        )
        for one in places
    ]


async def tell_orphaned(moment: Moment) -> None:
    """Have process directors read in their next digest what is orphaned."""
    await tell_in_digest(moment, *await list_directors(moment))


async def count_orphans(moment: Moment) -> Mapping[OrganisationId, int]:
    """Count for each organisation the cases in which it lost its place: no code, no name."""
    return Counter(one.organisation for one in await moment.uow.orphans.all(moment.now))


async def open_orphan(ctx: Context, case_id: CaseId, member: MemberId) -> OrphanFound:
    """Find an orphaned place, for a process director; NoOrphanError when it is settled."""
    permit = await take_case(ctx, Action.GIVE_ORPHAN, SeenCase(id=case_id))
    orphans = await ctx.uow.orphans.all(ctx.now)
    place = next((one for one in orphans if (one.case, one.member) == (case_id, member)), None)
    if place is None:
        raise NoOrphanError
    speakers = await ctx.uow.people.speakers(ctx.today)
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    return OrphanFound(
        permit=permit,
        place=place,
        name=(await ctx.uow.people.member(member)).name,
        organisation=(await ctx.uow.people.organisation(place.organisation)).name,
        successors=tuple(speakers.get(place.organisation, ())),
    )


async def give_orphan(ctx: Context, found: OrphanFound, member: MemberId) -> Speaker:
    """Give an orphaned place, with what its member promised and referred, to somebody who speaks
    for the same organisation, who hears it. The day on which a case goes stays as it was.
    NoSuccessorError for anybody else.
    """
    case = found.permit.case_for(ctx, Action.GIVE_ORPHAN)
    chosen = next((one for one in found.successors if one.id == member), None)
    if chosen is None:
        raise NoSuccessorError
    place = found.place
    await take_over_place(ctx, place, chosen.id)
    if (case.referrer, case.referring_organisation) == (place.member, place.organisation):
        at = case.changed_at if case.state in SHORTLY_KEPT else ctx.now
        await ctx.uow.cases.save(replace(case, referrer=chosen.id, changed_at=at))
        await ask_new_referrer(ctx, case.id, place.member, chosen.id)
    for action in await list_open_actions(ctx, case.id):
        if (action.owner, action.organisation) == (place.member, place.organisation):
            await hand_action(ctx, action, chosen.id, place.organisation)
    await ctx.record(AuditEvent.HANDED_OVER, case.id, place.member, on_behalf_of=chosen.id)
    return chosen


async def take_over_place(ctx: Context, place: CirclePlace, successor: MemberId) -> None:
    """Give a place that ended to a successor as it was: why, until when and who agreed go along."""
    history = await ctx.uow.cases.circle_history(place.case)
    own = next(
        one
        for one in reversed(history)
        if (one.place.member, one.place.joined_at) == (place.member, place.joined_at)
    )
    taken = replace(place, member=successor, joined_at=ctx.now, left_at=None, left_because=None)
    await let_join(ctx, taken, AuditReason.HANDED_OVER, own.involving)


async def let_orphan_go(ctx: Context, found: OrphanFound) -> None:
    """Note that an organisation needs no place in a case any more. NoOrphanError when somebody was
    before the actor.
    """
    case, place = found.permit.case_for(ctx, Action.GIVE_ORPHAN), found.place
    if not await ctx.uow.orphans.let_go(place):
        raise NoOrphanError
    reason = AuditReason.NOT_REQUIRED
    await ctx.record(AuditEvent.CIRCLE_LEFT, case.id, place.member, reason=reason)
    await ask_about_leaver(ctx, place.member, place.organisation)
