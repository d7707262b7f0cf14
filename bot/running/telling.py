"""What the command line says when it cannot do what was asked: in the language that was asked for,
else in that of the member it is done for.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from cards.words import Words
from domain.errors import StoplichtError
from domain.member import Language


class NoSuchMemberError(StoplichtError):
    """No member of this house has that id: give the id of one."""

    text_key: ClassVar[str] = "command_line.no_member"

    def __init__(self, named: str) -> None:
        told = f"No member of this house is {named}: give the id of one."
        super().__init__(told, named=named)


class NoFolderError(StoplichtError):
    """That is no folder: name one that is there."""

    text_key: ClassVar[str] = "command_line.no_folder"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is no folder: name one that is there.", folder=str(folder))


class FileThereError(StoplichtError):
    """A file is there already: move it away, or name another folder."""

    text_key: ClassVar[str] = "command_line.file_there"

    def __init__(self, place: Path) -> None:
        told = f"{place} is there already: move it away, or name another folder."
        super().__init__(told, place=str(place))


class NoPlaceError(StoplichtError):
    """That is no place for a file: name one in a folder that is there."""

    text_key: ClassVar[str] = "command_line.no_place"

    def __init__(self, place: Path) -> None:
        told = f"{place} is no place for a file: name one in a folder that is there."
        super().__init__(told, place=str(place))


class DatabaseBehindError(StoplichtError):
    """The database is not at this version: run `python app.py migrate`."""

    text_key: ClassVar[str] = "command_line.behind"


def say_error(error: StoplichtError, language: Language) -> str:
    """Say an error in a language; what has no text of its own, of a file or a machine, says its
    message.
    """
    if error.text_key == StoplichtError.text_key:
        return str(error)
    return Words(language)(error.text_key, **error.parameters)


def note_words(error: StoplichtError, language: Language) -> None:
    """Note with an error how it is told to who asked."""
    error.add_note(say_error(error, language))


def tell_problem(problem: StoplichtError, language: str | None) -> str:
    """Tell a problem as it was explained to who asked, else in the language asked for, else in
    English.
    """
    noted: Sequence[str] = getattr(problem, "__notes__", ())
    if noted:
        return noted[0]
    return say_error(problem, Language(language)) if language else str(problem)
