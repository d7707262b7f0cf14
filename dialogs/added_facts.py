"""Who weighs, or confirms that, reads what the referrer added and what partners contributed while
they were at it before they can finish; what they filled in stays.
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from cards.plain import join_names
from dialogs.answers import choices_of
from dialogs.pages import ReadAgainError
from domain.contribution import ToldContribution
from domain.draft import Answers
from domain.referral import ReferralVersion
from services.access import Permit
from services.added_facts import find_told_last, let_nothing_be_added
from services.calendar import write_moment
from services.contribution_reading import list_contributed_to
from services.moment import Context
from services.partners import name_organisations

# which version was read last, beside the answers
_TOLD: Final = "told"
# and which contributions and withdrawals
_CONTRIBUTED: Final = "contributed"


class AddedMeanwhileError(ReadAgainError):
    """The referrer added something meanwhile; who weighs reads it first."""

    text_key: ClassVar[str] = "added_facts.meanwhile"


class ContributedMeanwhileError(ReadAgainError):
    """A partner contributed or withdrew something meanwhile; who weighs reads it first."""

    text_key: ClassVar[str] = "contribution.meanwhile"


async def note_told(ctx: Context, permit: Permit) -> Answers:
    """Note up to which version a referral is read, and what was contributed by then."""
    told = await list_contributed_to(ctx, permit)
    return {**_note(await find_told_last(ctx, permit)), **_note_contributed(told)}


async def require_told(ctx: Context, permit: Permit, answers: Answers) -> None:
    """Raise AddedMeanwhileError when something was told after what was read."""
    await let_nothing_be_added(ctx, permit)
    newest = await find_told_last(ctx, permit)
    if answers.get(_TOLD) != newest.number:
        at = write_moment(ctx.house, newest.written_at)
        raise AddedMeanwhileError(_note(newest), name="", at=at)
    await _require_contributed(ctx, permit, answers)


async def _require_contributed(ctx: Context, permit: Permit, answers: Answers) -> None:
    """Raise ContributedMeanwhileError when something came or went after what was read."""
    told = await list_contributed_to(ctx, permit)
    news = [one for one in told if one.step not in choices_of(answers, _CONTRIBUTED)]
    if news:
        names = await name_organisations(ctx)
        who = {names.get(one.organisation, one.organisation) for one in news}
        at = write_moment(ctx.house, max(one.changed_at for one in news))
        noted = _note_contributed(told)
        raise ContributedMeanwhileError(noted, name=join_names(sorted(who)), at=at)


def _note_contributed(told: Sequence[ToldContribution]) -> Answers:
    return {_CONTRIBUTED: tuple(one.step for one in told)}


def _note(version: ReferralVersion) -> Answers:
    return {_TOLD: version.number}
