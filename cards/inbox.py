"""The inbox (postvak) of the coordinators: what waits, for whom, and until when."""

from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.referral import SHOW_CASE
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
    body += [_row(kit, waiting) for waiting in page.items]
    return kit.private(Preview.SCREENING, body, draw_turning(kit, SHOW_INBOX, page))


def _summary(kit: Kit, view: InboxView) -> list[Part]:
    if not view.page.length:
        return [kit.text("inbox.empty")]
    counts = [kit.words.count("inbox.waiting", view.page.length)]
    if view.late:
        counts.append(kit.words.count("inbox.late", view.late))
    return [kit.text("inbox.summary", counts=" · ".join(counts))]


def _row(kit: Kit, waiting: WaitingReferral) -> Part:
    case = waiting.case
    line = kit.text(
        f"inbox.row_{waiting.step.name.lower()}",
        code=case.code,
        organisation=waiting.organisation,
    )
    key = "inbox.promise_broken" if waiting.is_late else "inbox.promise"
    promise = kit.subtle(key, promised_on=kit.short_day(case.promised_on))
    return kit.group([line, promise, kit.row_of(_buttons(kit, waiting))])


def _buttons(kit: Kit, waiting: WaitingReferral) -> list[Part]:
    case = waiting.case
    show = kit.button("inbox.show_button", Press(verb=SHOW_CASE, subject=case.id))
    if not waiting.may_take_step:
        return [show]
    press = Press(verb=_STEPS[waiting.step], subject=case.id, version=case.version)
    return [kit.dialog_button(f"inbox.{waiting.step.name.lower()}_button", press), show]
