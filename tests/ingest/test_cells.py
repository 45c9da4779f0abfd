"""Days and amounts: what can be read in one way is read so, what can be read in two is refused and says how to settle it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.ingest.readers.cells import Options, amount, count, day, money, months_later, truth

DAYS = st.dates(date(1970, 1, 1), date(2068, 12, 31))
CENTS = st.integers(0, 10**12)


@given(DAYS)
def test_a_day_is_read_in_every_form_that_says_its_order(on: date) -> None:
    forms = [
        on.isoformat(),
        f"{on} 00:00:00",
        f"{on}T09:30:00Z",
        f"{on:%Y.%m.%d.}",
        f"{on:%d.%m.%Y}",
        f"{on:%b %d, %Y}",
        f"{on:%a %b %d, %Y}",
        f"{on:%d %b, %Y}",
        f"{on:%B %d, %Y}",
    ]
    assert {day(form, None) for form in forms} == {on.isoformat()}


@given(DAYS)
def test_a_day_in_figures_is_read_in_the_order_that_is_given(on: date) -> None:
    assert day(f"{on.month}/{on.day}/{on.year}", "mdy") == on.isoformat()
    assert day(f"{on.day}/{on.month}/{on.year}", "dmy") == on.isoformat()
    assert day(f"{on.month}/{on.day}/{on:%y}", "mdy") == on.isoformat()
    assert day(f"{on:%y-%m-%d}", "ymd") == on.isoformat()


@given(DAYS)
def test_a_day_in_figures_without_an_order_is_that_day_or_refused(on: date) -> None:
    for text in (f"{on.month}/{on.day}/{on.year}", f"{on.day}/{on.month}/{on.year}"):
        if on.day > 12 or on.day == on.month:
            assert day(text, None) == on.isoformat()
        else:
            with pytest.raises(ValueError, match="dates=dmy or dates=mdy"):
                day(text, None)


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("", None, "a day such as 2026-11-24"),
        ("soon", None, "a day such as 2026-11-24"),
        ("2026-02-30", None, "there is no day"),
        ("0000-00-00", None, "there is no day"),
        ("13/13/2026", None, "there is no day"),
        ("11/24/2026", "dmy", "there is no day"),
        ("24/11/26", None, "more than one day"),
        ("24 Foo, 2026", None, "names no month"),
        ("2026-11-24x", None, "a day such as"),
    ],
)
def test_no_day(text: str, order: str | None, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        day(text, order)  # pyright: ignore[reportArgumentType]


@given(CENTS)
def test_an_amount_of_both_locales_is_read_as_it_is_meant(cents: int) -> None:
    english = f"{cents // 100:,}.{cents % 100:02}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert amount(english, None) == amount(german, None) == cents / 100
    assert amount(english, "point") == amount(german, "comma") == cents / 100
    assert amount(f"{cents // 100}.{cents % 100:02}", None) == cents / 100


@given(st.integers(1, 999), st.integers(0, 999))
def test_three_digits_behind_one_sign_are_refused_until_it_is_said_what_it_is(whole: int, rest: int) -> None:
    text = f"{whole},{rest:03}"
    with pytest.raises(ValueError, match="decimals=point or decimals=comma"):
        amount(text, None)
    assert amount(text, "point") == whole * 1000 + rest
    assert amount(text, "comma") == pytest.approx(whole + rest / 1000)


@pytest.mark.parametrize(
    ("text", "read"), [("0.125", 0.125), ("1234.567", 1234.567), ("1,234,567", 1234567), ("1.2345", 1.2345), ("7", 7)]
)
def test_an_amount_that_only_one_reading_fits(text: str, read: float) -> None:
    assert amount(text, None) == read


@pytest.mark.parametrize(
    "text", ["", "-1", "1e5", "1_000", "1,23,4", "1.2.3", "1,,2", ".5", "inf", "٣", "1 000", "9" * 31]
)
def test_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"a number from zero|is no number|decimals="):
        amount(text, None)


@pytest.mark.parametrize("decimals", ["point", "comma"])
def test_a_number_of_the_other_locale_is_refused(decimals: str) -> None:
    text = "1.234,50" if decimals == "point" else "1,234.50"
    with pytest.raises(ValueError, match=f"no number with a decimal {decimals}"):
        amount(text, decimals)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("text", "given", "price"),
    [
        ("12.50", None, (12.5, None)),
        ("12.50", "EUR", (12.5, "EUR")),
        ("€1.234,50", None, (1234.5, "EUR")),
        ("1,234.50 EUR", None, (1234.5, "EUR")),
        ("$12.58 ", "USD", (12.58, "USD")),
        ("US$ 5", None, (5, "USD")),
        ("kr 100", "SEK", (100, "SEK")),
    ],
)
def test_a_price(text: str, given: str | None, price: tuple[float, str | None]) -> None:
    assert money(text, Options(currency=given)) == price


@pytest.mark.parametrize(
    ("text", "given", "why"),
    [
        ("$12.58", None, "not the sign of one currency alone"),
        ("€5", "USD", "'€' is EUR, and the currency was given as USD"),
        ("$5", "EUR", "'\\$' is no sign of EUR"),
        ("€5€", None, "a price from zero"),
        ("-5", None, "a price from zero"),
        ("free", None, "a price from zero"),
    ],
)
def test_no_price(text: str, given: str | None, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        money(text, Options(currency=given))


def test_months_end_with_their_month() -> None:
    assert months_later("2024-01-31", 1) == "2024-02-29"
    assert months_later("2023-12-15", 36) == "2026-12-15"
    with pytest.raises(ValueError, match="no day"):
        months_later("2024-01-31", 10**7)


def test_counts_and_truths() -> None:
    assert count("61", None) == 61
    with pytest.raises(ValueError, match="whole number"):
        count("1.5", None)
    assert [truth(word) for word in ("Yes", "FALSE", "1", "no")] == [True, False, True, False]
    with pytest.raises(ValueError, match="sometimes"):
        truth("sometimes")
