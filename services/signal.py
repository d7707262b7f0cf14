"""A coordinator writes a signal and has the suppliers of its cases asked, writes it otherwise or
withdraws it; a process director puts on record that it was handed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from secrets import token_hex

from domain.access import Action, Involvement
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.identifiers import CaseId, OrganisationId
from domain.member import Organisation, OrganisationType
from domain.policy import decide_access
from domain.sight import SeenPart
from domain.signal import (
    NOBODY_BEFORE,
    AddresseeLeftError,
    Signal,
    SignalAddressee,
    SignalHandedOver,
    SignalId,
    SignalOverError,
    SignalSaid,
    SignalSays,
    SignalSource,
    SignalStep,
    SignalSupplier,
    SignalText,
    SignalWay,
    SuppliersBefore,
    check_signal_text,
    choose_signal_suppliers,
    end_signal_on,
    find_signal_step,
    find_suppliers_before,
    hand_over_signal,
    have_unreached_agree,
    say_of_signal,
)
from domain.signal_words import KnownPerson, NamesPersonError, require_no_persons
from domain.timer import TimerKind
from services.access import HousePermit, find_case, find_grounds, require, require_case
from services.digest import find_next_digest
from services.moment import Context, Moment
from services.signal_asking import (
    find_signal_reminder,
    find_unreached,
    list_signal_cases,
    look_at_signal_on,
    record_signal,
    tell_signal_suppliers,
    tell_when_decided,
)
from services.signal_to_write import end_signal_promise
from services.suppliers import find_supplied_parts, name_suppliers


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalWriting:
    """Who may write a signal, with the ``code`` of the case that they begin from."""

    permit: HousePermit
    case: CaseId | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalForm:
    """What a coordinator fills in: the codes of the cases, and what is found for whom."""

    codes: tuple[str, ...]
    text: SignalText


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSignal:
    """A signal that a coordinator may go on with, and the cases that it came from."""

    permit: HousePermit
    signal: Signal
    sources: Sequence[SignalSource]

    @property
    def cases(self) -> frozenset[CaseId]:
        """The cases that it came from."""
        return frozenset(one.case for one in self.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalView:
    """A signal as coordinators read it: for a window only. ``may_hand_over`` for who decides, when
    it can go; ``stays`` is the key of what keeps it here since it was written.
    """

    signal: Signal
    step: SignalStep
    codes: tuple[str, ...]
    organisations: Mapping[OrganisationId, str]
    house: str
    may_hand_over: bool
    stays: str = ""


async def open_to_signal(ctx: Context, case_id: CaseId | None = None) -> SignalWriting:
    """Who may write a signal, from a case or from none yet."""
    permit = require(ctx, Action.WRITE_SIGNAL)
    if case_id is None:
        return SignalWriting(permit=permit)
    case = await ctx.uow.cases.get(case_id)
    await require_case(ctx, Action.SIGNAL_CASE, case)
    return SignalWriting(permit=permit, case=case.id, code=case.code)


async def open_signal(ctx: Context, signal_id: SignalId) -> OpenSignal:
    """Find a signal to go on with. SignalOverError when it was handed over."""
    permit = require(ctx, Action.WRITE_SIGNAL)
    signal = await ctx.uow.signals.get(signal_id)
    if signal.handed_over:
        raise SignalOverError
    sources = (await ctx.uow.signals.sources([signal.id]))[signal.id]
    return OpenSignal(permit=permit, signal=signal, sources=sources)


async def read_signal(ctx: Context, opened: OpenSignal) -> SignalView:
    """Read a signal and what its suppliers said; on record for each case that it came from."""
    cases = await list_signal_cases(ctx, opened.sources)
    ids = [one.id for one in cases]
    await ctx.record_seen(*opened.permit.sights(SeenPart.SIGNAL, ids, opened.signal.id))
    may_hand_over = decide_access(Action.HAND_OVER_SIGNAL, ctx.actor, None).is_allowed
    stays = await _find_what_keeps_it(ctx, opened)
    return SignalView(
        signal=opened.signal,
        step=find_signal_step(opened.signal, ctx.today),
        codes=tuple(one.code for one in cases),
        organisations=await _name_suppliers(ctx, opened.signal),
        house=ctx.house.name,
        may_hand_over=may_hand_over and not stays,
        stays=stays,
    )


async def _find_what_keeps_it(ctx: Context, opened: OpenSignal) -> str:
    if find_signal_step(opened.signal, ctx.today) is not SignalStep.READY:
        return ""
    try:
        await require_may_still_go(ctx, opened.signal, opened.sources)
    except (NamesPersonError, AddresseeLeftError) as kept:
        return kept.text_key
    return ""


async def list_addressees(ctx: Context) -> Sequence[Organisation]:
    """The organisations that the house knows, for whom a signal can be."""
    return await ctx.uow.people.organisations()


async def send_signal(ctx: Context, writing: SignalWriting, form: SignalForm) -> Signal:
    """Ask the suppliers of the cases whether they object. Raises NoCaseOfSignalError,
    NoFindingError, NoLawfulnessError, NamesPersonError.
    """
    writing.permit.check(ctx, Action.WRITE_SIGNAL)
    signal_id = SignalId(token_hex(16))
    new, sources = await _form_signal(ctx, signal_id, form, None)
    await ctx.uow.signals.add(new, sources)
    return await _ask(ctx, new, sources)


async def rewrite_signal(ctx: Context, opened: OpenSignal, form: SignalForm) -> Signal:
    """Write a signal otherwise, or from other cases: all suppliers are asked anew, also those of a
    case that ended meanwhile, which its writer cannot leave out.
    """
    opened.permit.check(ctx, Action.WRITE_SIGNAL)
    new, sources = await _form_signal(ctx, opened.signal.id, form, opened)
    before = opened.signal
    saved = await ctx.uow.signals.save(replace(new, writer=before.writer, version=before.version))
    await ctx.uow.signals.change_sources(saved.id, sources)
    return await _ask(ctx, saved, sources)


async def withdraw_signal(ctx: Context, opened: OpenSignal) -> None:
    """Withdraw a signal: nothing of it is kept but that there was one."""
    opened.permit.check(ctx, Action.WRITE_SIGNAL)
    await ctx.uow.signals.wipe(opened.signal)
    await ctx.uow.timers.cancel(TimerKind.SIGNAL, opened.signal.id)
    await record_signal(ctx, AuditEvent.SIGNAL_WITHDRAWN, opened.signal, opened.cases)


async def note_signal_said(
    ctx: Context, opened: OpenSignal, organisation: OrganisationId, said: SignalSaid
) -> Signal:
    """Take down what a supplier says by telephone; its reason names nobody of any case."""
    opened.permit.check(ctx, Action.WRITE_SIGNAL)
    await _require_no_persons(ctx, await _load(ctx, opened.cases), [said.reason])
    return await keep_signal_said(ctx, opened.signal, opened.sources, organisation, said)


async def keep_signal_said(
    ctx: Context,
    signal: Signal,
    sources: Sequence[SignalSource],
    organisation: OrganisationId,
    said: SignalSaid,
) -> Signal:
    """Keep what a supplier says; its reason names nobody of its cases. Who decides reads it."""
    own = frozenset(one.case for one in sources if organisation in one.suppliers)
    await _require_no_persons(ctx, await _load(ctx, own), [said.reason])
    saved = await ctx.uow.signals.save(say_of_signal(signal, organisation, said))
    is_own = ctx.actor.organisation.id == organisation
    await record_signal(
        ctx,
        AuditEvent.SIGNAL_ANSWERED,
        saved,
        own,
        reason=None if is_own else AuditReason.BY_TELEPHONE,
        on_behalf_of=None if is_own else organisation,
    )
    await tell_when_decided(ctx, saved)
    return saved


async def record_handed_over(
    ctx: Context, opened: OpenSignal, way: SignalWay, on: date, to: str
) -> Signal:
    """A process director puts on record that a signal was handed over. Raises SignalOverError,
    NotReadyToHandOverError, NotOnThatDayError, NobodyTookItError, NamesPersonError and
    AddresseeLeftError.
    """
    require(ctx, Action.HAND_OVER_SIGNAL)
    await require_may_still_go(ctx, opened.signal, opened.sources, to)
    handed = SignalHandedOver(way=way, on=on, to=to.strip(), by=ctx.actor.id)
    asked_on = ctx.day_of(opened.signal.asked_at)
    changed = hand_over_signal(opened.signal, handed, asked_on, ctx.today)
    saved = await ctx.uow.signals.save(changed)
    await record_signal(ctx, AuditEvent.SIGNAL_HANDED_OVER, saved, opened.cases)
    for case in sorted(opened.cases):
        await end_signal_promise(ctx, case)
    await look_at_signal_on(ctx, saved, saved.ends_on)
    return saved


async def _name_suppliers(ctx: Context, signal: Signal) -> Mapping[OrganisationId, str]:
    """Also of one that left the house."""
    found = [await ctx.uow.people.organisation(one) for one in sorted(signal.asked)]
    return {one.id: one.name for one in found}


async def _form_signal(
    ctx: Context, signal_id: SignalId, form: SignalForm, opened: OpenSignal | None
) -> tuple[Signal, Sequence[SignalSource]]:
    cases = await _find_cases(ctx, form.codes)
    addressee = await _know_addressee(ctx, form.text.addressee)
    text = check_signal_text(replace(form.text, addressee=addressee), ctx.today)
    ended = await _find_ended(ctx, opened) if opened else ()
    known = [*cases, *await _load(ctx, frozenset(one.case for one in ended))]
    await _require_no_persons(ctx, known, _list_typed(text))
    sources = [*[await _find_source(ctx, one) for one in cases], *ended]
    before = find_suppliers_before(opened.signal, opened.sources) if opened else NOBODY_BEFORE
    days = ctx.house.terms.signal_working_days
    signal = Signal(
        id=signal_id,
        writer=ctx.actor.id,
        asked_at=ctx.now,
        until_on=ctx.calendar.add_working_days(ctx.today, days),
        ends_on=end_signal_on(ctx.today),
        text=text,
        suppliers=await _choose_suppliers(ctx, sources, addressee, before),
    )
    unreached = await find_unreached(ctx, signal, sources)
    return have_unreached_agree(signal, unreached), sources


async def _find_ended(ctx: Context, opened: OpenSignal) -> Sequence[SignalSource]:
    """The cases of a signal about which none can be written any more."""
    cases = dict.fromkeys(await _load(ctx, opened.cases), Involvement.NONE)
    go_on = {one.id for one in find_grounds(ctx, Action.SIGNAL_CASE, cases)}
    return [one for one in opened.sources if one.case not in go_on]


async def _find_cases(ctx: Context, codes: Sequence[str]) -> Sequence[Case]:
    permits = [await find_case(ctx, Action.SIGNAL_CASE, one) for one in codes]
    return list({one.case.id: one.case for one in permits}.values())


async def _know_addressee(moment: Moment, addressee: SignalAddressee) -> SignalAddressee:
    """An organisation of the house has its own name; who only attends is a third party too."""
    if addressee.organisation is None:
        return replace(addressee, is_third_party=True)
    found = await moment.uow.people.organisation(addressee.organisation)
    only_attends = found.type is OrganisationType.THIRD_PARTY
    has_left = not found.takes_part(moment.today)
    return replace(addressee, name=found.name, is_third_party=only_attends or has_left)


def _list_typed(text: SignalText) -> list[str]:
    addressee, tested = text.addressee, text.lawfulness
    told = [text.finding, addressee.name, addressee.function, addressee.address]
    return [*told, *([tested.basis, tested.reference] if tested else [])]


async def _require_no_persons(moment: Moment, cases: Sequence[Case], texts: Sequence[str]) -> None:
    persons = list[KnownPerson]()
    for case in cases if any(texts) else ():
        identity = (await moment.uow.cases.referral(case.id)).identity
        persons.append(KnownPerson(code=case.code, name=identity.name, born_on=identity.born_on))
    require_no_persons(texts, persons)


async def require_may_still_go(
    moment: Moment, signal: Signal, sources: Sequence[SignalSource], *texts: str
) -> None:
    """Refuse to let a signal go that names somebody of its cases as they are known now
    (NamesPersonError): a name can be put right, or a case merged, after it was written. Nor one of
    which nobody tested whether it may go to who takes part no more (AddresseeLeftError).
    """
    told = signal.text.addressee
    if (await _know_addressee(moment, told)).is_third_party and not told.is_third_party:
        raise AddresseeLeftError
    cases = await _load(moment, frozenset(one.case for one in sources))
    await _require_no_persons(moment, cases, [*_list_typed(signal.text), *texts])


async def _load(moment: Moment, cases: frozenset[CaseId]) -> Sequence[Case]:
    return await moment.uow.cases.known(cases) if cases else ()


async def _find_source(moment: Moment, case: Case) -> SignalSource:
    parts = await find_supplied_parts(moment, case)
    return SignalSource(case=case.id, suppliers=name_suppliers(case, parts))


async def _choose_suppliers(
    ctx: Context,
    sources: Sequence[SignalSource],
    addressee: SignalAddressee,
    before: SuppliersBefore,
) -> tuple[SignalSupplier, ...]:
    found = [await ctx.uow.contributions.of_case(one.case) for one in sources]
    contributed = [told for one in found for told in one]
    return choose_signal_suppliers(sources, contributed, addressee, before)


async def _ask(ctx: Context, signal: Signal, sources: Sequence[SignalSource]) -> Signal:
    cases = {one.case for one in sources}
    await record_signal(ctx, AuditEvent.SIGNAL_ASKED, signal, cases)
    await tell_signal_suppliers(ctx, signal, sources, find_next_digest(ctx))
    await tell_when_decided(ctx, signal)
    await look_at_signal_on(ctx, signal, find_signal_reminder(ctx, signal))
    return signal


def form_signal_said(ctx: Context, says: SignalSays, reason: str) -> SignalSaid:
    """What a supplier says now, as the actor takes it down."""
    return SignalSaid(says=says, by=ctx.actor.id, at=ctx.now, reason=reason)
