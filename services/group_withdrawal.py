"""A referrer withdraws all that is left of a group at once; each case by itself as ever."""

from domain.access import Action
from domain.group_referral import GroupMark
from services.group_referral_views import permit_in_group
from services.group_work import hold_cases
from services.moment import Context
from services.referral import CannotWithdrawError, withdraw_referral


async def count_to_withdraw(ctx: Context, mark: GroupMark) -> int:
    """Count what a group's referrer may still withdraw."""
    return len(await permit_in_group(ctx, mark, Action.WITHDRAW_REFERRAL))


async def withdraw_group(ctx: Context, mark: GroupMark) -> int:
    """Withdraw what a group's referrer may still withdraw; how many there were.

    Raises NothingLeftInGroupError when there is nothing left.
    """
    withdrawn = 0
    permits = await permit_in_group(ctx, mark, Action.WITHDRAW_REFERRAL)
    await hold_cases(ctx, permits)
    for permit in permits:
        try:
            await withdraw_referral(ctx, permit.case.id, permit.case.version)
        except CannotWithdrawError:
            # another told of the same person: a coordinator does that one
            continue
        withdrawn += 1
    return withdrawn
