"""The end of the time says what may be done about it, and nothing that does not help."""

from __future__ import annotations

import pytest

from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import DeadlineExceeded


def test_the_advice_is_of_whoever_set_the_time() -> None:
    with pytest.raises(DeadlineExceeded, match=r"the 0 s that it may take .* CMDB_QUESTION_SECONDS"):
        Deadline.as_set(0).check()
    with pytest.raises(DeadlineExceeded) as fixed:
        Deadline(0).check()
    assert "CMDB_QUESTION_SECONDS" not in fixed.value.detail
    with pytest.raises(DeadlineExceeded, match="wait"):
        Deadline(0, "Do wait.").check()
