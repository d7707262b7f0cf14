"""Two cases of one person become one: a process director says which stays and why, and sees before
what moves. Who is involved hears the new code; who referred them hears of their own code only.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain import merging as rules
from domain.absence import Span
from domain.access import Action, CaseState, Involvement, Standing
from domain.audit import AuditEvent, AuditReason
from domain.case import Case, CirclePlace, CircleReason, LeftReason
from domain.errors import NotFoundError
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.incorrect import OF_REFERRAL
from domain.mandate import AgreedDecision
from domain.merging import FormerCase, MarkWaitsError, MergeReason, MergeState, SameMeetingError
from domain.policy import decide_access
from domain.retention import Destruction, RetentionGround, add_erased
from domain.secret_address import NoAddressToHideError
from domain.sight import SeenPart, Sight
from services.access import Permit, find_grounds, may_know_both, require_case
from services.agenda.timers import wake_posted
from services.agreed_action import list_open_actions
from services.case_circle import watch_seats
from services.confirmation_asking import ask_to_confirm
from services.digest import is_first_digest, list_spans_away, tell_in_digest
from services.enquiry_clock import lapse_enquiries
from services.group_standing import answer_about_rest, find_mark
from services.informing import resume_informing
from services.linked_case import read_links
from services.moment import Context, Reading
from services.pause import leave_house_work, refuse_running_session

# nobody is away longer and still represents their organisation
LOOKS_BACK: Final = timedelta(weeks=8)
_PLACES: Final = frozenset({Involvement.REFERRER, Involvement.CIRCLE})
_WEIGHED: Final = frozenset({CaseState.TAKEN_UP, CaseState.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePair:
    """Two cases that a process director may merge, with the one that is proposed to stay."""

    one: Permit
    other: Permit

    @property
    def cases(self) -> tuple[Case, Case]:
        """Both."""
        return self.one.case, self.other.case

    @property
    def proposed(self) -> Case:
        """The one that is proposed to stay."""
        return rules.propose_stays(*self.cases)

    def choose(self, stays: CaseId) -> tuple[Case, Case]:
        """The one that stays, and the one that goes into it."""
        one, other = self.cases
        return (one, other) if one.id == stays else (other, one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """What there is of a case that may become part of another."""

    code: CaseCode
    state: CaseState
    received_at: datetime
    organisations: tuple[str, ...]
    actions: int
    versions: int
    has_plan: bool
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCandidate:
    """A case that may be of the same person: it looks like that, or it is linked."""

    case: CaseId
    code: CaseCode
    state: CaseState
    is_alike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamedCode:
    """A code that was merged: into which, for who is involved; the phase of their own referral for
    who referred it and is not.
    """

    was: CaseCode
    code: CaseCode | None
    state: CaseState


async def open_merge(ctx: Context, one: CaseId, other: CaseId) -> MergePair:
    """Take up two cases to merge them; each must be the actor's to merge."""
    return MergePair(
        one=await require_case(ctx, Action.MERGE_CASES, await ctx.uow.cases.get(one)),
        other=await require_case(ctx, Action.MERGE_CASES, await ctx.uow.cases.get(other)),
    )


async def list_merge_candidates(ctx: Context, permit: Permit) -> Sequence[MergeCandidate]:
    """List the cases that may be of the same person and that the actor may merge with this one; on
    record as seen, in each.
    """
    case = permit.case_for(ctx, Action.MERGE_CASES)
    identity = (await ctx.uow.cases.referral(case.id)).identity
    alike = await ctx.uow.same_persons.find(case.id, identity)
    linked = [one.link.beside(case.id) for one in await read_links(ctx, permit, permit.ground)]
    found = dict.fromkeys((*alike, *linked))
    known = await ctx.uow.cases.known(found) if found else ()
    grounds = find_grounds(ctx, Action.MERGE_CASES, dict.fromkeys(known, Involvement.NONE))
    shown = {case.id: permit.ground, **{one.id: its for one, its in grounds.items()}}
    await ctx.record_seen(
        *(
            Sight(part=SeenPart.ALIKE, ground=its, case_id=known_as)
            for known_as, its in shown.items()
            if grounds
        )
    )
    return [
        MergeCandidate(case=one.id, code=one.code, state=one.state, is_alike=one.id in alike)
        for one in grounds
    ]


async def view_merge(ctx: Context, pair: MergePair) -> tuple[Moving, Moving]:
    """Show what there is of both cases, before one becomes part of the other."""
    await record_merge_seen(ctx, pair)
    one, other = pair.cases
    return await _count(ctx, one), await _count(ctx, other)


async def read_why_apart(ctx: Context, pair: MergePair) -> str:
    """Read why a second member left these two apart; empty when none did."""
    await record_merge_seen(ctx, pair)
    for case in pair.cases:
        found = await ctx.uow.merges.find_wish(case.id)
        if found and found[0].state is MergeState.DECLINED:
            return found[1].against
    return ""


async def record_merge_seen(ctx: Context, pair: MergePair) -> None:
    """Put on record that who merges two cases sees what there is of both."""
    for permit in (pair.one, pair.other):
        permit.case_for(ctx, Action.MERGE_CASES)
        await ctx.record_seen(permit.sight(SeenPart.MERGING), permit.sight(SeenPart.CIRCLE))


async def _count(ctx: Context, case: Case) -> Moving:
    places = await ctx.uow.cases.circle(case.id)
    known = dict.fromkeys(one.organisation for one in places)
    return Moving(
        code=case.code,
        state=case.state,
        received_at=case.received_at,
        organisations=tuple([(await ctx.uow.people.organisation(one)).name for one in known]),
        actions=len(await list_open_actions(ctx, case.id)),
        versions=len(await ctx.uow.cases.referral_versions(case.id)),
        has_plan=await ctx.uow.plans_of_action.newest(case.id) is not None,
        is_held=bool(await ctx.uow.retention_holds.days_of([case.id])),
    )


async def check_both(ctx: Context, stays: Case, goes: Case) -> None:
    """Raise when two cases cannot be one now: besides what ``check_merge`` says, while an acute
    session runs, when there are minutes of both of one meeting, or while a statement in the
    referral that goes is called incorrect.
    """
    rules.check_merge(stays, goes)
    for case in (stays, goes):
        await refuse_running_session(ctx, case)
    if await ctx.uow.merges.meet(goes, stays):
        raise SameMeetingError
    marks = await ctx.uow.incorrect_marks.of_case(goes.id)
    if any(one.mark.is_open and one.mark.part in OF_REFERRAL for one in marks):
        # who referred the one that stays would be asked about words of another
        raise MarkWaitsError(code=goes.code)


async def merge_two(ctx: Context, stays: Case, goes: Case, why: MergeReason) -> Case:
    """Make all that is kept of one case part of another. Its key is destroyed the night after."""
    await check_both(ctx, stays, goes)
    # one version on: who holds it at this moment was first, or finds it gone
    leaving = await ctx.uow.cases.save(goes)
    if goes.state is CaseState.TAKEN_UP:
        await leave_house_work(ctx, leaving)
    await lapse_enquiries(ctx, goes.id)
    received_at = await _find_own_day(ctx, goes)
    left = await _end_places(ctx, stays, goes)
    signed = ctx.sign()
    saved = await ctx.uow.cases.save(rules.take_in(stays, goes, signed, left))
    mark = await find_mark(ctx, goes.id)
    is_asked = await ctx.uow.informings.find(stays.id) is not None
    erased = await _move(ctx, goes, saved, left)
    await watch_seats(ctx, stays.id)
    if not is_asked:
        await resume_informing(ctx, stays.id)
    await answer_about_rest(ctx, mark, goes)
    former = rules.form_former(goes, stays.id, signed, received_at)
    await ctx.uow.merges.add(former, why)
    begun = Destruction(case=goes.id, ground=RetentionGround.MERGED, begun_at=ctx.now)
    await ctx.uow.destructions.keep(add_erased(begun, erased))
    await ctx.record(AuditEvent.CASES_MERGED, stays.id, goes.id, on_behalf_of=why.signed.by)
    await ctx.record(AuditEvent.CASES_MERGED, goes.id, stays.id, on_behalf_of=why.signed.by)
    await wake_posted(ctx)
    await _tell(ctx, former, saved)
    await ask_to_confirm(ctx, saved, AgreedDecision.MERGING, why.agreement, why.signed)
    return saved


async def _move(
    ctx: Context, goes: Case, stays: Case, left: Collection[MemberId]
) -> Mapping[str, int]:
    """Move what is kept of a case. When the address of one of both is secret, every address of the
    person is, and nobody is told one any more.
    """
    secrets = ctx.uow.secret_addresses
    ground = await secrets.ground_of(goes.id) or await secrets.ground_of(stays.id)
    address = await secrets.find(goes.id) or ""
    erased = await ctx.uow.merges.move(goes, stays, left)
    if ground:
        # that it is secret may be known while nobody told the address
        with suppress(NoAddressToHideError):
            by, at = ctx.actor.id, ctx.now
            await ctx.uow.cases.hide_addresses(stays.id, ground, address, by, at)
        await ctx.uow.address_shares.forget_all(stays.id)
    return erased


async def _find_own_day(ctx: Context, goes: Case) -> datetime:
    """When the referral itself came in, whatever was merged into its case before."""
    for place in await ctx.uow.cases.circle(goes.id):
        if place.member == goes.referrer and place.reason is CircleReason.REFERRED:
            return place.joined_at
    return goes.received_at


async def _end_places(ctx: Context, stays: Case, goes: Case) -> frozenset[MemberId]:
    """End the places in the case that goes of who referred it, and of organisations with a place in
    the one that stays; who has none any more.
    """
    there = await ctx.uow.cases.circle(stays.id)
    seated = {one.organisation for one in there}
    places = await ctx.uow.cases.circle(goes.id)
    ended = [one for one in places if _ends(one, goes) or one.organisation in seated]
    for one in ended:
        await ctx.uow.cases.leave_circle(goes.id, one.member, ctx.now, LeftReason.MERGED)
        reason = AuditReason(LeftReason.MERGED)
        await ctx.record(AuditEvent.CIRCLE_LEFT, goes.id, one.member, reason=reason)
    return frozenset(one.member for one in ended) - {one.member for one in there}


def _ends(place: CirclePlace, goes: Case) -> bool:
    return place.member == goes.referrer


async def _tell(ctx: Context, former: FormerCase, stays: Case) -> None:
    """Whoever is involved reads the new code in the digest; who referred it what became of it."""
    circle = await ctx.uow.cases.circle(stays.id)
    involved = {one.member for one in circle if one.reason is not CircleReason.REFERRED}
    # before a case is weighed both hear the same of their own code, so that neither stands out
    referrers = {former.referrer} | ({stays.referrer} if stays.state in rules.UNWEIGHED else set())
    await tell_in_digest(ctx, *ctx.others([*involved, *referrers]))


async def read_renamed(reading: Reading) -> Sequence[RenamedCode]:
    """Read which codes were merged since a member's last digest, as far as they may know today."""
    member, since = reading.recipient.id, reading.now - LOOKS_BACK
    merged = await reading.uow.merges.since(since)
    if not merged:
        return ()
    away = await list_spans_away(reading, member, since)
    fresh = [one for one in merged if await _is_news(reading, one, away)]
    ctx = await reading.as_recipient()
    told = [await _tell_one(ctx, one) for one in fresh]
    return [one for one in told if one]


async def _is_news(reading: Reading, former: FormerCase, away: Sequence[Span]) -> bool:
    """That it was merged, or, for who referred it before it was weighed, what came of it."""
    moments = [former.merged_at]
    if former.referrer == reading.recipient.id and former.was in rules.UNWEIGHED:
        moments += await _find_judged(reading, former)
    return any(is_first_digest(reading, one, away) for one in moments)


async def _find_judged(reading: Reading, former: FormerCase) -> Sequence[datetime]:
    """When the case that a referral was merged into was weighed, or did not fit the purpose."""
    weighing = await reading.uow.weighings.get(former.case)
    screening = None if weighing else await reading.uow.weighings.last_screening(former.case)
    found = (weighing and weighing.weighed_at, screening and screening.screened_at)
    return [one for one in found if one and one > former.merged_at]


async def _tell_one(ctx: Context, former: FormerCase) -> RenamedCode | None:
    case = await ctx.uow.cases.get(former.case)
    involvement = await ctx.uow.cases.involvement(case.id, ctx.actor.id)
    standing = Standing(involvement=involvement, state=case.state)
    if holds_place(involvement):
        return _tell_seated(ctx, former, case, standing)
    is_news = former.was not in _WEIGHED and may_see_former(ctx, former, case)
    return RenamedCode(was=former.code, code=None, state=case.state) if is_news else None


def _tell_seated(
    ctx: Context, former: FormerCase, case: Case, standing: Standing
) -> RenamedCode | None:
    if may_know_both(ctx, former, standing):
        return RenamedCode(was=former.code, code=case.code, state=case.state)
    is_own = case.referrer == ctx.actor.id and case.state in rules.UNWEIGHED
    return RenamedCode(was=case.code, code=None, state=case.state) if is_own else None


def holds_place(involvement: Involvement) -> bool:
    """Tell whether somebody referred a case or is in its circle."""
    return not _PLACES.isdisjoint(involvement.ways)


def may_see_former(ctx: Context, former: FormerCase, case: Case) -> bool:
    """Tell whether the actor may see where their own referral stands, that was merged."""
    is_own = (former.referrer, former.referring_organisation) == (
        ctx.actor.id,
        ctx.actor.organisation.id,
    )
    standing = Standing(involvement=Involvement.REFERRER, state=case.state)
    return is_own and decide_access(Action.VIEW_CASE, ctx.actor, standing).is_allowed


async def find_own_former(ctx: Context, former: FormerCase) -> Case:
    """The case that a merged referral of the actor is part of; NotFoundError when it is not
    theirs.
    """
    case = await ctx.uow.cases.get(former.case)
    if not may_see_former(ctx, former, case):
        raise NotFoundError
    return case
