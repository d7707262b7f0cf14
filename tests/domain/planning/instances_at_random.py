"""Small valid instances for hypothesis: every feature may be there, everything on a common grid."""

from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]
PARTNERS = ("ggz", "om", "politie", "reclassering", "wijkteam")
MODES = ("red_first", "strict3", "soft", "free")
GRID = 5


@st.composite
def draw_meeting(draw: st.DrawFn, start: int, name: str, shortest: int) -> Data:
    length = draw(st.integers(shortest, shortest + 15)) * GRID
    breaks = []
    if draw(st.booleans()):
        earliest = draw(st.integers(0, length // GRID - 4)) * GRID
        slack = draw(st.integers(0, 2)) * GRID
        minutes = draw(st.integers(1, 2)) * GRID
        breaks.append(
            {"earliest": start + earliest, "latest": start + earliest + slack, "minutes": minutes}
        )
    return {"id": name, "start": start, "end": start + length, "breaks": breaks}


@st.composite
def draw_windows(draw: st.DrawFn, meetings: list[Data]) -> list[list[int]] | None:
    if draw(st.integers(0, 9)) < 6:
        return None
    late, early = draw(st.integers(0, 5)) * GRID, draw(st.integers(0, 5)) * GRID
    spans = [[one["start"] + late, one["end"] - early] for one in meetings]
    return [span for span in spans if span[0] < span[1]]


@st.composite
def draw_case(draw: st.DrawFn, name: str, meetings: list[Data]) -> Data:
    case: Data = {
        "id": name,
        "minutes": draw(st.integers(1, 6)) * GRID,
        "colour": draw(st.sampled_from(["red", "orange", "green"])),
        "required": draw(st.lists(st.sampled_from(PARTNERS), unique=True, max_size=4)),
        "received": f"2026-11-{draw(st.integers(1, 28)):02d}",
    }
    if draw(st.integers(0, 9)) == 0:
        case["coordinator_rank"] = draw(st.integers(1, 3))
    if draw(st.integers(0, 30)) == 30:
        meeting = draw(st.sampled_from(meetings))
        last = (meeting["end"] - meeting["start"] - case["minutes"]) // GRID
        if last >= 0:
            case["pinned"] = meeting["start"] + draw(st.integers(0, last)) * GRID
    return case


@st.composite
def draw_instance(
    draw: st.DrawFn,
    most_cases: int = 8,
    most_meetings: int = 1,
    fewest_cases: int = 1,
    *,
    with_pins: bool = True,
) -> Data:
    """A valid instance, though its pins may contradict each other."""
    meetings: list[Data] = []
    for number in range(draw(st.integers(1, most_meetings))):
        start = meetings[-1]["end"] + 60 if meetings else 540
        meetings.append(draw(draw_meeting(start, f"M{number}", 2 + 3 * fewest_cases)))
    cases = [
        draw(draw_case(f"C{number}", meetings))
        for number in range(draw(st.integers(fewest_cases, most_cases)))
    ]
    if not with_pins:
        cases = [{key: case[key] for key in case if key != "pinned"} for case in cases]
    return {
        "meetings": meetings,
        "colour_mode": draw(st.sampled_from(MODES)),
        "soft_lambda": draw(st.integers(0, 3)),
        "idle_allowed": draw(st.integers(0, 3)) > 0,
        "partners": [
            {
                "id": name,
                "weight": draw(st.sampled_from([1, 1, 1, 2, 0])),
                "windows": draw(draw_windows(meetings)),
            }
            for name in PARTNERS
        ],
        "cases": cases,
    }
