"""The words of the catalogues: those of the trade, in both languages, and no others."""

import re
from functools import cache

import pytest

from cards.words import Words
from domain.member import Language
from tests.support.catalogues import catalogues_of

# what is said instead, beside what may not be read
DUTCH = {
    "in behandeling (nemen); of people the other means arrested": r"oppak|opgepakt|pakt\b.* op\b",
    "betrokken partners; in the decree the other is the family of the subject": r"\bkring",
    "spoedoverleg, gepland: one word for one thing": r"sessie|bijeen|acuut overleg",
    "het Zorg- en Veiligheidshuis, then wij; the other is a home too": r"\bhuis\b",
    "the whole name": r"(?<!Zorg- en )(?<!zorg- en )veiligheidshuis",
    "fase": r"\bstand\b",
    "uiterlijk DATUM; the other reads as before": r"\bvoor \{\w*(on|at)\}",
    "op a day": r"\b(gemeld|begint|weer|melding) \{at\}",
    "wat een leek ziet": r"psycho",
    "procesregie: wij coördineren": r"neemt de regie",
    "de gewone weg": r"gewone lijn",
    "what the program does": r"alleen wie bij|alleen de procesregisseur",
    "criteria as the decree asks them": r"of dreigt dat|misdrijven",
}
ENGLISH = {
    "the Care and Safety House, then we": r"\b(the|your|this) house\b(?! file)",
    "the whole name": r"(?<!care and )safety house",
    "partners involved": r"\bcircle\b",
    "somebody again": r"\banew\b",
    "normal procedure": r"ordinary line",
    "invited to": r"are asked (for|to)",
    "your viewing is recorded": r"^that you|\. that you",
    "on a day, never at it": r"before you, at|\{name\} at \{at\}",
    "what a layman sees": r"psycho",
    "we coordinate": r"takes the lead",
    "what the program does": r"only people|only the process director",
    "the English word": r"\bcasus\b",
}


@cache
def texts(language: Language) -> dict[str, str]:
    """Every text of a language by key; of one that counts all forms together."""
    catalogues = catalogues_of(language).values()
    messages = [one for catalogue in catalogues for one in catalogue if one.id]
    return {
        one.id if isinstance(one.id, str) else one.id[0]: (
            one.string if isinstance(one.string, str) else " / ".join(one.string)
        )
        for one in messages
    }


@pytest.mark.parametrize(
    ("language", "instead", "word"),
    [
        *((Language.DUTCH, instead, word) for instead, word in DUTCH.items()),
        *((Language.ENGLISH, instead, word) for instead, word in ENGLISH.items()),
    ],
)
def test_no_text_says_a_word_that_misleads(language: Language, instead: str, word: str):
    said = re.compile(word, re.IGNORECASE)
    found = {key: text for key, text in texts(language).items() if said.search(text)}
    assert found == {}, instead


@pytest.mark.parametrize(
    ("language", "word"),
    [(Language.DUTCH, r"schriftelijk"), (Language.ENGLISH, r"written round")],
)
def test_only_a_round_that_runs_is_called_one(language: Language, word: str):
    said = re.compile(word, re.IGNORECASE)
    of_a_round = ("written_round.", "preview.written_round")
    named = {key for key, text in texts(language).items() if said.search(text)}
    assert {key for key in named if not key.startswith(of_a_round)} == set()


def test_every_line_of_help_ends_in_what_one_does():
    lines = {key: text for key, text in texts(Language.DUTCH).items() if key[:10] == "help.line."}
    verbs = {key: text.split(", bijvoorbeeld ")[0].split()[-1] for key, text in lines.items()}
    verbs.pop("help.line", None)
    done = {"aanmelden", "bekijken", "geven", "goedkeuren", "leiden", "melden", "wegen"}
    done |= {"bevragen", "pauzeren", "terugzetten", "overdragen", "heropenen", "vragen"}
    done |= {"doorgeven"}
    assert {key: verb for key, verb in verbs.items() if verb not in done} == {}


def test_who_closes_a_session_reads_who_keeps_access():
    key = "acute.page_closing_intro"
    assert "Wie al bij de casus betrokken was" in Words(Language.DUTCH)(key)
    assert "Who was involved in the case already" in Words(Language.ENGLISH)(key)


@pytest.mark.parametrize("key", ["referral.page_who_intro", "acute.page_who_intro"])
def test_who_fills_in_a_name_hears_that_coordinators_and_partners_can_see_it(key: str):
    assert re.search(
        "regisseurs .* partners .* kunnen|regisseurs .* kunnen .* partners",
        Words(Language.DUTCH)(key),
    )
    assert re.search("coordinators .* partners", Words(Language.ENGLISH)(key))
