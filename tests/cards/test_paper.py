"""Sheets are read back as a browser does: what stands in a text is text, whatever was typed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from cards.paper.agenda_sheet import draw_agenda_sheet
from cards.paper.case_sheet import draw_case_sheet
from cards.paper.sheet import NoButtonsOnPaperError, fill_sheet, make_paper_kit
from domain.access import CaseState
from domain.agenda import Agenda, AgendaBreak, AgendaState
from domain.case import Case
from domain.colour import ColourDecision, StandingColour
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Language
from domain.press import Press
from domain.referral import Aim, Criterion, ExplainedCriterion, Fulfilment, Identity, Referral
from domain.stoplight import Colour
from services.agenda.views import AgendaView, DraftRights
from services.printing import CaseSheet, SheetAction
from tests.support.incorrect_marks import a_refuted_mark
from tests.support.meetings import a_meeting, an_agenda, at_minute
from tests.support.plans_of_action import BOTH, CARE, PUNISHMENT, a_plan

HERE = ZoneInfo("Europe/Amsterdam")
DUTCH = make_paper_kit(Language.DUTCH, HERE)
ENGLISH = make_paper_kit(Language.ENGLISH, HERE)
NAMES = {OrganisationId("police"): "Politie", OrganisationId("mental-health"): "GGZ & zorg <west>"}
NASTY = '<script>alert("x")</script> & \'"><img src=x onerror=y> {{ 7*7 }} {% raw %}\u202e'


class Read(HTMLParser):
    """The text and the tags of a sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def a_view(agenda: Agenda | None = None) -> AgendaView:
    pause = AgendaBreak(starts_at=at_minute(45), minutes=15)
    return AgendaView(
        meeting=replace(a_meeting(), place="Stadhuis, zaal 2"),
        agenda=agenda or replace(an_agenda(state=AgendaState.POSTED), breaks=(pause,)),
        names=NAMES,
        unrepresented=(),
        approved_by="Sanne de Wit",
        is_being_drafted=False,
        may=DraftRights(change=True, approve=True),
    )


def a_sheet(typed: str = "tekst", **changes: object) -> CaseSheet:
    now = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
    standing = StandingColour(
        colour=Colour.RED,
        minutes=30,
        required=(OrganisationId("police"),),
        set_by=MemberId("sanne"),
        set_at=now,
        next_review_on=date(2026, 2, 16),
    )
    case = Case(
        id=CaseId("case-1"),
        code=CaseCode("KX7-Q42"),
        state=CaseState.TAKEN_UP,
        version=3,
        referrer=MemberId("agent"),
        referring_organisation=OrganisationId("police"),
        received_at=now,
        promised_on=now.date(),
        changed_by=MemberId("sanne"),
        changed_at=now,
        colour=standing,
    )
    explained = ExplainedCriterion(
        criterion=Criterion.HARM, fulfilment=Fulfilment.PARTLY, explanation=f"uitleg {typed}"
    )
    sheet = CaseSheet(
        case=case,
        referral=Referral(
            identity=Identity(
                name=f"Jan {typed}", born_on=date(1990, 3, 12), address="Geheime Kade 1"
            ),
            why_now=f"aanleiding {typed}",
            aim=Aim.OTHER_QUESTION,
            question=f"vraag {typed}",
            criteria=(explained,),
        ),
        met=frozenset({Criterion.HARM}),
        colour=ColourDecision(case=case.id, reason=f"reden {typed}", standing=standing),
        colour_set_by="Sanne de Wit",
        case_director="Piet Politie",
        circle=(OrganisationId("police"), OrganisationId("mental-health")),
        actions=(
            SheetAction(
                what=f"afspraak {typed}",
                owner="Agnes Agent",
                organisation=OrganisationId("police"),
                due_on=date(2026, 2, 13),
            ),
        ),
        plan=a_plan(
            scenarios=(
                replace(CARE, what=f"zorgplan {typed}"),
                replace(PUNISHMENT, impossible_because=f"geen feit {typed}"),
                replace(BOTH, what=f"beide {typed}"),
            )
        ),
        plan_written_by="Sanne de Wit",
        marks=(a_refuted_mark(f"onjuist {typed}", f"klopt {typed}"),),
        names=NAMES,
        on=date(2026, 2, 9),
    )
    return replace(sheet, **changes)


def sheets() -> Iterator[str]:
    for kit in (DUTCH, ENGLISH):
        yield draw_agenda_sheet(kit, a_view())
        yield draw_case_sheet(kit, a_sheet(NASTY))


def test_the_agenda_says_times_colour_words_codes_minutes_and_organisations():
    text = Read(draw_agenda_sheet(DUTCH, a_view())).text
    assert "Agenda van donderdag 12 februari 2026 09:00–12:00 · Stadhuis, zaal 2" in text
    assert "09:00–09:30 ROOD KX7-Q42 30 min Politie GGZ & zorg <west>" in text
    assert "09:30–09:45 ORANJE MV3-T81 15 min Politie" in text
    assert "09:45–10:00 pauze 15 min" in text
    assert "Concept" not in text


def test_the_agenda_in_english():
    text = Read(draw_agenda_sheet(ENGLISH, a_view())).text
    assert "Agenda of Thursday 12 February 2026" in text
    assert "09:00–09:30 RED KX7-Q42 30 min" in text
    assert "09:45–10:00 break" in text


def test_no_member_is_named_on_the_agenda():
    assert "Sanne" not in draw_agenda_sheet(DUTCH, a_view())


def test_a_draft_says_that_it_is_one():
    assert (
        "Concept: nog niet goedgekeurd." in Read(draw_agenda_sheet(DUTCH, a_view(an_agenda()))).text
    )


def test_an_agenda_without_cases_says_so():
    empty = replace(an_agenda(), items=())
    assert (
        "Er staat geen casus op deze agenda." in Read(draw_agenda_sheet(DUTCH, a_view(empty))).text
    )


def test_a_meeting_without_an_agenda_has_no_sheet():
    with pytest.raises(ValueError, match="shows an agenda"):
        draw_agenda_sheet(DUTCH, replace(a_view(), agenda=None))


def test_a_case_sheet_tells_the_chair_what_the_discussion_needs():
    text = Read(draw_case_sheet(DUTCH, a_sheet())).text
    for told in (
        "Casus KX7-Q42 ROOD",
        "Vertrouwelijk. Geprint op maandag 9 februari 2026.",
        "Jan tekst , geboren op 12 maart 1990",
        "☐ afspraak tekst Agnes Agent, Politie, uiterlijk vrijdag 13 februari 2026",
        "aanleiding tekst",
        "vraag tekst",
        "reden tekst",
        "Bepaald door Sanne de Wit. Opnieuw bekijken: uiterlijk maandag 16 februari 2026.",
        "Nodig bij de bespreking: Politie",
        "onveilige situaties · ons oordeel: Voldaan Deels: uitleg tekst",
        "Samenwerking nodig · ons oordeel: Niet voldaan Nog niet uitgelegd",
        "Politie; GGZ & zorg <west>",
        "Casusregisseur: Piet Politie",
    ):
        assert told in text


def test_an_address_is_never_on_paper():
    assert "Kade" not in draw_case_sheet(DUTCH, a_sheet())


def test_a_case_without_colour_or_judgement_has_no_empty_headings():
    bare = a_sheet(actions=(), met=None, colour=None, colour_set_by="", case_director="")
    text = Read(draw_case_sheet(DUTCH, bare)).text
    assert "Waarom deze kleur" not in text
    assert "oordeel:" not in text
    assert "Casusregisseur" not in text
    assert "Afspraken" not in text


def test_what_was_typed_is_text_and_nothing_else():
    read = Read(draw_case_sheet(DUTCH, a_sheet(NASTY)))
    usual = Read(draw_case_sheet(DUTCH, a_sheet()))
    assert [tag for tag, _ in read.tags] == [tag for tag, _ in usual.tags]
    assert read.text.count('<script>alert("x")</script> & \'"><img src=x onerror=y> {{ 7*7 }}') == 9
    assert "\u202e" not in read.text


@pytest.mark.parametrize("html", [*sheets()])
def test_a_sheet_loads_nothing_runs_nothing_and_is_made_for_a4(html: str):
    read = Read(html)
    tags = {tag for tag, _ in read.tags}
    assert tags & {"script", "link", "img", "iframe", "object", "form", "a", "base"} == set()
    loaded = [name for _, given in read.tags for name in given if name in {"src", "href", "style"}]
    assert loaded == []
    assert "@page { size: A4;" in html
    assert "url(" not in html
    assert "@import" not in html
    policy = next(given for tag, given in read.tags if given.get("http-equiv"))
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("html", [*sheets()])
def test_a_sheet_says_its_language_and_what_it_is(html: str):
    read = Read(html)
    assert dict(read.tags)["html"]["lang"] in {"nl", "en"}
    assert re.search(r"<title>[^<]*(12|KX7-Q42)[^<]*</title>", html)


def test_a_word_that_a_template_lacks_is_an_error():
    with pytest.raises(Exception, match="'language' is undefined"):
        fill_sheet(DUTCH, "agenda.html")


def test_paper_has_no_buttons():
    with pytest.raises(NoButtonsOnPaperError):
        DUTCH.button("dialog.open", Press(verb="agenda.show"))


def test_the_plan_is_on_the_sheet_what_is_chosen_first():
    text = Read(draw_case_sheet(DUTCH, a_sheet())).text
    chosen = text.index("Zorg en straf samen: hiervoor is gekozen beide tekst")
    fallback = text.index("Zorg: als dat niet lukt zorgplan tekst GGZ & zorg <west>")
    not_possible = text.index("Kan niet, want: geen feit tekst")
    assert chosen < fallback < not_possible < text.index("aanleiding tekst")
    assert "Plan van aanpak" not in Read(draw_case_sheet(DUTCH, a_sheet(plan=None))).text
