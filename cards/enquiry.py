"""The enquiry on cards: codes and days in the chat, who it is about in a window only; and for
coordinators who was asked, why, and what each said.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cards.contribution import offer_contributing, offer_next_versions, tell_left_out
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import (
    OverviewPart,
    OverviewRow,
    RowButton,
    asked_part,
    draw_row_button,
    opening_row,
)
from cards.page import ButtonView, PageView, PartView, ReceiptView, ShownView
from cards.referral import HIDE as HIDE_CASE
from cards.referral import tell_birth, write_name
from cards.words import Telephone, Text, Value
from domain.contribution import Contribution
from domain.enquiry import TELLS, DisclosureGround, Enquiry, EnquiryAnswer
from domain.identifiers import CaseId, OrganisationId
from domain.press import Press
from services.enquiry import EnquiriesView, EnquiryView
from services.enquiry_answer import EnquiriesAsked, EnquiryRow, SubjectAsked, SubjectsAsked
from services.enquiry_news import EnquiryNews

SHOW_ENQUIRIES: Final = "enquiry.show"
NAME_ALL_ASKED: Final = "enquiry.names"
WHO_IS_ASKED: Final = "enquiry.who"
ANSWER_ENQUIRY: Final = "enquiry.answer"
NOBODY_KNOWN: Final = "enquiry.nobody_known"
TAKE_BACK: Final = "enquiry.take_back"
TAKE_BACK_IN_WINDOW: Final = "enquiry.take_back_in_window"
HIDE_ASKED: Final = "enquiry.hide"
ENQUIRE: Final = "enquiry.open"
ASK_PARTNERS: Final = "enquiry.ask"
NOTE_ANSWER: Final = "enquiry.note"
ASK_AGAIN: Final = "enquiry.again"
WITHDRAW_ENQUIRY: Final = "enquiry.withdraw"
# one press each, in the order of the window
ENQUIRY_ANSWERS: Final = tuple(EnquiryAnswer)

_LINES_BESIDE: Final = 12
_NAMES: Final = Press(verb=NAME_ALL_ASKED)
_HIDE: Final = ButtonView(key="case.hide_button", press=Press(verb=HIDE_ASKED))


def draw_how_to_enquire(kit: Kit) -> PrivateMessage:
    """Tell how partners are asked about a case."""
    return kit.short("enquiry.how_to")


def draw_enquiries(kit: Kit, asked: EnquiriesAsked) -> PrivateMessage:
    """Draw all that a member is asked on one card, by code."""
    body = [kit.title("enquiry.card_title"), kit.subtle("enquiry.purpose")]
    body += [kit.heading("enquiry.card_heading"), *(_stack(kit, _row(one)) for one in asked.rows)]
    if not asked.rows:
        body = [kit.title("enquiry.card_title"), kit.text("enquiry.nothing")]
    if asked.left_out:
        body.append(kit.counted("enquiry.left_out", asked.left_out))
    names = [kit.dialog_button("enquiry.names_button", _NAMES)] if asked.open else []
    return kit.private(Preview.ENQUIRIES, body, names)


def _stack(kit: Kit, row: OverviewRow) -> Part:
    """The button below its text: beside it a telephone leaves a text three words a line."""
    below = [kit.row_of([draw_row_button(kit, row.button)])] if row.button else []
    return kit.group([kit.text(row.text.key, **row.text.parameters), *below])


def _row(row: EnquiryRow) -> OverviewRow:
    who = Press(verb=WHO_IS_ASKED, subject=row.id)
    if row.answer in TELLS:
        # also to take it back
        shown = RowButton(key="overview.show", press=who, opens_dialog=True)
        return OverviewRow(text=_said(row), button=shown)
    if row.answer is not None and row.back_until is not None:
        return OverviewRow(
            text=_said(row),
            button=RowButton(key="enquiry.take_back_button", press=_press_back(TAKE_BACK, row)),
        )
    return opening_row(
        Text("enquiry.to_be_called", {"code": row.code}) if row.answer else _tell_asked(row),
        "case.who_is_this",
        who,
    )


def _tell_asked(row: EnquiryRow) -> Text:
    key = "enquiry.asked_late" if row.is_late else "enquiry.asked"
    return Text(key, {"code": row.code, "on": row.due_on})


def _said(row: EnquiryRow) -> Text:
    answer = Text(f"enquiry.said_{row.answer}")
    key = "enquiry.you_said" if row.back_until else "enquiry.you_told"
    return Text(key, {"code": row.code, "answer": answer})


def _press_back(verb: str, row: EnquiryRow) -> Press:
    return Press(verb=verb, subject=row.id, version=row.version)


def list_asked_of_you(asked: EnquiriesAsked) -> OverviewPart:
    """What a member is asked, as one row of *mijn*."""
    return asked_part("enquiry.heading", _rows_of_own(asked))


def _rows_of_own(asked: EnquiriesAsked) -> Iterator[OverviewRow]:
    if asked.open:
        yield opening_row(_tell_open(asked), "enquiry.answer_button", _NAMES)
    if len(asked.open) < len(asked.rows):
        yield OverviewRow(
            text=Text("enquiry.answered_row"),
            button=RowButton(key="overview.show", press=Press(verb=SHOW_ENQUIRIES)),
        )


def _tell_open(asked: EnquiriesAsked) -> Text:
    number = len(asked.open) + asked.left_out
    in_time = [one.due_on for one in asked.open if not one.is_late]
    late = len(asked.open) - len(in_time)
    if not in_time:
        return Text("enquiry.own_row_late", {"number": number, "late": late})
    if late:
        said: dict[str, Value] = {"number": number, "late": late, "on": min(in_time)}
        return Text("enquiry.own_row_mixed", said)
    return Text("enquiry.own_row", {"number": number, "on": min(in_time)})


def lay_out_subjects(view: SubjectsAsked, *, is_changed: bool = False) -> PageView:
    """Lay out who all open questions are about, with one button for who knows nobody;
    ``is_changed`` when that button was pressed for other questions than these.
    """
    said = [one for one in view.asked.rows if one.back_until is not None]
    key = "enquiry.others_button" if said else "enquiry.nobody_button"
    nobody = ButtonView(key=key, press=Press(verb=NOBODY_KNOWN, subject=view.asked.mark))
    return PageView(
        title=Text("enquiry.card_title"),
        intro=Text("enquiry.purpose"),
        notes=(Text("enquiry.list_changed"),) if is_changed else (),
        parts=(*map(_subject_part, view.subjects), *map(_said_part, said)),
        buttons=(nobody, _HIDE),
        reopen=_NAMES,
    )


def _subject_part(subject: SubjectAsked) -> PartView:
    row = subject.row
    told = (*tell_birth(subject.born_on), *_tell_behalf(row))
    return PartView(
        title=Text("enquiry.subject", {"name": write_name(subject.name)}),
        change=Press(verb=WHO_IS_ASKED, subject=row.id),
        shown=(ShownView(label=_tell_asked(row), lines=told),),
        button="enquiry.answer_button",
    )


def _said_part(row: EnquiryRow) -> PartView:
    return PartView(
        title=_said(row),
        change=_press_back(TAKE_BACK_IN_WINDOW, row),
        shown=(),
        button="enquiry.take_back_button",
    )


def _who(subject: SubjectAsked) -> tuple[ShownView, ...]:
    born = tell_birth(subject.born_on)
    lines = (write_name(subject.name), *born, *_tell_behalf(subject.row))
    return (ShownView(label=Text("case_page.who"), lines=lines),)


def _tell_behalf(row: EnquiryRow) -> tuple[Text, ...]:
    absent = row.on_behalf_of
    return (Text("deputy.on_behalf_of", {"name": absent}),) if absent else ()


def lay_out_subject_asked(subject: SubjectAsked, own: Sequence[Contribution] = ()) -> PageView:
    """Lay out who one question is about, with one press for each answer; once they said that they
    know them, with what they may contribute and their ``own`` contributions.
    """
    if subject.may:
        return _lay_out_known(subject, own)
    hints = (Text("enquiry.bound"),) if subject.is_bound else ()
    return PageView(
        title=_tell_asked(subject.row),
        intro=Text("enquiry.purpose"),
        hints=hints,
        shown=_who(subject),
        buttons=(*(_answer_button(subject.row, one) for one in ENQUIRY_ANSWERS), _HIDE),
        reopen=Press(verb=WHO_IS_ASKED, subject=subject.row.id),
    )


def _lay_out_known(subject: SubjectAsked, own: Sequence[Contribution]) -> PageView:
    row = subject.row
    press = _press_back(TAKE_BACK_IN_WINDOW, row)
    back = [ButtonView(key="enquiry.take_back_button", press=press)] if row.back_until else []
    others = ButtonView(key="enquiry.other_questions", press=_NAMES)
    return PageView(
        title=_said(row),
        intro=Text("enquiry.may_contribute"),
        shown=_who(subject),
        parts=offer_next_versions(own),
        hints=tell_left_out(own),
        buttons=(*offer_contributing(row.case, subject.may), others, *back, _HIDE),
        reopen=Press(verb=WHO_IS_ASKED, subject=row.id),
    )


def _answer_button(
    row: EnquiryRow, answer: EnquiryAnswer, ground: DisclosureGround | None = None
) -> ButtonView:
    named = f"{row.id}:{ground}" if ground else row.id
    press = Press(verb=f"{ANSWER_ENQUIRY}_{answer}", subject=named, version=row.version)
    key = f"contribution.ground_{ground}" if ground else f"enquiry.answer_{answer}"
    return ButtonView(key=key, press=press)


def lay_out_grounds(row: EnquiryRow, answer: EnquiryAnswer) -> PageView:
    """Ask on which ground somebody bound by professional secrecy tells it."""
    who = Press(verb=WHO_IS_ASKED, subject=row.id)
    grounds = (_answer_button(row, answer, one) for one in DisclosureGround)
    cannot = _answer_button(row, EnquiryAnswer.CANNOT_SHARE)
    return PageView(
        title=Text("enquiry.ground_title"),
        intro=Text("enquiry.ground_intro", {"code": row.code}),
        hints=(Text("enquiry.purpose"),),
        buttons=(*grounds, cannot, ButtonView(key="enquiry.other_answer", press=who)),
        reopen=who,
    )


def tell_all_answered(asked: EnquiriesAsked) -> ReceiptView:
    """Thank who answered and has no open question any more; who has nothing to take back reads only
    that nothing is open.
    """
    may_take_back = any(one.back_until for one in asked.rows)
    return ReceiptView(
        title=Text("enquiry.thanks" if may_take_back else "enquiry.nothing"),
        lines=(Text("enquiry.may_take_back"),) if may_take_back else (),
        back=Press(verb=SHOW_ENQUIRIES),
    )


def press_enquiries(case_id: CaseId, number: int = 1) -> Press:
    """Ask for a page of what was asked about a case."""
    return Press(verb=ENQUIRE, subject=f"{case_id}:{number}")


def read_enquiries_press(press: Press) -> tuple[CaseId, int]:
    """Read which page is asked for; from the card of a case the first."""
    case_id, _, number = press.subject.partition(":")
    return CaseId(case_id), int(number or 1)


def lay_out_enquiries(view: EnquiriesView) -> PageView:
    """Lay out for a coordinator who was asked about a case, why, and what they said."""
    pages = view.enquiries
    place = Text("case_page.place", {"number": pages.number, "total": pages.total})
    nobody = ShownView(label=Text("enquiry.nobody_asked"), lines=())
    return PageView(
        title=Text("enquiry.page_title", {"code": view.case.code}),
        step=place if pages.total > 1 else None,
        intro=Text("enquiry.page_intro"),
        shown=tuple(map(_show_enquiry, pages.items)) or (nobody,),
        buttons=tuple(_page_buttons(view)),
        reopen=press_enquiries(view.case.id, pages.number),
    )


def _page_buttons(view: EnquiriesView) -> Iterator[ButtonView]:
    case, pages = view.case, view.enquiries
    offered = [("enquiry.ask_button", ASK_PARTNERS)]
    offered += [("enquiry.note_button", NOTE_ANSWER)] if view.may_note else []
    offered += [("enquiry.again_button", ASK_AGAIN)] if view.may_ask_again else []
    offered += [("enquiry.withdraw_button", WITHDRAW_ENQUIRY)] if view.may_withdraw else []
    for key, verb in offered:
        yield ButtonView(key=key, press=Press(verb=verb, subject=case.id))
    if pages.total > 1:
        following = press_enquiries(case.id, pages.number % pages.total + 1)
        yield ButtonView(key="case_page.turn", press=following)
    yield ButtonView(key="case.hide_button", press=Press(verb=HIDE_CASE, subject=case.id))


def _show_enquiry(view: EnquiryView) -> ShownView:
    one = view.enquiry
    asked: dict[str, Value] = {"name": view.member, "by": view.asked_by, "at": one.asked_at}
    return ShownView(
        label=_tell_said(one, view.organisation),
        lines=(view.why, Text("enquiry.asked_of", asked), *_tell_answer(view)),
    )


def _tell_answer(view: EnquiryView) -> Iterator[Text]:
    one = view.enquiry
    if view.is_late:
        yield Text("enquiry.late")
    if view.away_until:
        yield Text("enquiry.away", {"name": view.member, "until": view.away_until})
    if one.ground:
        yield Text("enquiry.on_ground", {"ground": Text(f"contribution.ground_{one.ground}")})
    if one.answered_at:
        key = "enquiry.said_by" if one.answered_by == one.member else "enquiry.noted_by"
        yield Text(key, {"name": view.answered_by, "at": one.answered_at})
    if one.is_unsettled and view.telephone:
        yield Text("enquiry.call", {"name": view.member, "telephone": Telephone(view.telephone)})


def _tell_said(one: Enquiry, organisation: str) -> Text:
    said: dict[str, Value] = {"organisation": organisation}
    if one.answer is not None:
        return Text("enquiry.line", said | {"answer": Text(f"enquiry.said_{one.answer}")})
    if one.end is not None:
        return Text(f"enquiry.line_{one.end}", said)
    return Text("enquiry.line_silent", said | {"on": one.due_on})


def show_enquiries(
    enquiries: Sequence[Enquiry], name_of: Callable[[OrganisationId], str]
) -> Iterator[ShownView]:
    """Show coordinators what each partner said, as far as it fits beside other things; nothing when
    nobody was asked.
    """
    shown = enquiries[:_LINES_BESIDE]
    lines = [_tell_said(one, name_of(one.organisation)) for one in shown]
    if len(enquiries) > len(shown):
        lines.append(Text("enquiry.more_lines", {"number": len(enquiries) - len(shown)}))
    if lines:
        yield ShownView(label=Text("enquiry.on_page"), lines=tuple(lines))


def list_news(news: Sequence[EnquiryNews]) -> OverviewPart:
    """What coordinators have to know of enquiries, each with the way to its page."""
    rows = tuple(
        opening_row(
            Text(f"enquiry.news_{one.kind}", {"code": one.code, "organisation": one.organisation}),
            "overview.show",
            press_enquiries(one.case),
        )
        for one in news
    )
    return asked_part("enquiry.news_heading", rows)
