"""The inbox (postvak) of the coordinators: what waits, for whom, and until when."""

from typing import Final

from cards.consult import list_consult_rows
from cards.enquiry import press_enquiries
from cards.group_referral import press_group
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import draw_heads
from cards.referral import press_to_show
from cards.screening import SCREEN
from cards.turning import draw_place, draw_turning
from cards.weighing import WEIGH
from domain.press import Press
from services.inbox import InboxView, NextStep, WaitingReferral

SHOW_INBOX: Final = "inbox.show"

_STEPS: Final = {NextStep.SCREENING: SCREEN, NextStep.WEIGHING: WEIGH}


def draw_inbox(kit: Kit, view: InboxView) -> PrivateMessage:
    """Draw one page of the inbox."""
    page = view.page
    body = [kit.title("inbox.title"), *_summary(kit, view), *draw_place(kit, page)]
    body += [_row(kit, waiting, page.number) for waiting in page.items]
    questions = list_consult_rows(view.consults)
    body += draw_heads(kit, [(questions, row) for row in questions.rows])
    return kit.private(Preview.SCREENING, body, draw_turning(kit, SHOW_INBOX, page))


def _summary(kit: Kit, view: InboxView) -> list[Part]:
    numbers = {"waiting": view.page.length, "acute": view.acute, "late": view.late}
    numbers["asked"] = view.asked
    counts = [kit.words.count(f"inbox.{one}", many) for one, many in numbers.items() if many]
    if not counts:
        return [kit.text("inbox.empty")]
    return [kit.text("inbox.summary", counts=" · ".join(counts))]


def _row(kit: Kit, waiting: WaitingReferral, page: int) -> Part:
    parts = [_line(kit, waiting), _promise(kit, waiting), kit.row_of(_buttons(kit, waiting, page))]
    if not waiting.is_acute:
        return kit.group(parts)
    return kit.group([kit.heading("inbox.is_acute"), *parts], style="attention")


def _line(kit: Kit, waiting: WaitingReferral) -> Part:
    if waiting.group is None:
        key = f"inbox.row_{waiting.step.name.lower()}"
        return kit.text(key, code=waiting.case.code, organisation=waiting.organisation)
    steps = waiting.group.steps
    counted = [
        kit.words.count(f"group_referral.waits_{one.name.lower()}", steps[one])
        for one in NextStep
        if steps.get(one)
    ]
    return kit.text(
        "group_referral.inbox_row",
        mark=waiting.group.mark,
        counts=" · ".join(counted),
        organisation=waiting.organisation,
    )


def _promise(kit: Kit, waiting: WaitingReferral) -> Part:
    promised_on = kit.short_day(waiting.case.promised_on)
    if waiting.is_late:
        return kit.text("inbox.promise_broken", promised_on=promised_on)
    left = waiting.working_days_left
    term = kit.words.count("inbox.days_left", left) if left else kit.words("inbox.last_day")
    return kit.subtle("inbox.promise", promised_on=promised_on, term=term)


def _buttons(kit: Kit, waiting: WaitingReferral, page: int) -> list[Part]:
    case = waiting.case
    if waiting.group:
        press = press_group(waiting.group.mark)
        return [kit.dialog_button("group_referral.show_button", press)]
    back = Press(verb=SHOW_INBOX, subject=str(page))
    show = kit.button("inbox.show_button", press_to_show(case.id, back))
    if waiting.may_take_step:
        press = Press(verb=_STEPS[waiting.step], subject=case.id, version=case.version)
        return [kit.dialog_button(f"inbox.{waiting.step.name.lower()}_button", press), show]
    if waiting.step is NextStep.WEIGHING:
        # who does not weigh it asks partners meanwhile
        return [kit.dialog_button("enquiry.case_button", press_enquiries(case.id)), show]
    return [show]
