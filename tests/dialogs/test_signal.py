"""Writing a signal, answering it and going on with it in windows, in both frames and languages."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cards.kit import Frame
from dialogs.pages import Dialog
from dialogs.signal import SIGNAL_REWRITING, SIGNAL_WRITING, AboutWriting
from dialogs.signal_about import AboutSignal
from dialogs.signal_guard import SIGNAL_ANSWERING, SIGNAL_GUARDING
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from domain.member import Language
from domain.signal import Signal
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, purpose_tested
from tests.support.conversation import Conversation

FINDING = "Zes jongeren komen los van elkaar op dezelfde plek."
WHAT = {"codes": "KX7-Q42", "finding": FINDING}
TO = {"name": "Oeverdal", "function": "de directeur", "way": "letter", "address": "Kade 12"}
TESTED = {"basis": "Wgs 1.7", "tested_on": "2026-02-02", "reference": "RAC 2026-4"}
NO_OBJECTION = {"supplier": "police", "says": "no_objection"}
ASK = {Language.DUTCH: "Om bezwaar vragen", Language.ENGLISH: "Ask for objections"}
ANSWER = {Language.DUTCH: "Antwoorden", Language.ENGLISH: "Answer"}
ABOUT = AboutWriting(writer=MemberId("iris"))


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    dialogs = (SIGNAL_WRITING, SIGNAL_REWRITING, SIGNAL_ANSWERING, SIGNAL_GUARDING)
    return replace(talk, dialogs=dialogs, member="iris")


async def kept(talk: Conversation) -> list[Signal]:
    async with talk.at_desk() as (_, ctx):
        return list(await ctx.uow.signals.all())


async def written(talk: Conversation) -> AboutSignal:
    await happened(talk, purpose_tested)
    await talk.begins(SIGNAL_WRITING, ABOUT)
    await talk.goes_through(WHAT, TO, TESTED)
    await talk.presses(ASK[talk.language])
    (signal,) = await kept(talk)
    return AboutSignal(signal=signal.id)


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_a_signal_is_written_answered_and_handed_over(
    talk: Conversation, frame: Frame, language: Language
):
    talk = replace(talk, frame=frame, language=language)
    about = await written(talk)
    agent = replace(talk, member="agent")
    assert FINDING in await agent.begins(SIGNAL_ANSWERING, about)
    await agent.goes_through({"says": "no_objection"})
    await agent.presses(ANSWER[language])
    sanne = replace(talk, member="sanne")
    page = await sanne.begins(SIGNAL_GUARDING, about)
    assert FINDING in page
    assert CANARY not in page
    (signal,) = await kept(talk)
    today = {"on": str(signal.asked_at.date()), "way": "mail", "to": "de directeur"}
    await sanne.goes_through({"next": "hand_over"}, today)
    await sanne.presses({Language.DUTCH: "Versturen", Language.ENGLISH: "Send"}[language])
    (signal,) = await kept(talk)
    assert signal.handed_over is not None


async def test_what_names_somebody_is_told_on_the_review_and_nothing_is_kept(talk: Conversation):
    await happened(talk, purpose_tested)
    await talk.begins(SIGNAL_WRITING, ABOUT)
    await talk.goes_through({**WHAT, "finding": f"{FINDING} {CANARY}"}, TO, TESTED)
    review = await talk.presses(ASK[Language.DUTCH])
    assert "In uw tekst staat een naam" in review
    assert await kept(talk) == []


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"codes": "KX7"}, "Noem ten minste één code"),
        ({"codes": ", ;"}, "Noem ten minste één code"),
    ],
)
async def test_a_code_that_is_none_is_told_on_its_page(
    talk: Conversation, what: dict[str, str], told: str
):
    await talk.begins(SIGNAL_WRITING, ABOUT)
    assert told in await talk.goes_through({**WHAT, **what})


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ({**TO, "name": ""}, "Kies een organisatie, of typ"),
        ({**TO, "organisation": "inside:housing"}, "Niet allebei"),
        ({**TO, "address": ""}, "waar de brief of de mail naartoe gaat"),
    ],
)
async def test_the_page_of_the_addressee_says_what_is_missing(
    talk: Conversation, to: dict[str, str], told: str
):
    await talk.begins(SIGNAL_WRITING, ABOUT)
    assert told in await talk.goes_through(WHAT, to)


async def test_a_participant_needs_no_test_and_who_only_attends_does(talk: Conversation):
    await happened(talk, purpose_tested)
    await talk.begins(SIGNAL_WRITING, ABOUT)
    to = {"function": "de directeur", "way": "telephone"}
    page = await talk.goes_through(WHAT, {**to, "organisation": "outside:landlord"})
    assert "Mag dit naar een derde?" in page
    await talk.presses("Terug")
    page = await talk.goes_through({**to, "organisation": "inside:housing"})
    assert "Mag dit naar een derde?" not in page


async def test_a_test_that_is_to_come_is_none(talk: Conversation):
    await talk.begins(SIGNAL_WRITING, ABOUT)
    page = await talk.goes_through(WHAT, TO, {**TESTED, "tested_on": "2027-01-01"})
    assert "Die dag komt nog" in page


async def test_writing_it_otherwise_begins_with_what_there_was(talk: Conversation):
    about = await written(talk)
    page = await talk.begins(SIGNAL_REWRITING, about)
    assert FINDING in page
    assert "KX7-Q42" in page
    await talk.goes_through({**WHAT, "finding": "Overdag is er geen toezicht."}, {}, {})
    await talk.presses(ASK[Language.DUTCH])
    (signal,) = await kept(talk)
    assert signal.text.finding == "Overdag is er geen toezicht."
    assert signal.text.addressee.address == "Kade 12"
    assert signal.text.lawfulness is not None


@pytest.mark.parametrize(
    ("who", "dialog", "said"),
    [
        ("agent", SIGNAL_ANSWERING, ({"says": "no_objection"},)),
        ("sanne", SIGNAL_GUARDING, ({"next": "note"}, NO_OBJECTION)),
        ("sanne", SIGNAL_REWRITING, ({**WHAT, "finding": "Iets van gisteren."}, {}, {})),
    ],
)
async def test_nobody_goes_on_with_a_signal_that_reads_otherwise_by_now(
    talk: Conversation,
    who: str,
    dialog: Dialog[AboutSignal, Any],
    said: tuple[dict[str, str], ...],
):
    about = await written(talk)
    reader = replace(talk, member=who)
    await reader.begins(dialog, about)
    *first, last = said
    await reader.goes_through(*first)
    talk = replace(talk, now=talk.now + timedelta(minutes=1))
    await talk.begins(SIGNAL_REWRITING, about)
    await talk.goes_through({**WHAT, "finding": "Overdag is er geen toezicht."}, {}, {})
    await talk.presses(ASK[Language.DUTCH])
    assert "intussen anders geschreven" in await reader.goes_through(last)
    (signal,) = await kept(talk)
    assert signal.text.finding == "Overdag is er geen toezicht."
    assert [one.says for one in signal.suppliers] == [None]
    assert "Overdag is er geen toezicht." in await reader.begins(dialog, about)


async def test_a_supplier_can_be_noted_and_a_signal_withdrawn(talk: Conversation):
    about = await written(talk)
    await talk.begins(SIGNAL_GUARDING, about)
    said = {"supplier": "police", "says": "objection", "reason": "Loopt nog."}
    await talk.goes_through({"next": "note"}, said)
    assert "vastgelegd" in await talk.presses("Versturen")
    page = await talk.begins(SIGNAL_GUARDING, about)
    assert "Loopt nog." in page
    await talk.goes_through({"next": "withdraw"})
    assert "gewist" in await talk.presses("Versturen")
    assert await kept(talk) == []


async def test_who_read_a_signal_that_was_withdrawn_meanwhile_hears_that_it_is_over(
    talk: Conversation,
):
    about = await written(talk)
    agent = replace(talk, member="agent")
    await agent.begins(SIGNAL_ANSWERING, about)
    sanne = replace(talk, member="sanne")
    await sanne.begins(SIGNAL_GUARDING, about)
    await sanne.goes_through({"next": "withdraw"})
    await sanne.presses("Versturen")
    assert "niets meer gevraagd" in await agent.presses("Verder", says="no_objection")
    with pytest.raises(NotFoundError):
        await agent.begins(SIGNAL_ANSWERING, about)
