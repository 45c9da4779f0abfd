"""At which times a trend asks, against pandas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cmdb_graph.analysis.health.models import Point, Score, TrendQuestion
from cmdb_graph.analysis.health.trend import moments, sentence
from cmdb_graph.errors import Invalid

SINCE = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))


@given(SINCE, st.integers(0, 380), st.sampled_from(["day", "week", "month"]))
def test_the_times_between(since: datetime, days: int, every: str) -> None:
    until = since + timedelta(days=days)
    step = {"day": pd.DateOffset(days=1), "week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1)}[every]
    expected = [
        at for at in (pd.Timestamp(since) + step * count if count else pd.Timestamp(since) for count in range(400))
        if at < until
    ]  # fmt: skip
    assert moments(every, since, until) == [*(at.to_pydatetime() for at in expected), until]  # type: ignore[arg-type]


def test_a_month_without_the_day_takes_its_last_and_forgets_nothing() -> None:
    found = moments("month", datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    assert [at.day for at in found] == [31, 28, 31, 1]


def test_what_cannot_be_asked() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(Invalid, match="begins before it ends"):
        moments("day", since, since - timedelta(seconds=1))
    with pytest.raises(Invalid, match="at most 400 times"):
        moments("day", since, since + timedelta(days=400))
    assert len(moments("day", since, since + timedelta(days=399))) == 400
    assert len(moments("day", datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))) == 1


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (89.29, 90.8, "rose by 1.6: from 89.2 of 100 at a to 90.8 at b."),
        (90.8, 89.29, "fell by 1.6: from 90.8 of 100 at a to 89.2 at b."),
        (89.2, 89.29, "did not change: from 89.2 of 100 at a to 89.2 at b."),
    ],
)
def test_the_change_is_that_of_the_scores_as_they_are_told(before: float, after: float, says: str) -> None:
    def at(time: str, score: float) -> Point:
        total = Score(score=score, entities=1, checks=[])
        scores = {"kinds": [], "services": [], "services_omitted": 0, "sources": [], "sources_omitted": 0}
        return Point.model_validate({"at": time, "as_of": time, "total": total, **scores})

    assert sentence([at("a", before), at("b", after)]) == f"Health {says}"


@pytest.mark.parametrize(
    "said",
    [{}, {"every": "day"}, {"since": "2026-01-01T00:00:00Z"}, {"times": [], "until": "2026-01-01T00:00:00Z"},
     {"times": ["2026-01-01T00:00:00Z"], "every": "day", "since": "2026-01-01T00:00:00Z"},
     {"times": ["2026-01-01T00:00:00Z"], "until": "2026-01-01T00:00:00Z"}],
)  # fmt: skip
def test_a_trend_says_its_times_one_way(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TrendQuestion.model_validate(said)
