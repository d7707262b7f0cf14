"""What partners contributed or withdrew, as news in the digest: codes and organisations, never what
was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.access import Action
from domain.contribution import ToldContribution
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.policy import may_ever
from services.access import find_grounds
from services.digest import is_first_digest_since
from services.moment import Reading
from services.partners import name_organisations

# nobody is away longer and still represents their organisation
_LOOKS_BACK: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRow:
    """A case to which an organisation contributed, or of which something was withdrawn."""

    case: CaseId
    code: CaseCode
    organisation: str
    changed_at: datetime
    is_withdrawn: bool


async def read_contributed(reading: Reading) -> Sequence[ContributionRow]:
    """Read once what came or went since a member's last digest: for a coordinator all of it, for
    another what was withdrawn of theirs.
    """
    changed = await reading.uow.contributions.changed_since(reading.now - _LOOKS_BACK)
    actor = await reading.form_actor(reading.recipient)
    coordinates = may_ever(Action.OPEN_INBOX, actor)
    told = [one for one in changed if _concerns(one, actor.id, coordinates=coordinates)]
    news = [one for one in told if await _is_news(reading, one)]
    if not news:
        return ()
    ids = {one.case for one in news}
    known = {one.id: one for one in await reading.uow.cases.known(ids)}
    stands = await reading.uow.cases.involvements(ids, actor.id)
    may_read = find_grounds(
        reading.acting(actor),
        Action.READ_CONTRIBUTIONS,
        {case: stands[known_as] for known_as, case in known.items()},
    )
    names = await name_organisations(reading)
    rows = {
        ContributionRow(
            case=one.case,
            code=known[one.case].code,
            organisation=names.get(one.organisation, one.organisation),
            changed_at=one.changed_at,
            is_withdrawn=one.is_withdrawn,
        ): None
        for one in news
        if known.get(one.case) in may_read
    }
    return tuple(rows)


def _concerns(told: ToldContribution, reader: MemberId, *, coordinates: bool) -> bool:
    is_anothers = told.changed_by != reader
    return is_anothers and (coordinates or (told.is_withdrawn and told.member == reader))


async def _is_news(reading: Reading, told: ToldContribution) -> bool:
    return await is_first_digest_since(reading, told.changed_at)
