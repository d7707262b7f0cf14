"""Small valid instances for hypothesis: every feature may be there, everything on a common grid."""

from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]
PARTNERS = ("ggz", "om", "politie", "reclassering", "wijkteam")
MODES = ("red_first", "strict3", "soft", "free")
GRID = 5

# made once, not for each example; OF_TEN is one of ten, from nought
BREAKS = st.booleans()
OF_THREE, OF_FOUR = st.integers(0, 2), st.integers(0, 3)
OF_SIX, OF_TEN = st.integers(0, 5), st.integers(0, 9)
BREAK_LENGTH, CASE_LENGTH, RANK = st.integers(1, 2), st.integers(1, 6), st.integers(1, 3)
DAY, OF_THIRTY_ONE = st.integers(1, 28), st.integers(0, 30)
COLOUR, MODE = st.sampled_from(["red", "orange", "green"]), st.sampled_from(MODES)
REQUIRED = st.lists(st.sampled_from(PARTNERS), unique=True, max_size=4)
WEIGHT = st.sampled_from([1, 1, 1, 2, 0])


@st.composite
def draw_meeting(draw: st.DrawFn, start: int, name: str, shortest: int) -> Data:
    length = draw(st.integers(shortest, shortest + 15)) * GRID
    breaks = []
    if draw(BREAKS):
        earliest = draw(st.integers(0, length // GRID - 4)) * GRID
        slack = draw(OF_THREE) * GRID
        minutes = draw(BREAK_LENGTH) * GRID
        breaks.append(
            {"earliest": start + earliest, "latest": start + earliest + slack, "minutes": minutes}
        )
    return {"id": name, "start": start, "end": start + length, "breaks": breaks}


@st.composite
def draw_windows(draw: st.DrawFn, meetings: list[Data]) -> list[list[int]] | None:
    if draw(OF_TEN) < 6:
        return None
    late, early = draw(OF_SIX) * GRID, draw(OF_SIX) * GRID
    spans = [[one["start"] + late, one["end"] - early] for one in meetings]
    return [span for span in spans if span[0] < span[1]]


@st.composite
def draw_case(draw: st.DrawFn, name: str, meetings: list[Data]) -> Data:
    case: Data = {
        "id": name,
        "minutes": draw(CASE_LENGTH) * GRID,
        "colour": draw(COLOUR),
        "required": draw(REQUIRED),
        "received": f"2026-11-{draw(DAY):02d}",
    }
    if draw(OF_TEN) == 0:
        case["coordinator_rank"] = draw(RANK)
    if draw(OF_THIRTY_ONE) == 30:
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
        "colour_mode": draw(MODE),
        "soft_lambda": draw(OF_FOUR),
        "idle_allowed": draw(OF_FOUR) > 0,
        "partners": [
            {
                "id": name,
                "weight": draw(WEIGHT),
                "windows": draw(draw_windows(meetings)),
            }
            for name in PARTNERS
        ],
        "cases": cases,
    }
