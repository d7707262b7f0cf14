"""Writing a signal: from which cases and what was found, for whom, and for a third party on what
that is allowed. Writing it otherwise asks the same.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.overview import BACK_TO_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.signal import tell_signal_asked
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, about_no_case
from dialogs.signal_about import AboutSignal, about_signal, over_when_gone, require_as_read
from domain.draft import Answers
from domain.identifiers import CaseId, MemberId, OrganisationId, read_case_code
from domain.member import OrganisationType
from domain.press import Press
from domain.signal import (
    FINDING_SIGNS,
    LawfulnessTest,
    SignalAddressee,
    SignalText,
    SignalWay,
)
from services.moment import Context
from services.signal import (
    OpenSignal,
    SignalForm,
    SignalWriting,
    list_addressees,
    open_signal,
    open_to_signal,
    read_signal,
    rewrite_signal,
    send_signal,
)

_BETWEEN: Final = re.compile(r"[,;\n]+")
# who takes part in the house, and who does not: for them the law asks more
_INSIDE, _OUTSIDE = "inside:", "outside:"


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutWriting:
    """A signal that a member is about to write, from a case or from none yet."""

    writer: MemberId
    case: CaseId | None = None


async def _may_write(ctx: Context, about: AboutWriting) -> SignalWriting:
    return await open_to_signal(ctx, about.case)


async def _begin_writing(ctx: Context, writing: SignalWriting) -> Beginning[AboutWriting]:
    return Beginning(
        about=AboutWriting(writer=ctx.actor.id, case=writing.case),
        case=writing.case,
        answers={"codes": writing.code} if writing.code else {},
    )


async def _may_rewrite(ctx: Context, about: AboutSignal) -> OpenSignal:
    with over_when_gone(about):
        opened = await open_signal(ctx, about.signal)
    require_as_read(about, opened.signal)
    return opened


async def _begin_rewriting(ctx: Context, opened: OpenSignal) -> Beginning[AboutSignal]:
    view = await read_signal(ctx, opened)
    text, addressee = opened.signal.text, opened.signal.text.addressee
    tested = text.lawfulness
    place = _OUTSIDE if addressee.is_third_party else _INSIDE
    known = addressee.organisation
    told = {
        "codes": ", ".join(view.codes),
        "finding": text.finding,
        "organisation": f"{place}{known}" if known else "",
        "name": "" if known else addressee.name,
        "function": addressee.function,
        "address": addressee.address,
        "way": text.way.value,
        "basis": tested.basis if tested else "",
        "reference": tested.reference if tested else "",
    }
    answers: dict[str, str | date] = {name: said for name, said in told.items() if said}
    tested_on = {"tested_on": tested.tested_on} if tested else {}
    return Beginning(about=about_signal(opened.signal), answers={**answers, **tested_on})


async def _sees_signal(ctx: Context, opened: OpenSignal) -> None:
    await read_signal(ctx, opened)


async def _offer_organisations(ctx: Context, _loaded: object) -> tuple[ChoiceView, ...]:
    found = await list_addressees(ctx)
    return tuple(
        ChoiceView(value=f"{_place_of(one.type)}{one.id}", title=one.name) for one in found
    )


def _place_of(kind: OrganisationType) -> str:
    return _OUTSIDE if kind is OrganisationType.THIRD_PARTY else _INSIDE


def _read_codes(answers: Answers) -> tuple[str, ...]:
    return tuple(one for one in _BETWEEN.split(text_of(answers, "codes")) if one.strip())


def _check_finding(answers: Answers, _today: date) -> Problems:
    codes = _read_codes(answers)
    if not codes or any(read_case_code(one) is None for one in codes):
        return {"codes": Text("signal.no_case")}
    return {}


def _check_addressee(answers: Answers, _today: date) -> Problems:
    problems = dict[str, Text]()
    chosen, typed = text_of(answers, "organisation"), text_of(answers, "name").strip()
    if bool(chosen) is bool(typed):
        problems["name"] = Text("signal.one_addressee")
    is_written = text_of(answers, "way") in {SignalWay.LETTER, SignalWay.MAIL}
    if is_written and not text_of(answers, "address").strip():
        problems["address"] = Text("signal.no_address")
    return problems


def _is_third_party(answers: Answers) -> bool:
    return not text_of(answers, "organisation").startswith(_INSIDE)


def _check_lawfulness(answers: Answers, today: date) -> Problems:
    tested_on = answers.get("tested_on")
    is_to_come = isinstance(tested_on, date) and tested_on > today
    return {"tested_on": Text("signal.not_tested_yet")} if is_to_come else {}


def _form(answers: Answers) -> SignalForm:
    chosen = text_of(answers, "organisation").partition(":")[2]
    is_third_party = _is_third_party(answers)
    return SignalForm(
        codes=_read_codes(answers),
        text=SignalText(
            finding=text_of(answers, "finding").strip(),
            addressee=SignalAddressee(
                name=text_of(answers, "name").strip(),
                function=text_of(answers, "function").strip(),
                address=text_of(answers, "address").strip(),
                organisation=OrganisationId(chosen) if chosen else None,
                is_third_party=is_third_party,
            ),
            way=SignalWay(text_of(answers, "way")),
            lawfulness=_form_lawfulness(answers) if is_third_party else None,
        ),
    )


def _form_lawfulness(answers: Answers) -> LawfulnessTest | None:
    tested_on = answers.get("tested_on")
    if not isinstance(tested_on, date):
        return None
    return LawfulnessTest(
        basis=text_of(answers, "basis").strip(),
        tested_on=tested_on,
        reference=text_of(answers, "reference").strip(),
    )


async def _send(ctx: Context, writing: SignalWriting, answers: Answers) -> ReceiptView:
    return tell_signal_asked(await send_signal(ctx, writing, _form(answers)))


async def _rewrite(ctx: Context, opened: OpenSignal, answers: Answers) -> ReceiptView:
    return tell_signal_asked(await rewrite_signal(ctx, opened, _form(answers)))


def _back_to_own(_loaded: object) -> Press:
    return Press(verb=BACK_TO_OVERVIEW)


_FINDING: Final[Page[object]] = Page(
    id="finding",
    title="signal.finding_page",
    intro="signal.finding_intro",
    fields=(
        Field(id="codes", kind=FieldKind.TEXT, label="signal.codes", hint="signal.codes_hint"),
        Field(
            id="finding",
            kind=FieldKind.LONG_TEXT,
            label="signal.finding",
            hint="signal.nobody_named",
            max_length=FINDING_SIGNS,
            watches=STORY,
        ),
    ),
    check=_check_finding,
)
_ADDRESSEE: Final[Page[object]] = Page(
    id="addressee",
    title="signal.addressee_page",
    intro="signal.addressee_intro",
    fields=(
        Field(
            id="organisation",
            kind=FieldKind.CHOICE,
            label="signal.organisation",
            is_required=False,
            choices_of=_offer_organisations,
        ),
        Field(
            id="name",
            kind=FieldKind.TEXT,
            label="signal.other_name",
            is_required=False,
            needed_when="signal.when_not_chosen",
        ),
        Field(
            id="function",
            kind=FieldKind.TEXT,
            label="signal.function",
            hint="signal.function_hint",
        ),
        Field(
            id="way",
            kind=FieldKind.CHOICE,
            label="signal.way",
            choices=options("signal.way_", *SignalWay),
        ),
        Field(
            id="address",
            kind=FieldKind.TEXT,
            label="signal.address",
            is_required=False,
            needed_when="signal.when_written",
        ),
    ),
    check=_check_addressee,
)
_LAWFULNESS: Final[Page[object]] = Page(
    id="lawfulness",
    title="signal.lawfulness_page",
    intro="signal.lawfulness_intro",
    fields=(
        Field(
            id="basis",
            kind=FieldKind.TEXT,
            label="signal.basis",
            hint="signal.basis_hint",
            watches=STORY,
        ),
        Field(id="tested_on", kind=FieldKind.DATE, label="signal.tested_on"),
        Field(id="reference", kind=FieldKind.TEXT, label="signal.reference"),
    ),
    is_shown=_is_third_party,
    check=_check_lawfulness,
)
_PAGES: Final = (_FINDING, _ADDRESSEE, _LAWFULNESS)

SIGNAL_WRITING: Final[Dialog[AboutWriting, SignalWriting]] = Dialog(
    name="signal_writing",
    version=1,
    title="signal.dialog",
    about=AboutWriting,
    pages=_PAGES,
    allow=_may_write,
    begin=_begin_writing,
    finish=_send,
    code_of=about_no_case,
    finish_button="signal.ask_button",
    way_back=_back_to_own,
)
SIGNAL_REWRITING: Final[Dialog[AboutSignal, OpenSignal]] = Dialog(
    name="signal_rewriting",
    version=1,
    title="signal.dialog",
    about=AboutSignal,
    pages=_PAGES,
    allow=_may_rewrite,
    begin=_begin_rewriting,
    finish=_rewrite,
    code_of=about_no_case,
    sees=_sees_signal,
    finish_button="signal.ask_button",
    way_back=_back_to_own,
)
