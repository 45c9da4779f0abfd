"""Metrics of ServiceNow's audit log, worked out a second time in pandas from the columns of the file."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from cmdb_graph.tickets.calendar import Calendar, Hours
from cmdb_graph.tickets.history import History
from cmdb_graph.tickets.metrics.backlog import backlog_age
from cmdb_graph.tickets.metrics.figures import Figure
from cmdb_graph.tickets.metrics.gaps import completed
from cmdb_graph.tickets.metrics.promises import promised, sla_compliance
from cmdb_graph.tickets.metrics.reliability import reliability
from cmdb_graph.tickets.metrics.resolution import (
    business_resolution_time,
    first_contact,
    reassignment_rate,
    reopen_rate,
    resolution_time,
)
from cmdb_graph.tickets.metrics.ticket import RESOLVED, Period, tickets_of
from cmdb_graph.tickets.process import load as load_process
from tests.ingest.alone import VOCABULARY
from tests.tickets.servicenow import LOG, histories

pytestmark = pytest.mark.skipif(
    not LOG.is_file(), reason="the audit log is not there: ../shared/data/servicenow-incidents"
)

UTC_WORK = Calendar(ZoneInfo("UTC"), {day: (Hours(time(8), time(18)),) for day in range(5)})
TIMES = ["opened_at", "resolved_at", "closed_at", "sys_updated_at"]
HOURS = {"P1": (4, False), "P2": (8, False), "P3": (20, True), "P4": (50, True), "P5": (100, True)}
"""What the built-in process promises for a resolution: hours, and whether they are those of the office."""


PROCESS = load_process(VOCABULARY)


def on(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


PERIODS = [
    Period(on("2016-03-01"), on("2016-04-01")),
    Period(on("2016-04-01"), on("2016-05-01")),
    Period(on("2016-03-07"), on("2016-03-14")),
    Period(on("2016-03-01"), on("2016-04-01"), known=on("2016-03-18T13:37")),
    Period(on("2016-02-29"), on("2017-03-01")),
]
EACH = pytest.mark.parametrize("period", PERIODS, ids=lambda period: f"{period.first:%m-%d}_{period.judged:%y-%m-%d}")


@pytest.fixture(scope="module")
def log() -> list[History]:
    return [completed(history, RESOLVED, "new", "resolved") for history in histories(LOG)]


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """The rows of the file, those that the end of an incident tells of put in, in the order of time."""
    rows = pd.read_csv(LOG, dtype=str, keep_default_na=False).replace("?", None)
    for column in TIMES:
        rows[column] = pd.to_datetime(rows[column], format="%d-%m-%Y %H:%M")
    rows["at"] = rows["sys_updated_at"]
    rows = rows.sort_values(["number", "at"], kind="stable").reset_index(drop=True)
    rows["done"] = rows["incident_state"].isin(["Resolved", "Closed"])
    by = rows.groupby("number")
    before = by["at"].shift()
    turns = rows["done"] & ~by["done"].shift(fill_value=False).astype(bool)
    early = rows[turns & (rows["resolved_at"] < rows["at"]) & ~(rows["resolved_at"] < before)].copy()
    early["at"], early["incident_state"] = early["resolved_at"], "Resolved"
    # What else such a row says was not known before it was written.
    for column in ("assignment_group", "reopen_count", "reassignment_count"):
        early[column] = by[column].shift().loc[early.index]
    starts = rows[by.cumcount() == 0]
    starts = starts[starts["opened_at"] < starts["at"]].copy()
    starts["at"], starts["incident_state"], starts["done"] = starts["opened_at"], "New", False
    starts[["reopen_count", "reassignment_count"]] = "0"
    rows["rank"], early["rank"], starts["rank"] = rows.index, early.index - 0.5, starts.index - 0.5
    return pd.concat([rows, early, starts]).sort_values(["number", "at", "rank"]).reset_index(drop=True)


def known(events: pd.DataFrame, period: Period) -> pd.DataFrame:
    """An incident a row: how it stood when the period is judged."""
    rows = events[events["at"] <= stamp(period.judged)].copy()
    by = rows.groupby("number")
    rows["was"] = by["done"].shift(fill_value=False).astype(bool)
    rows["turn"] = rows["done"] & ~rows["was"]
    rows["back"] = ~rows["done"] & rows["was"]
    last = by.last()
    first = by["at"].first()
    opened = last["opened_at"].where(last["opened_at"] < first, first)
    came = rows[rows["turn"]].groupby("number")["at"].last()
    reopened = rows[rows["back"]].groupby("number")["at"].last()
    told = last["resolved_at"].where(last["resolved_at"] <= stamp(period.judged))
    told = told.where(~(told < reopened.reindex(last.index)) & (told >= opened))
    # Only a row that is done says when that was.
    of_done = rows[rows["done"] & (rows["resolved_at"] <= rows["at"])].groupby("number")["at"].last()
    told = told.where(of_done.reindex(last.index).notna())
    done = by["done"].last()
    stands = told.fillna(came.reindex(last.index)).where(done)
    groups = rows.dropna(subset=["assignment_group"])
    moved = groups["assignment_group"] != groups.groupby("number")["assignment_group"].shift()
    hands = (moved.groupby(groups["number"]).sum() - 1).reindex(last.index).fillna(0)
    turns = rows[rows["turn"]].assign(at=lambda frame: frame["at"])
    latest = turns.groupby("number").cumcount(ascending=False) == 0
    turns.loc[latest, "at"] = stands.reindex(turns["number"]).to_numpy()[latest.to_numpy()]
    turns["at"] = turns["at"].fillna(rows.loc[turns.index, "at"])
    inside = (turns["at"] >= stamp(period.first)) & (turns["at"] <= stamp(period.judged))
    return pd.DataFrame(
        {
            "opened": opened,
            "resolved": stands,
            "reopenings": np.maximum(rows.groupby("number")["back"].sum(), last["reopen_count"].astype(int)),
            "hands": np.maximum(hands, last["reassignment_count"].astype(int)),
            "came": inside.groupby(turns["number"]).any().reindex(last.index, fill_value=False),
            "priority": "P" + last["priority"].str[0],
        }
    )


def stamp(at: datetime) -> pd.Timestamp:
    return pd.Timestamp(at).tz_convert("UTC").tz_localize(None)


def inside(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    return frame[(frame["resolved"] >= stamp(period.first)) & (frame["resolved"] <= stamp(period.judged))]


def ids(index: pd.Index) -> tuple[str, ...]:
    return tuple(sorted(f"servicenow:incident:{number.lower()}" for number in index))


def close(figure: Figure, seconds: pd.Series) -> None:
    expected = {
        "mean": seconds.mean(),
        "median": seconds.median(),
        "p90": seconds.quantile(0.9),
        "least": seconds.min(),
        "most": seconds.max(),
    }
    assert figure.values == pytest.approx(expected, abs=0.001)


def office(at: pd.Series) -> pd.Series:
    """Seconds of Monday to Friday, 8:00 to 18:00, since a Monday long ago: of two times, the difference is what is covered."""
    days = np.busday_count("2015-01-05", at.to_numpy().astype("datetime64[D]"))
    today = (at - at.dt.normalize()).dt.total_seconds().clip(8 * 3600, 18 * 3600) - 8 * 3600
    return pd.Series(days * 36_000.0, at.index) + today.where(at.dt.day_of_week < 5, 0)


@EACH
def test_resolution_times(log: list[History], events: pd.DataFrame, period: Period) -> None:
    expected = inside(known(events, period), period)
    figure = resolution_time(tickets_of(log, period), period)
    assert len(figure.behind) > 10
    assert figure.behind == ids(expected.index)
    close(figure, (expected["resolved"] - expected["opened"]).dt.total_seconds())


@EACH
def test_resolution_times_within_service_hours(log: list[History], events: pd.DataFrame, period: Period) -> None:
    expected = inside(known(events, period), period)
    figure = business_resolution_time(tickets_of(log, period), period, lambda _: UTC_WORK)
    close(figure, office(expected["resolved"]) - office(expected["opened"]))


@EACH
def test_rates(log: list[History], events: pd.DataFrame, period: Period) -> None:
    some = tickets_of(log, period)
    frame = known(events, period)
    expected = inside(frame, period)
    untouched = expected[(expected["hands"] == 0) & (expected["reopenings"] == 0)]
    figure = first_contact(some, period)
    assert (figure.counted, figure.behind) == (ids(untouched.index), ids(expected.index))
    moved = reassignment_rate(some, period)
    assert moved.counted == ids(expected[expected["hands"] > 0].index)
    assert moved.values["mean"] == pytest.approx(expected["hands"].mean())
    came = frame[frame["came"]]
    again = reopen_rate(some, period)
    assert (again.counted, again.behind) == (ids(came[came["reopenings"] > 0].index), ids(came.index))
    assert again.values["rate"] == pytest.approx((came["reopenings"] > 0).mean())


@EACH
def test_backlog(log: list[History], events: pd.DataFrame, period: Period) -> None:
    frame = known(events, period)
    left = frame[frame["resolved"].isna()]
    end = stamp(period.until if period.known is None else min(period.until, period.known))
    figure = backlog_age(tickets_of(log, period), period)
    assert figure.behind == ids(left.index)
    if len(left):
        close(figure, (end - left["opened"]).dt.total_seconds())


@EACH
def test_promises_that_were_kept(log: list[History], events: pd.DataFrame, period: Period) -> None:
    """The clock of each resolution: what passed while nobody waited and nothing was done, in the hours of its target."""
    rows = events[events["at"] <= stamp(period.judged)].copy()
    rows["until"] = rows.groupby("number")["at"].shift(-1).fillna(stamp(period.judged))
    frame = known(events, period)
    rows["from"] = rows["at"]
    first = rows.groupby("number").cumcount() == 0
    rows.loc[first, "from"] = rows.loc[first, "opened_at"]
    rows["from"] = np.maximum(rows["from"], rows["opened_at"])
    rows["until"] = np.maximum(rows["until"], rows["from"])
    runs = rows[
        ~rows["done"] & ~rows["incident_state"].str.startswith("Awaiting") & (rows["until"] > rows["from"])
    ].copy()
    # What is used up at the very instant of the stop is kept, so until a second before it; times of the log are whole minutes.
    waits = rows.groupby("number")["incident_state"].last().str.startswith("Awaiting")
    final = (runs.groupby("number").cumcount(ascending=False) == 0) & ~runs["number"].map(waits).astype(bool)
    runs.loc[final, "until"] = runs["until"] - pd.Timedelta(seconds=1)
    runs["always"] = (runs["until"] - runs["from"]).dt.total_seconds()
    runs["office"] = office(runs["until"]) - office(runs["from"])
    used = runs.groupby("number")[["always", "office"]].sum().reindex(frame.index, fill_value=0)
    hours, in_office = (frame["priority"].map({name: its[place] for name, its in HOURS.items()}) for place in (0, 1))
    late = used["office"].where(in_office.astype(bool), used["always"]) >= hours * 3600

    stops = rows[rows["done"] & ~rows.groupby("number")["done"].shift(fill_value=False).astype(bool)]
    stop = stops.groupby("number")["at"].last().reindex(frame.index)
    is_done = rows.groupby("number")["done"].last()
    over = is_done & (stop >= stamp(period.first))

    clocks = [promised(history, PROCESS, period) for history in log]
    figure = sla_compliance([its["resolution"] for its in clocks if "resolution" in its], period)
    assert figure.behind == ids(frame.index[over])
    assert figure.counted == ids(frame.index[over & ~late])
    assert 0 < figure.values["rate"] < 1  # pyright: ignore[reportOptionalOperand]
    assert figure.apart == {
        "running": (~is_done & ~waits & ~late).sum(),
        "running_breached": (~is_done & ~waits & late).sum(),
        "paused": (waits & ~late).sum(),
        "paused_breached": (waits & late).sum(),
    }


def test_a_ci_is_down_while_one_of_its_incidents_is_open(log: list[History], events: pd.DataFrame) -> None:
    period = PERIODS[-1]
    frame = known(events, period)
    cis = events.dropna(subset=["cmdb_ci"]).groupby("cmdb_ci")["number"].unique()
    assert len(cis) == 4
    for numbers in cis:
        of = set(ids(pd.Index(numbers)))
        found = reliability([one for one in tickets_of(log, period) if one.id in of], period)
        spans = frame.loc[list(numbers), ["opened", "resolved"]].sort_values("opened")
        reach = spans["resolved"].cummax().shift()
        failures = int((reach.isna() | (spans["opened"] > reach)).sum())
        gaps = (spans["opened"] - reach).clip(lower=pd.Timedelta(0)).sum()
        down = (spans["resolved"].max() - spans["opened"].min() - gaps).total_seconds()
        assert (found.failures, found.down) == (failures, down)
        assert found.mtbf == pytest.approx((period.seen.total_seconds() - down) / failures)
        assert found.mttr == pytest.approx((spans["resolved"] - spans["opened"]).dt.total_seconds().mean())


def test_no_step_knows_what_comes_later(log: list[History]) -> None:
    """The log repeats in every row how it ended; a history until a day must not."""
    for history in log:
        for step in history.steps:
            told = [step.changes.get(name) for name in ("resolved_at", "closed_at")]
            assert all(datetime.fromisoformat(str(at)) <= step.at for at in told if at is not None)
            if step.changes.get("status") in ("new", "in_progress", "pending"):
                assert not {"close_code", "resolved_by"} & {name for name, value in step.changes.items() if value}
    assert sum(len(history.steps) for history in histories(LOG)) == 5_998
    assert {history.state()["status"] for history in log} == {"closed"}
