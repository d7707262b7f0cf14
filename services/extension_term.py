"""What is asked of suppliers as time passes: who comes to supply something is asked too, who is
silent is reminded once, and when the term is over what is of who did not agree is destroyed.
"""

from dataclasses import replace
from typing import Final

from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.extension import (
    AskedExtension,
    TermDecided,
    decide_at_term,
    extend_to,
    find_ground,
    is_to_remind,
)
from domain.extension_outcome import list_outcomes
from domain.retention import RetentionEnd
from services.digest import tell_in_digest
from services.extension import tell_suppliers
from services.extension_outcome import forget_outcomes, tell_case_gone, tell_outcomes
from services.guarding import list_directors
from services.moment import Moment
from services.retention import find_case_end
from services.suppliers import find_supplied_parts, name_suppliers

# the article by which parts of a case go, as it stands on record
_ARTICLE: Final = "BGS:1.16.3"


async def look_at_extensions(moment: Moment) -> None:
    """Look at each question: end what has no ground any more, ask new suppliers, remind."""
    await forget_outcomes(moment)
    asked = await moment.uow.extensions.open()
    known = await moment.uow.cases.known([one.case for one in asked]) if asked else ()
    cases = {one.id: one for one in known}
    for one in asked:
        await _look_at_question(moment, cases[one.case], one)


async def _look_at_question(moment: Moment, case: Case, asked: AskedExtension) -> None:
    end = await find_case_end(moment, case)
    if not await _has_ground(moment, case, end, asked):
        await _end_question(moment, case)
        return
    await _ask_new_suppliers(moment, case, asked)
    if is_to_remind(asked, end, moment.today):
        await moment.uow.extensions.note_reminder(case.id, moment.today)
        await tell_suppliers(moment, asked, asked.silent)
        await tell_in_digest(moment, *await list_directors(moment))


async def _has_ground(moment: Moment, case: Case, end: RetentionEnd, asked: AskedExtension) -> bool:
    closing = await moment.uow.case_steps.last_closing(case.id)
    return asked.ground is find_ground(case, end, closing.signed.on if closing else None)


async def _end_question(moment: Moment, case: Case) -> None:
    """End what is asked about a case; process directors read anew when it goes."""
    await moment.uow.extensions.forget(case.id)
    await moment.uow.retention_warnings.forget(case.id)
    await moment.record(AuditEvent.EXTENSION_LAPSED, case.id)


async def _ask_new_suppliers(moment: Moment, case: Case, asked: AskedExtension) -> None:
    suppliers = name_suppliers(case, await find_supplied_parts(moment, case))
    if more := sorted(suppliers - asked.asked):
        await moment.uow.extensions.ask_more(case.id, more)
        await tell_suppliers(moment, asked, more)


async def keep_what_agreed(moment: Moment, case: Case, end: RetentionEnd) -> bool:
    """Keep a case whose term is over as far as its suppliers agreed, and destroy the rest; False
    when nothing was asked or all of it goes.
    """
    asked = await moment.uow.extensions.find(case.id)
    if asked is None:
        return False
    closing = await moment.uow.case_steps.last_closing(case.id)
    parts = await find_supplied_parts(moment, case)
    decided = decide_at_term(case, end, asked, parts, closing.signed.on if closing else None)
    if decided is None:
        await tell_case_gone(moment)
        return False
    await _extend(moment, case, decided)
    await _destroy_parts(moment, case, decided)
    await tell_outcomes(moment, list_outcomes(asked, decided, moment.now))
    return True


async def _extend(moment: Moment, case: Case, decided: TermDecided) -> None:
    why = await moment.uow.extensions.why(case.id)
    before = await moment.uow.case_steps.last_extension(case.id)
    kept = replace(
        why,
        form=replace(why.form, goes_on=decided.goes_on),
        agreed=decided.agreed,
        left_out=decided.left_out | (before.left_out if before else frozenset()),
    )
    await moment.uow.case_steps.add_extension(kept)
    await moment.uow.cases.save(extend_to(case, decided, moment.today))
    await moment.uow.extensions.forget(case.id)
    # of the new end it is told anew
    await moment.uow.retention_warnings.forget(case.id)
    await moment.record(AuditEvent.CASE_EXTENDED, case.id)


async def _destroy_parts(moment: Moment, case: Case, decided: TermDecided) -> None:
    if not decided.gone:
        return
    gone = [one.part for one in decided.gone]
    counted = await moment.uow.supplied_parts.destroy(case.id, gone)
    for kind, number in counted.items():
        await moment.record(AuditEvent.ROWS_DESTROYED, case.id, f"{kind}:{number}")
    reason = AuditReason.NOT_AGREED
    await moment.record(AuditEvent.PARTS_DESTROYED, case.id, _ARTICLE, reason=reason)
