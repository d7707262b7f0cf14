"""A signal names nobody: names, initials, birth dates and codes are found however they are written,
and told by their kind only.
"""

from datetime import date

import pytest

from domain.identifiers import CaseCode
from domain.signal_words import (
    HoldsBirthDateError,
    HoldsCodeError,
    HoldsInitialsError,
    HoldsNameError,
    KnownPerson,
    NamesPersonError,
    PersonTrace,
    find_person_traces,
    require_no_persons,
)

PERSON = KnownPerson(
    code=CaseCode("GS8-E24"), name="Noël van der Wereld-Özdemir", born_on=date(2009, 3, 5)
)


@pytest.mark.parametrize(
    "text",
    [
        "Daar woont Noël.",
        "noel is er vaak",
        "NOËLS kamer",
        "de familie Wereld",
        "mevrouw Ozdemir's zoon",
        "N. van der Wereld",
        "van der\u200b We\u200breld",
    ],
)
def test_a_first_or_last_name_is_found_however_it_is_written(text: str):
    assert PersonTrace.NAME in find_person_traces(text, PERSON)


@pytest.mark.parametrize("text", ["N.W.O.", "n.v.d.w.o.", "N. W. O.", "jongere NWO", "N.v.d.W.O"])
def test_initials_are_found(text: str):
    assert find_person_traces(text, PERSON) == (PersonTrace.INITIALS,)


@pytest.mark.parametrize(
    "text",
    [
        "5-3-2009",
        "05-03-2009",
        "05/03/2009",
        "5.3.2009",
        "5 3 2009",
        "05 - 03 - 2009",
        "5-3-09",
        "2009-03-05",
        "5 maart 2009",
        "5 mrt. 2009",
        "5 March 2009",
        "March 5th, 2009",
        "3/5/2009",
        "05032009",
        "20090305",
    ],
)
def test_a_birth_date_is_found_in_the_usual_forms(text: str):
    assert find_person_traces(f"geboren {text}.", PERSON) == (PersonTrace.BIRTH_DATE,)


@pytest.mark.parametrize("text", ["GS8-E24", "gs8e24", "GS8 E24", "gs8\u2011e24"])
def test_the_code_of_a_case_is_found(text: str):
    assert find_person_traces(f"zie {text}", PERSON) == (PersonTrace.CODE,)


@pytest.mark.parametrize(
    "text",
    [
        "Zes jongeren komen los van elkaar op dezelfde plek: een woonvoorziening in Oeverdal.",
        "In 2009 en op 15-3-2009 was er overlast van de jongeren, der de van.",
        "Wereldwijd, noelle en de werelden",
        "Now, nwo en zaak GS8-E25",
    ],
)
def test_a_finding_without_persons_passes(text: str):
    assert find_person_traces(text, PERSON) == ()


def test_a_name_of_two_letters_counts_as_it_is_written():
    person = KnownPerson(code=CaseCode("KX7-Q42"), name="Bo Li")
    assert PersonTrace.NAME in find_person_traces("Daar komt Bo.", person)
    assert find_person_traces("bo en li", person) == ()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Noël", HoldsNameError),
        ("N.W.O.", HoldsInitialsError),
        ("5-3-2009", HoldsBirthDateError),
        ("GS8-E24", HoldsCodeError),
    ],
)
def test_what_a_text_holds_is_refused_by_its_kind_and_never_quoted(
    text: str, error: type[NamesPersonError]
):
    with pytest.raises(error) as refused:
        require_no_persons(["Niets.", text], [PERSON])
    assert text not in str(refused.value)
    assert not refused.value.parameters
