import base64
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.press import Press
from services.ports.seal import SealBrokenError, SealExpiredError
from storage.crypto import (
    HouseKeys,
    KeyFileError,
    Seal,
    SealedDataError,
    index_blindly,
    make_key,
    open_sealed,
    place_of,
    seal,
)
from storage.new_keys import make_keys

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PRESS = Press(verb="agenda.approve", subject="5f0c7a52-33a5-4a87-9c4e-1f4a3a1c7f10", version=3)


def _write_key_file(path: Path, content: str, mode: int = 0o600) -> Path:
    path.write_text(content)
    path.chmod(mode)
    return path


@given(text=st.text(), place=st.tuples(st.text(), st.text(), st.text()))
def test_what_is_sealed_opens_in_its_own_place(text: str, place: tuple[str, str, str]):
    key = make_key()
    sealed = seal(key, text.encode(), place_of(*place))
    assert open_sealed(key, sealed, place_of(*place)).decode() == text


@pytest.mark.parametrize("other", [("b", "1", "c"), ("a", "2", "c"), ("a", "1", "d")])
def test_a_field_moved_to_another_table_row_or_column_is_refused(other: tuple[str, str, str]):
    key = make_key()
    sealed = seal(key, b"canary", place_of("a", "1", "c"))
    with pytest.raises(SealedDataError):
        open_sealed(key, sealed, place_of(*other))


def test_two_places_never_look_the_same():
    assert place_of("a", "b.c", "d") != place_of("a.b", "c", "d")
    assert place_of("a", 'b","c', "d") != place_of("a", "b", 'c","d')


def test_every_flipped_byte_is_refused():
    key = make_key()
    sealed = seal(key, b"canary", b"here")
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1
        with pytest.raises(SealedDataError):
            open_sealed(key, bytes(changed), b"here")


@pytest.mark.parametrize("length", [0, 1, 12, 13, 20])
def test_a_cut_off_field_is_refused(length: int):
    key = make_key()
    with pytest.raises(SealedDataError):
        open_sealed(key, seal(key, b"canary", b"here")[:length], b"here")


def test_another_key_does_not_open_it():
    with pytest.raises(SealedDataError):
        open_sealed(make_key(), seal(make_key(), b"canary", b"here"), b"here")


def test_the_same_text_is_sealed_differently_each_time():
    key = make_key()
    assert seal(key, b"canary", b"here") != seal(key, b"canary", b"here")


def test_a_key_file_gives_the_same_keys_back(tmp_path: Path):
    keys = HouseKeys.make()
    assert HouseKeys.load(_write_key_file(tmp_path / "keys.json", keys.as_json())) == keys


def test_the_four_keys_are_different_and_never_shown():
    keys = HouseKeys.make()
    made = {keys.house, keys.audit_signing, keys.blind_index, keys.buttons}
    assert len(made) == 4
    assert repr(keys) == "HouseKeys()"


def test_a_key_file_others_may_read_is_refused(tmp_path: Path):
    path = _write_key_file(tmp_path / "keys.json", HouseKeys.make().as_json(), mode=0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        HouseKeys.load(path)


def test_a_missing_key_file_says_how_to_make_one(tmp_path: Path):
    with pytest.raises(KeyFileError, match="new-keys"):
        HouseKeys.load(tmp_path / "keys.json")


def test_new_keys_are_ready_to_use_and_for_their_owner_only(tmp_path: Path):
    path = make_keys(tmp_path / "house")
    assert HouseKeys.load(path) != HouseKeys.load(make_keys(tmp_path / "other"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_keys_that_are_there_are_never_written_over(tmp_path: Path):
    keys = HouseKeys.load(make_keys(tmp_path))
    with pytest.raises(KeyFileError, match="there already"):
        make_keys(tmp_path)
    assert HouseKeys.load(tmp_path / "keys.json") == keys


def _with(**changes: object) -> str:
    return json.dumps(json.loads(HouseKeys.make().as_json()) | changes)


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[]",
        "{}",
        "\x00",
        _with(format=2),
        _with(house="not base64!"),
        _with(buttons=None),
        _with(blind_index=base64.b64encode(b"too short").decode()),
    ],
)
def test_a_garbled_key_file_is_refused_without_showing_a_key(tmp_path: Path, content: str):
    with pytest.raises(KeyFileError) as caught:
        HouseKeys.load(_write_key_file(tmp_path / "keys.json", content))
    keys = [text for text in content.split('"') if len(text) > 40]
    assert all(key not in str(caught.value) for key in keys)


def test_a_sealed_button_comes_back_as_it_was():
    seals = Seal(make_key())
    assert seals.open(seals.seal(PRESS, NOW), NOW) == PRESS


def test_a_button_without_a_version_comes_back_without_one():
    seals = Seal(make_key())
    press = Press(verb="case.show")
    assert seals.open(seals.seal(press, NOW), NOW) == press


def test_a_sealed_button_is_short_and_fits_in_an_address():
    token = Seal(make_key()).seal(PRESS, NOW)
    assert len(token) < 200
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_sealed_button_shows_nothing_of_its_content():
    token = Seal(make_key()).seal(PRESS, NOW)
    assert b"agenda" not in base64.urlsafe_b64decode(token + "==")


def test_a_button_works_until_its_thirtieth_day_is_over():
    seals = Seal(make_key())
    token = seals.seal(PRESS, NOW)
    assert seals.open(token, NOW + timedelta(days=30, seconds=-1)) == PRESS
    with pytest.raises(SealExpiredError):
        seals.open(token, NOW + timedelta(days=30))


def test_a_button_of_another_house_is_refused():
    with pytest.raises(SealBrokenError):
        Seal(make_key()).open(Seal(make_key()).seal(PRESS, NOW), NOW)


def test_every_changed_sign_of_a_button_is_refused():
    seals = Seal(make_key())
    token = seals.seal(PRESS, NOW)
    for index in range(len(token) - 1):
        changed = token[:index] + ("A" if token[index] != "A" else "B") + token[index + 1 :]
        with pytest.raises(SealBrokenError):
            seals.open(changed, NOW)


@given(token=st.text())
def test_a_made_up_button_is_refused(token: str):
    with pytest.raises(SealBrokenError):
        Seal(make_key()).open(token, NOW)


@pytest.mark.parametrize("sign", ["!", " ", "\n", "=", "é", "+", "/"])
def test_a_button_with_a_foreign_sign_in_it_is_refused(sign: str):
    seals = Seal(make_key())
    token = seals.seal(PRESS, NOW)
    with pytest.raises(SealBrokenError):
        seals.open(token[:20] + sign * 4 + token[20:], NOW)


def test_an_endless_button_is_refused():
    with pytest.raises(SealBrokenError):
        Seal(make_key()).open("A" * 1_000_000, NOW)


def test_a_field_of_the_house_cannot_pass_for_a_button():
    key = make_key()
    field = seal(key, b'[9999999999,"agenda.approve","",null]', place_of("a", "1", "b"))
    with pytest.raises(SealBrokenError):
        Seal(key).open(base64.urlsafe_b64encode(field).decode().rstrip("="), NOW)


@pytest.mark.parametrize(
    "other", ["Renée  van-Dijk", "RENEE VAN DIJK", " renee van dijk ", "Rene\u0301e van Dijk"]
)
def test_the_blind_index_finds_a_name_however_it_is_typed(other: str):
    key = make_key()
    assert index_blindly(key, "Renée van Dijk") == index_blindly(key, other)


def test_the_blind_index_tells_names_and_houses_apart():
    key = make_key()
    assert index_blindly(key, "Jan 2001-03-01") != index_blindly(key, "Jan 2001-03-02")
    assert index_blindly(key, "Jan") != index_blindly(make_key(), "Jan")


def test_no_place_of_a_field_passes_for_another():
    places = {
        place_of(*parts)
        for parts in (("a", "bc", "d"), ("ab", "c", "d"), ("a", "b", "cd"), ("a", "b", "c"))
    }
    assert len(places) == 4
