"""Screening a group on one page: the shared story once, and of each person who it is and what is
said of them alone. Each case keeps a record of its own.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.access import Action, CaseState
from domain.case import Case
from domain.group_referral import GroupMark, find_own_words, find_shared_story
from domain.identifiers import CaseCode, CaseId
from domain.intake import Intake, IntakeLackingError, IntakesLackingError
from domain.referral import Identity, Referral
from domain.screening import PurposeJudgement
from domain.sight import SeenPart, Sight
from services.access import Permit
from services.consent import Consent
from services.group_work import GroupWork, check_seen, hold_cases, mark_seen, take_group
from services.moment import Context
from services.partners import name_organisations
from services.referral_views import ReferralView
from services.screening import apply_purpose_test

# a window must stay small, with the longest stories too
PEOPLE_AT_A_SITTING: Final = 15
_NOBODY: Final = Identity(name="")
_NO_INTAKE: Final = Intake()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPerson:
    """One person of a group as who screens it reads them: what is said of them alone, whether
    something of a full intake is kept, and the codes of cases that may be about the same person.
    """

    case: Case
    identity: Identity
    own_words: str
    has_intake: bool = False
    alike: tuple[CaseCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStory:
    """What is told of a group: once for all, and each person; ``apart`` are those of whom something
    else is told by now, so that they are screened alone, and ``later`` how many wait for the next
    sitting.
    """

    shared: ReferralView
    people: tuple[ToldPerson, ...]
    apart: tuple[CaseCode, ...]
    later: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupToScreen:
    """Those of a group that wait for the purpose test, and what is told of them."""

    work: GroupWork
    story: GroupStory

    @property
    def seen(self) -> str:
        """A mark of how these cases are now, and of whom what stands on the page."""
        told = (f"{one.case.id}:{one.has_intake}" for one in self.story.people)
        return mark_seen(self.work.seen, *told)


async def open_group_screening(ctx: Context, mark: GroupMark, seen: str) -> GroupToScreen:
    """Open those of a group that wait for the purpose test, with all that is told of them; on
    record as seen. Raises what ``take_group`` raises.
    """
    work = await take_group(ctx, mark, Action.SCREEN)
    group = GroupToScreen(work=work, story=await _read_story(ctx, work))
    check_seen(seen, group.seen)
    return group


async def _read_story(ctx: Context, work: GroupWork) -> GroupStory:
    told = await ctx.uow.cases.referrals_of(work.cases)
    common = _find_common(list(told.values()))
    same = [one for one in work.cases if _leave_out_who(told[one]) == common]
    shared = find_shared_story([told[one].why_now for one in same])
    own = {one: find_own_words(told[one].why_now, shared) for one in same}
    alike = [one for one in work.permits if own.get(one.case.id) is not None]
    now = alike[:PEOPLE_AT_A_SITTING]
    return GroupStory(
        shared=await _view_shared(ctx, alike[0].case, replace(common, why_now=shared)),
        people=await _tell_people(ctx, now, told, own),
        later=len(alike) - len(now),
        apart=tuple(one.case.code for one in work.permits if one not in alike),
    )


async def _tell_people(
    ctx: Context,
    permits: Sequence[Permit],
    told: Mapping[CaseId, Referral],
    own: Mapping[CaseId, str | None],
) -> tuple[ToldPerson, ...]:
    """Tell of each who it is and what is said of them alone; on record as seen."""
    parts = (SeenPart.STORY, SeenPart.IDENTITY, SeenPart.INTAKE)
    await ctx.record_seen(*(one.sight(part) for part in parts for one in permits))
    hints = await _find_alike(ctx, permits, told)
    return tuple(
        ToldPerson(
            case=one.case,
            identity=told[one.case.id].identity,
            own_words=own[one.case.id] or "",
            has_intake=told[one.case.id].intake != _NO_INTAKE,
            alike=hints.get(one.case.id, ()),
        )
        for one in permits
    )


def _leave_out_who(referral: Referral) -> Referral:
    return replace(referral, identity=_NOBODY, why_now="", intake=_NO_INTAKE)


def _find_common(referrals: Sequence[Referral]) -> Referral:
    [(common, _)] = Counter(map(_leave_out_who, referrals)).most_common(1)
    return common


async def _view_shared(ctx: Context, case: Case, referral: Referral) -> ReferralView:
    names = await name_organisations(ctx)
    return ReferralView(
        case=case,
        referral=referral,
        referrer=(await ctx.uow.people.member(case.referrer)).name,
        organisation=names.get(case.referring_organisation, case.referring_organisation),
        partners=tuple(names.get(one, one) for one in referral.partners),
        names=names,
    )


async def _find_alike(
    ctx: Context, permits: Sequence[Permit], told: Mapping[CaseId, Referral]
) -> Mapping[CaseId, tuple[CaseCode, ...]]:
    """Find which other cases may be about each person; on record as seen, in each."""
    identities = {one.case.id: told[one.case.id].identity for one in permits}
    found = await ctx.uow.same_persons.find_of_each(identities)
    others = {other for one in found.values() for other in one}
    kept = await ctx.uow.cases.known(others) if others else ()
    known = {one.id: one.code for one in kept if one.state is not CaseState.DRILL}
    ground = permits[0].ground
    shown = {*known, *(one for one in found if found[one])} if known else set()
    await ctx.record_seen(
        *(Sight(part=SeenPart.ALIKE, ground=ground, case_id=one) for one in sorted(shown))
    )
    return {
        one: tuple(sorted(known[other] for other in others if other in known))
        for one, others in found.items()
    }


async def screen_group(
    ctx: Context,
    work: GroupWork,
    chosen: Collection[str],
    judgement: PurposeJudgement,
    reason: str,
    consent: Consent,
) -> int:
    """Judge whether those who were ticked fit the purpose, each on record by itself; how many.

    Raises what ``GroupWork.choose`` raises, and IntakesLackingError with the code of each whose
    full intake this house wants first.
    """
    permits, lacking = work.choose(chosen), list[CaseCode]()
    await hold_cases(ctx, permits)
    for permit in permits:
        case = permit.case_for(ctx, Action.SCREEN)
        try:
            await apply_purpose_test(ctx, permit, judgement, reason, consent)
        except IntakeLackingError:
            lacking.append(case.code)
    if lacking:
        raise IntakesLackingError(codes=", ".join(lacking))
    return len(permits)
