"""Brings cases of a running house in from the command line, and says what came or what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.running.member_turn import act_for
from cards.case_import import tell_imported, tell_mistakes, tell_plan
from cards.words import Words
from domain.audit import Operator
from domain.errors import StoplichtError
from domain.house import House
from domain.mandate import AgreedDecision
from domain.member import Language
from files.case_import import read_case_file
from services.case_import import import_cases, plan_import
from services.consent import Consent, agree
from services.moment import Context
from services.ports.turns import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """Which file is brought in, the member who answers for it (its id in the house or in Entra),
    the number of the mandate on which the partners are involved, and in which language it is told
    what came of it: that of the member when None. ``is_trial`` when only that is asked.
    """

    source: Path
    by: str
    mandate: str
    is_trial: bool = False
    language: Language | None = None


class CannotImportError(StoplichtError):
    """Something in this file is wrong, and nothing of it was brought in."""


async def import_case_file(
    database: Database, house: House, order: ImportOrder, operator: Operator
) -> Sequence[str]:
    """Bring in all cases of a file or none of them; the lines that say what came.

    Raises CannotImportError with everything that is wrong.
    """
    file = read_case_file(order.source)

    async def act(ctx: Context) -> Sequence[str]:
        words = Words(order.language or ctx.actor.member.language)
        consent = Consent(mandate=order.mandate)
        await agree(ctx, consent, AgreedDecision.INVOLVING)
        plan = await plan_import(ctx, file)
        if plan.mistakes:
            raise CannotImportError("\n".join(tell_mistakes(words, plan)))
        if order.is_trial:
            return tell_plan(words, plan)
        imported = await import_cases(ctx, plan, operator, consent)
        return tell_imported(words, plan, imported)

    return await act_for(database, house, order.by, act, order.language)
