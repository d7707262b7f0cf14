"""Who weighs, or confirms that, reads what the referrer added while they were at it before they can
finish; what they filled in stays.
"""

from typing import ClassVar, Final

from dialogs.pages import ReadAgainError
from domain.draft import Answers
from domain.referral import ReferralVersion
from services.access import Permit
from services.added_facts import find_told_last, let_nothing_be_added
from services.calendar import write_moment
from services.moment import Context

# which version was read last, beside the answers
_TOLD: Final = "told"


class AddedMeanwhileError(ReadAgainError):
    """The referrer added something meanwhile; who weighs reads it first."""

    text_key: ClassVar[str] = "added_facts.meanwhile"


async def note_told(ctx: Context, permit: Permit) -> Answers:
    """Note up to which version a referral is read."""
    return _note(await find_told_last(ctx, permit))


async def require_told(ctx: Context, permit: Permit, answers: Answers) -> None:
    """Raise AddedMeanwhileError when something was told after what was read."""
    await let_nothing_be_added(ctx, permit)
    newest = await find_told_last(ctx, permit)
    if answers.get(_TOLD) != newest.number:
        at = write_moment(ctx.house, newest.written_at)
        raise AddedMeanwhileError(_note(newest), name="", at=at)


def _note(version: ReferralVersion) -> Answers:
    return {_TOLD: version.number}
