"""Who may do what, written by hand from product page §1, §2, §3, §3a, §6 and §8: everything else is
refused.
"""

from tests.domain.access_table_acute import ACUTE_ROWS
from tests.domain.access_table_course import COURSE_ROWS
from tests.domain.access_table_no_case import NO_CASE_ROWS
from tests.domain.access_table_reading import READING_ROWS
from tests.domain.access_table_together import TOGETHER_ROWS

# Everything in these rows is allowed; everything else is refused. An action stands in one of them.
PARTS = (
    NO_CASE_ROWS,
    COURSE_ROWS,
    READING_ROWS,
    TOGETHER_ROWS,
    ACUTE_ROWS,
)
ALLOWED = tuple(row for part in PARTS for row in part)
