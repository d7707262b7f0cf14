"""What an operator does from the command line for a member: as that member, so that the policy
decides it; a refusal goes on record and the rest comes undone.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.running.telling import NoSuchMemberError, note_words
from domain.errors import StoplichtError
from domain.house import House
from domain.member import Language, Member
from services.access import record_refusal
from services.moment import Context, Moment
from services.ports.turns import Database

Made = TypeVar("Made")


async def act_for(
    database: Database,
    house: House,
    named: str,
    act: Callable[[Context], Awaitable[Made]],
    language: Language | None = None,
) -> Made:
    """Act for the member of this id in the house or in Entra, in one transaction; what goes wrong
    is explained in this language, else in that of the member.
    """
    refused = None
    async with database.work() as work:
        moment = Moment(uow=work, now=await work.now(), house=house)
        member = await _find_member(moment, named, language)
        ctx = moment.acting(await moment.form_actor(member))
        try:
            async with ctx.all_or_nothing():
                return await act(ctx)
        except StoplichtError as error:
            refused = error
            await record_refusal(ctx, error)
            note_words(error, language or member.language)
    raise refused


async def _find_member(moment: Moment, named: str, language: Language | None) -> Member:
    found = [one for one in await moment.uow.people.members() if named in {one.id, one.object_id}]
    if len(found) != 1:
        unknown = NoSuchMemberError(named)
        if language:
            note_words(unknown, language)
        raise unknown
    return found[0]
