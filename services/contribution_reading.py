"""What was contributed to a case, for whoever is shown that case: every page, sheet and export that
shows contributions asks here, and here the one decision is asked about each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.access import Action, Ground
from domain.contribution import Contribution, ToldContribution
from domain.contribution_access import (
    ContributionReader,
    ContributionReason,
    ContributionShown,
    ContributionUse,
    ShownContribution,
    choose_contributions,
)
from domain.identifiers import ContributionId, OrganisationId
from domain.incorrect import StatementPart, ToldMark
from domain.policy import decide_access
from domain.referral import Criterion
from domain.sight import SeenPart, Sight
from services.access import Permit
from services.involved_reading import find_involved
from services.moment import Context
from services.partners import name_organisations

_SHOWN_ON: Final = (
    Action.VIEW_CASE,
    Action.WEIGH,
    Action.CONFIRM_WEIGHING,
    Action.DISCUSS_CASE,
    Action.NOTE_SESSION,
    Action.PRINT_CASE,
    Action.READ_CONTRIBUTIONS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionView:
    """A contribution as it shows to one reader, with what is called incorrect of it."""

    shown: ShownContribution
    marks: tuple[ToldMark, ...]
    names: Mapping[OrganisationId, str]

    @property
    def told(self) -> Contribution:
        """The contribution, in the version that shows."""
        return self.shown.contribution

    @property
    def how(self) -> ContributionShown:
        """How much of it shows."""
        return self.shown.access.shown

    @property
    def is_own(self) -> bool:
        """Tell whether the reader speaks for who supplied it."""
        return self.shown.access.reason is ContributionReason.OWN

    @property
    def criterion(self) -> Criterion | None:
        """The criterion it is about, for who reads its text."""
        reads = self.how is ContributionShown.TEXT and self.told.text
        return reads.criterion if reads else None

    def name(self, organisation: OrganisationId) -> str:
        """The name of an organisation, also of one that left the house."""
        return self.names.get(organisation, organisation)


async def read_contributions(
    ctx: Context, permit: Permit, use: ContributionUse
) -> Sequence[ContributionView]:
    """Read what shows of the contributions to a case, to who is shown that case on this permit; on
    record as seen when there is anything.
    """
    case = permit.case_for(ctx, *_SHOWN_ON)
    ground = decide_access(Action.READ_CONTRIBUTIONS, ctx.actor, permit.standing).ground
    kept = await ctx.uow.contributions.of_case(case.id) if ground else ()
    if ground is None or not kept:
        return ()
    asked_who = ground is Ground.REFERRER and await find_involved(ctx, case) is not None
    organisation = ctx.actor.organisation.id
    reader = ContributionReader(ground=ground, organisation=organisation, asked_who=asked_who)
    shown = choose_contributions(kept, reader, use, ctx.today)
    if shown:
        await ctx.record_seen(Sight(part=SeenPart.CONTRIBUTIONS, ground=ground, case_id=case.id))
    marks = await _read_marks(ctx, permit, shown)
    names = await name_organisations(ctx)
    return [
        ContributionView(
            shown=one,
            marks=tuple(marks.get(one.contribution.id, ())) if one.is_newest else (),
            names=names,
        )
        for one in shown
    ]


async def _read_marks(
    ctx: Context, permit: Permit, shown: Sequence[ShownContribution]
) -> Mapping[ContributionId, list[ToldMark]]:
    """What is called incorrect of the texts that show, by contribution."""
    read = {one.contribution.id for one in shown if one.access.shown is ContributionShown.TEXT}
    marks = dict[ContributionId, list[ToldMark]]()
    for one in await ctx.uow.incorrect_marks.of_case(permit.case.id) if read else ():
        known_as = ContributionId(one.mark.subject)
        if one.mark.part is StatementPart.CONTRIBUTION and known_as in read:
            marks.setdefault(known_as, []).append(one)
    if marks:
        await ctx.record_seen(permit.sight(SeenPart.INCORRECT))
    return marks


async def list_contributed_to(ctx: Context, permit: Permit) -> Sequence[ToldContribution]:
    """List that something was contributed or withdrawn, for who weighs or confirms that; not what,
    and whatever its conditions: a coordinator reads each.
    """
    case = permit.case_for(ctx, Action.WEIGH, Action.CONFIRM_WEIGHING)
    return await ctx.uow.contributions.told_of(case.id)
