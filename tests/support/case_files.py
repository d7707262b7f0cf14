"""Files of cases as a house that runs already may have them."""

from collections.abc import Mapping
from pathlib import Path

from tests.support.canaries import CANARY

HEADINGS = (
    "eigen nummer",
    "eerste verwerking",
    "naam",
    "geboren",
    "adres",
    "kleur",
    "reden",
    "minuten",
    "herzien op",
    "betrokken partners",
    "casusregisseur",
    "fase",
)
COLOURS = ("rood", "oranje", "groen")


def a_row(number: int, **changes: str) -> dict[str, str]:
    """One case of the file; the names of all are made of other letters."""
    colour = COLOURS[number % len(COLOURS)]
    letters = "".join("abcdefghij"[int(figure)] * 2 for figure in f"{number:03d}")
    row = {
        "eigen nummer": f"ZVH-{number:03d}",
        "eerste verwerking": "1-3-2025",
        "naam": f"{CANARY} {letters}",
        "geboren": "1990-05-01",
        "adres": "",
        "kleur": colour,
        "reden": f'{CANARY} dreigt;\nhij zegt: "straks".',
        "minuten": "" if colour == "groen" else "20",
        "herzien op": "",
        "betrokken partners": "Politie | mental-health",
        "casusregisseur": "Nurse",
        "fase": "procesregie",
    }
    named = {key.replace("_", " "): value for key, value in changes.items()}
    return row | named


def many_rows(many: int) -> list[dict[str, str]]:
    return [a_row(number) for number in range(1, many + 1)]


def write_rows(
    path: Path, rows: list[dict[str, str]], between: str = ";", headings: tuple[str, ...] = HEADINGS
) -> Path:
    """Write a file as Excel does: with a byte order mark, and a quote where one is needed."""
    lines = [between.join(headings), *(_join(row, between, headings) for row in rows)]
    path.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    return path


def _join(row: Mapping[str, str], between: str, headings: tuple[str, ...]) -> str:
    return between.join(_quote(row[one]) for one in headings)


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(';,"\n') else cell
