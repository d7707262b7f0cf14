"""A secret address: who referred a case or guards it says that it is one; a coordinator reads it
with a reason, which is kept with the case, and the look is on record as that (product page §3a).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import Action
from domain.audit import AuditEvent
from domain.identifiers import CaseId
from domain.referral import SecrecyGround
from domain.secret_address import NoSecretAddressError, SecretLook, require_look_reason
from domain.sight import SeenPart
from services.access import Permit, require_case
from services.moment import Context

_LOOKS_SHOWN = 3
# what was typed there before may hold the address
_EDITING = "edit_referral"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookView:
    """Who read a secret address before, when and why."""

    name: str
    look: SecretLook


async def open_to_hide(ctx: Context, case_id: CaseId) -> Permit:
    """Find a case whose address the actor may call secret."""
    return await require_case(ctx, Action.HIDE_ADDRESS, await ctx.uow.cases.get(case_id))


async def is_address_known(ctx: Context, permit: Permit) -> bool:
    """Tell whether there is an address to hide already, without it."""
    case = permit.case_for(ctx, Action.HIDE_ADDRESS)
    identity = (await ctx.uow.cases.referral(case.id)).identity
    return bool(identity.address) or identity.secrecy is not None


async def hide_address(ctx: Context, permit: Permit, ground: SecrecyGround, typed: str) -> None:
    """Make every address of a case secret from now on, with what is typed; NoAddressToHideError
    when there is none.
    """
    case = permit.case_for(ctx, Action.HIDE_ADDRESS)
    await ctx.uow.cases.stand_still(case)
    await ctx.uow.cases.hide_addresses(case.id, ground, typed, ctx.actor.id, ctx.now)
    await ctx.uow.address_shares.forget_all(case.id)
    await ctx.uow.drafts.overtake(case.id, _EDITING, ctx.now)
    await ctx.record(AuditEvent.ADDRESS_HIDDEN, case.id)


async def open_secret_address(ctx: Context, case_id: CaseId) -> Permit:
    """Find a case whose secret address the actor may read with a reason; NoSecretAddressError when
    it has none.
    """
    permit = await require_case(ctx, Action.READ_HIDDEN_ADDRESS, await ctx.uow.cases.get(case_id))
    if (await ctx.uow.cases.referral(case_id)).identity.secrecy is None:
        raise NoSecretAddressError
    return permit


async def list_looks(ctx: Context, permit: Permit) -> Sequence[LookView]:
    """List who read a secret address last, and why: never the address."""
    case = permit.case_for(ctx, Action.READ_HIDDEN_ADDRESS)
    looks = await ctx.uow.secret_addresses.last_looks(case.id, _LOOKS_SHOWN)
    if looks:
        await ctx.record_seen(permit.sight(SeenPart.PHASE))
    names = await ctx.uow.people.names({one.member for one in looks})
    return [LookView(name=names[one.member], look=one) for one in looks]


async def look_at_secret_address(ctx: Context, permit: Permit, reason: str) -> str:
    """Read a secret address: on record as that, and why is kept with the case.

    Raises NoReasonToLookError, NoSecretAddressError.
    """
    case = permit.case_for(ctx, Action.READ_HIDDEN_ADDRESS)
    why = require_look_reason(reason)
    address = await ctx.uow.secret_addresses.find(case.id)
    if address is None:
        raise NoSecretAddressError
    look = SecretLook(case=case.id, member=ctx.actor.id, looked_at=ctx.now, reason=why)
    await ctx.uow.secret_addresses.note_look(look)
    await ctx.record_seen(permit.sight(SeenPart.SECRET_ADDRESS))
    return address
