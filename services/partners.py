"""The organisations and members of the house, and who speaks for whom."""

from collections.abc import Collection, Mapping, Sequence

from domain.agreement import may_agree
from domain.identifiers import MemberId, OrganisationId
from domain.member import Organisation, Speaker
from services.moment import Context, Moment


async def name_organisations(moment: Moment) -> Mapping[OrganisationId, str]:
    """The names of the organisations, also of those that left."""
    return await moment.uow.people.organisation_names()


async def name_member(moment: Moment, member: MemberId) -> str:
    """The name of a member, also of one who left."""
    return (await moment.uow.people.member(member)).name


async def find_judges(moment: Moment) -> Sequence[Organisation]:
    """The public participants: only they can agree to a judgement."""
    return [one for one in await moment.uow.people.organisations() if may_agree(one)]


async def find_participants(moment: Moment) -> Sequence[Organisation]:
    """The organisations that may be in the circle of a case."""
    return [one for one in await moment.uow.people.organisations() if one.may_refer]


async def find_others(ctx: Context) -> Sequence[Organisation]:
    """The organisations that take part now beside the actor's own."""
    own = ctx.actor.organisation.id
    return [one for one in await ctx.uow.people.organisations() if one.id != own]


async def list_regions(moment: Moment) -> Sequence[str]:
    """The regions the organisations work in, by name."""
    organisations = await moment.uow.people.organisations()
    return sorted({one.region for one in organisations if one.region})


async def find_representatives(
    moment: Moment, organisations: Collection[OrganisationId]
) -> Mapping[OrganisationId, Sequence[Speaker]]:
    """Who speaks today for each of these organisations."""
    speakers = await moment.uow.people.speakers(moment.today)
    return {one: speakers.get(one, ()) for one in sorted(set(organisations))}
