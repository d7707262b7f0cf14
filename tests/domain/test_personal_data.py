from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.personal_data import PersonalData, find_personal_data, passes_eleven_test

BSN, TEL = PersonalData.CITIZEN_NUMBER, PersonalData.TELEPHONE
MAIL, NATIONALITY = PersonalData.MAIL_ADDRESS, PersonalData.NATIONALITY


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BSN 111222333", {BSN}),
        ("bsn: 111.222.333.", {BSN}),
        ("111 222 333", {BSN}),
        ("111222334", set()),
        ("zaak 1112223331", set()),
        ("Bel 06-12345678", {TEL}),
        ("06 12 34 56 78", {TEL}),
        ("+31 6 12345678", {TEL}),
        ("+31 (0)24 1234567", {TEL}),
        ("024-1234567", {TEL}),
        ("artikel 0612", set()),
        ("schrijf j.de-vries+werk@mail.voorbeeld.nl", {MAIL}),
        ("kosten @ 5 euro", set()),
        ("de Marokkaanse buurman", {NATIONALITY}),
        ("heeft de Poolse nationaliteit", {NATIONALITY}),
        ("een Turkse moeder", {NATIONALITY}),
        ("de Syrische overbuurman", {NATIONALITY}),
        ("de overbuurman is van afkomst Fries", {NATIONALITY}),
        ("Antilliaan", {NATIONALITY}),
        ("in de zwembadpool en de turkooizen kamer", set()),
        ("op 12-11-2026 om 10:30, 3 kinderen, 1500 euro", set()),
        ("postcode 6511 AB, huisnummer 12", set()),
        ("", set()),
    ],
)
def test_text_that_looks_like_personal_data_is_noticed(text: str, found: set[PersonalData]):
    assert find_personal_data(text) == found


@given(st.dates(min_value=date(1920, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_is_no_citizen_number_however_it_is_written(day: date):
    for written in ("%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d"):
        assert find_personal_data(f"Sam; {day.strftime(written)}; woont bij oma") == set()


def test_a_number_of_zeros_is_no_citizen_number():
    assert not passes_eleven_test("000000000")


@given(st.text(alphabet="0123456789", min_size=8, max_size=8))
def test_one_changed_digit_never_passes_the_eleven_test(front: str):
    passing = [digit for digit in "0123456789" if passes_eleven_test(front + digit)]
    assert len(passing) <= 1
