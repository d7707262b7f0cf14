"""What members see of cases: their own, one by its code, and, on record, who it is about."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from domain.access import Action, CaseState, Ground, Involvement
from domain.case import Case, CirclePlace, CircleReason
from domain.colour import StandingColour
from domain.group_referral import GroupMark
from domain.identifiers import CaseCode, CaseId, OrganisationId
from domain.incorrect import OF_REFERRAL, ToldMark
from domain.merging import FormerCase
from domain.policy import decide_access
from domain.referral import Identity, Referral
from domain.sight import SeenPart, Sight
from domain.stoplight import Colour
from services.access import (
    FormerCodeError,
    Permit,
    find_case,
    find_grounds,
    require,
    require_case,
)
from services.address_share import find_address_ground
from services.group_standing import find_groups_referred
from services.incorrect_reading import read_incorrect
from services.merging import find_own_former
from services.moment import Context, Reading
from services.partners import name_organisations
from services.referral import refuse_weighed
from services.retention import find_last_look
from services.same_person import AlikeCase, find_alike

_BEFORE_ANSWER: Final = frozenset({
    CaseState.SUBMITTED,
    CaseState.INCOMPLETE,
    CaseState.PURPOSE_TESTED,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """A case of this member: as its referrer, or in its circle; ``group`` when they referred others
    together with it.
    """

    id: CaseId
    code: CaseCode
    state: CaseState
    is_referrer: bool
    promised_on: date
    colour: Colour | None = None
    group: GroupMark | None = None

    @property
    def awaits_answer(self) -> bool:
        """Tell whether the house did not decide on it yet."""
        return self.state in _BEFORE_ANSWER

    @property
    def lacks_something(self) -> bool:
        """Tell whether this member is asked to complete it."""
        return self.is_referrer and self.state is CaseState.INCOMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case as this member may see it: without identity or story. ``circle`` names the
    organisations in it; ``allowed`` is what of the offered actions this member may take now;
    ``meeting_kind`` is where a coloured case is discussed, in a house with several kinds;
    ``prioritised_on`` since when it is on the list of prioritised cases, for who may read why;
    ``goes_on`` the day on which what was not taken up or was withdrawn is destroyed, ``reduced_on``
    that on which parts of it were.
    """

    id: CaseId
    code: CaseCode
    state: CaseState
    version: int
    referred_by: str
    received_at: datetime
    promised_on: date
    circle: tuple[str, ...]
    allowed: frozenset[Action]
    colour: StandingColour | None = None
    meeting_kind: str = ""
    paused_until: date | None = None
    prioritised_on: date | None = None
    goes_on: date | None = None
    reduced_on: date | None = None

    @property
    def awaits_answer(self) -> bool:
        """Tell whether the referrer still waits for what the house decides."""
        return self.state in _BEFORE_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCase:
    """A code and who is behind it; ``may`` is what this reader may do with the address: make it
    secret, read a secret one, tell it to somebody.
    """

    code: CaseCode
    identity: Identity
    may: frozenset[Action] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralNews:
    """What a message about a referral says; ``is_completed`` when its referrer filled in what was
    asked, so that it came before.
    """

    code: CaseCode
    referred_by: str
    received_at: datetime
    promised_on: date
    is_completed: bool = False


async def my_overview(ctx: Context) -> tuple[OwnCase, ...]:
    """List the cases of this member that they may still see, red first, then newest first."""
    permit = require(ctx, Action.VIEW_OWN)
    own = await _own_cases(ctx, Action.VIEW_CASE)
    looked = permit.sights(SeenPart.OVERVIEW, ()) if not own else ()
    await ctx.record_seen(*looked, *_sights(SeenPart.OVERVIEW, own))
    marks = await find_groups_referred(ctx, own)
    listed = [
        OwnCase(
            id=case.id,
            code=case.code,
            state=case.state,
            is_referrer=case.referrer == ctx.actor.id,
            promised_on=case.promised_on,
            colour=case.colour.colour if case.colour else None,
            group=marks.get(case.id),
        )
        for case in own
    ]
    return tuple(sorted(listed, key=lambda one: one.colour.rank if one.colour else len(Colour)))


async def view_case(ctx: Context, typed: str, offered: Collection[Action]) -> CaseView:
    """Show the case behind a typed code; of the actions ``offered`` those that are allowed now."""
    try:
        permit = await find_case(ctx, Action.VIEW_CASE, typed)
    except FormerCodeError as merged:
        return await _view_former(ctx, merged.former)
    return await _view(ctx, permit, offered)


async def _view_former(ctx: Context, former: FormerCase) -> CaseView:
    """Show who referred a case that was merged where their own referral stands, and no more."""
    case = await find_own_former(ctx, former)
    referred_by = (await ctx.uow.people.organisation(former.referring_organisation)).name
    sight = Sight(part=SeenPart.PHASE, ground=Ground.REFERRER, case_id=case.id)
    await ctx.record_seen(sight)
    return CaseView(
        id=former.former,
        code=former.code,
        state=case.state,
        version=case.version,
        referred_by=referred_by,
        received_at=former.received_at,
        promised_on=case.promised_on,
        circle=(referred_by,),
        allowed=frozenset(),
    )


async def view_case_again(
    ctx: Context,
    case_id: CaseId,
    offered: Collection[Action] = (),
    action: Action = Action.VIEW_CASE,
) -> CaseView:
    """Show a case whose card was at hand, to do something with it."""
    permit = await require_case(ctx, action, await ctx.uow.cases.get(case_id))
    return await _view(ctx, permit, offered)


async def view_to_withdraw(ctx: Context, case_id: CaseId) -> CaseView:
    """Show a referrer what they may withdraw; once it was weighed, how it is with that."""
    case = await ctx.uow.cases.get(case_id)
    refuse_weighed(ctx, case)
    return await _view(ctx, await require_case(ctx, Action.WITHDRAW_REFERRAL, case), ())


async def reveal_identity(ctx: Context, case_id: CaseId) -> NamedCase:
    """Tell who a case is about, with the address to who may read that; each goes on record."""
    permit = await require_case(ctx, Action.REVEAL_IDENTITY, await ctx.uow.cases.get(case_id))
    identity = (await ctx.uow.cases.referral(case_id)).identity
    lives = await find_address_ground(ctx, permit)
    shown = [permit.sight(SeenPart.IDENTITY)]
    if lives and identity.address:
        shown.append(Sight(part=SeenPart.ADDRESS, ground=lives, case_id=case_id))
    await ctx.record_seen(*shown)
    named = identity if lives else replace(identity, address="", secrecy=None)
    return NamedCase(
        code=permit.case.code, identity=named, may=_find_what_may(ctx, permit, identity)
    )


def _find_what_may(ctx: Context, permit: Permit, identity: Identity) -> frozenset[Action]:
    asked = {Action.READ_HIDDEN_ADDRESS} if identity.secrecy else {Action.HIDE_ADDRESS}
    if identity.address:
        asked.add(Action.SHARE_ADDRESS)
    return frozenset(
        one for one in asked if decide_access(one, ctx.actor, permit.standing).is_allowed
    )


async def name_own_cases(ctx: Context) -> tuple[NamedCase, ...]:
    """List who this member's own cases are about; each goes on record."""
    require(ctx, Action.VIEW_OWN)
    own = await _own_cases(ctx, Action.REVEAL_IDENTITY)
    await ctx.record_seen(*_sights(SeenPart.IDENTITY, own))
    return tuple([await _name(ctx, case) for case in own])


async def read_receipt(reading: Reading, case_id: CaseId) -> ReferralNews | None:
    """What the referrer's receipt says; None once the referral is withdrawn."""
    case = await reading.uow.cases.get(case_id)
    is_withdrawn = case.state in {CaseState.WITHDRAWN, CaseState.REPORT_WITHDRAWN}
    return None if is_withdrawn else await _news(reading, case)


async def read_arrival(reading: Reading, case_id: CaseId) -> ReferralNews | None:
    """What a coordinator hears of a new referral; None when it no longer waits for them."""
    case = await reading.uow.cases.get(case_id)
    actor = await reading.form_actor(reading.recipient)
    is_theirs = decide_access(Action.OPEN_INBOX, actor, None).is_allowed
    is_waiting = case.state is CaseState.SUBMITTED
    if not is_theirs or not is_waiting:
        return None
    was_given_back = await reading.uow.weighings.last_screening(case_id) is not None
    return replace(await _news(reading, case), is_completed=was_given_back)


def _sights(part: SeenPart, own: Mapping[Case, Ground]) -> Iterator[Sight]:
    return (Sight(part=part, ground=ground, case_id=case.id) for case, ground in own.items())


async def _own_cases(ctx: Context, action: Action) -> Mapping[Case, Ground]:
    """The actor's own cases, each with the ground on which they may do this with it."""
    return find_grounds(ctx, action, await ctx.uow.cases.of_member(ctx.actor.id))


async def _view(ctx: Context, permit: Permit, offered: Collection[Action]) -> CaseView:
    case, standing = permit.case, permit.standing
    allowed = {a for a in offered if decide_access(a, ctx.actor, standing).is_allowed}
    await ctx.record_seen(permit.sight(SeenPart.PHASE), permit.sight(SeenPart.CIRCLE))
    kinds = await ctx.uow.schedules.kinds()
    places = await ctx.uow.cases.circle(case.id)
    return CaseView(
        id=case.id,
        code=case.code,
        state=case.state,
        version=case.version,
        referred_by=(await ctx.uow.people.organisation(case.referring_organisation)).name,
        received_at=_find_received_at(permit, places),
        paused_until=case.paused_until,
        reduced_on=case.reduced_on,
        prioritised_on=case.prioritised_on if Action.READ_PRIORITY in allowed else None,
        promised_on=case.promised_on,
        circle=await _name_circle(ctx, places),
        allowed=frozenset(allowed),
        colour=case.colour,
        meeting_kind=kinds.tell_apart(case.meeting_kind) if case.colour else "",
        goes_on=await find_last_look(ctx, case),
    )


def _find_received_at(permit: Permit, places: Sequence[CirclePlace]) -> datetime:
    """When a case came in; to who referred it when their own referral did."""
    if Involvement.REFERRER in permit.standing.involvement.ways:
        for place in places:
            if place.member == permit.case.referrer and place.reason is CircleReason.REFERRED:
                return place.joined_at
    return permit.case.received_at


async def _name_circle(ctx: Context, places: Sequence[CirclePlace]) -> tuple[str, ...]:
    organisations = dict.fromkeys(place.organisation for place in places)
    return tuple([(await ctx.uow.people.organisation(one)).name for one in organisations])


async def _name(ctx: Context, case: Case) -> NamedCase:
    identity = (await ctx.uow.cases.referral(case.id)).identity
    return NamedCase(code=case.code, identity=replace(identity, address="", secrecy=None))


async def _news(reading: Reading, case: Case) -> ReferralNews:
    return ReferralNews(
        code=case.code,
        referred_by=(await reading.uow.people.organisation(case.referring_organisation)).name,
        received_at=case.received_at,
        promised_on=case.promised_on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralView:
    """A referral as its judge reads it: the story without the identity, names for ids, and which
    other cases may be about the same person. ``added_at`` is when its referrer changed it last,
    None when they never did; ``is_renamed`` when they gave another name or day of birth after the
    purpose test; ``marks`` is what is called incorrect of it. ``has_merged`` when another referral
    of the same person became part of it, to be read on the page of the case.
    """

    case: Case
    referral: Referral
    referrer: str
    organisation: str
    partners: tuple[str, ...]
    added_at: datetime | None = None
    is_renamed: bool = False
    has_merged: bool = False
    marks: tuple[ToldMark, ...] = ()
    names: Mapping[OrganisationId, str] = field(default_factory=dict)
    alike: tuple[AlikeCase, ...] = ()


async def view_referral(ctx: Context, permit: Permit) -> ReferralView:
    """Show a referral to who screens it, weighs it or confirms that; it goes on record as seen."""
    case = permit.case_for(ctx, Action.SCREEN, Action.WEIGH, Action.CONFIRM_WEIGHING)
    await ctx.record_seen(permit.sight(SeenPart.STORY))
    referral = await ctx.uow.cases.referral(case.id)
    names = await name_organisations(ctx)
    versions = await ctx.uow.cases.referral_versions(case.id)
    newest, *earlier = [one for one in versions if not one.is_merged]
    return ReferralView(
        case=case,
        referral=referral,
        referrer=(await ctx.uow.people.member(case.referrer)).name,
        organisation=names.get(case.referring_organisation, case.referring_organisation),
        partners=tuple(names.get(one, one) for one in referral.partners),
        added_at=newest.written_at if earlier else None,
        is_renamed=any(one.is_renamed for one in (newest, *earlier)),
        has_merged=any(one.is_merged for one in versions),
        marks=tuple(await read_incorrect(ctx, permit, OF_REFERRAL)),
        names=names,
        alike=await find_alike(ctx, permit, referral.identity),
    )
