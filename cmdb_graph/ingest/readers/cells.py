"""Days and amounts as people and other tools write them, read strictly: what can be read in two ways is refused, never guessed.

Every function raises ValueError with what is wrong and which option would settle it. Pure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Dates = Literal["ymd", "dmy", "mdy"]
Decimals = Literal["point", "comma"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a file does not say of itself: order of dates, decimal sign, currency, what seats count, and time zone."""

    dates: Dates | None = None
    decimals: Decimals | None = None
    currency: str | None = None
    metric: str | None = None
    zone: str | None = None


_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\.?$")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})\.?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_FIRST = re.compile(r"(?:[A-Z]{3,9},? )?([A-Z]{3})[A-Z]* (\d{1,2}),? (\d{4})$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?:[A-Z]{3,9},? )?(\d{1,2}) ([A-Z]{3})[A-Z]*,? (\d{4})$", re.IGNORECASE)
_LATEST_OF_1900 = 69
"""POSIX: two digits from here on are of the 20th century."""


def day(text: str, order: Dates | None) -> str:
    """A day as YYYY-MM-DD; a time of day behind it is passed over.

    2026-11-24, 24.11.2026 and Nov 24, 2026 say it themselves. 11/24/2026 does where only one reading is a day; 3/4/2026, and
    two digits for a year, need `order`.
    """
    bare = _TIME.sub("", text.strip())
    if (iso := _ISO.match(bare)) is not None:
        return _date(text, *map(int, iso.groups()))
    if (named := _MONTH_FIRST.match(bare)) is not None:
        return _date(text, int(named[3]), _month(text, named[1]), int(named[2]))
    if (named := _DAY_FIRST.match(bare)) is not None:
        return _date(text, int(named[3]), _month(text, named[2]), int(named[1]))
    if (numeric := _NUMERIC.match(bare)) is None:
        raise ValueError(f"a day such as 2026-11-24 is expected, not {text[:80]!r}")
    first, sign, second, last = int(numeric[1]), numeric[2], int(numeric[3]), numeric[4]
    order = order or _only_order(text, first, sign, second, last)
    if order == "ymd":
        return _date(text, _year(str(first).zfill(2)), second, int(last))
    month, day_ = (first, second) if order == "mdy" else (second, first)
    return _date(text, _year(last), month, day_)


def _only_order(text: str, first: int, sign: str, second: int, year: str) -> Dates:
    """The order that a date without a name or a year in front tells itself. With points, the day comes first everywhere."""
    if sign == ".":
        return "dmy"
    if len(year) == 4 and (first > 12 or first == second):
        return "dmy"
    if len(year) == 4 and second > 12:
        return "mdy"
    raise ValueError(
        f"{text[:80]!r} can be read as more than one day: say the order of the file's dates, dates=dmy or dates=mdy"
    )


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= _LATEST_OF_1900 else 2000)


def _month(text: str, name: str) -> int:
    if name.lower() not in _MONTHS:
        raise ValueError(f"{text[:80]!r} names no month: write the day as 2026-11-24")
    return _MONTHS.index(name.lower()) + 1


def _date(text: str, year: int, month: int, day_: int) -> str:
    try:
        return date(year, month, day_).isoformat()
    except ValueError:
        raise ValueError(f"there is no day {text[:80]!r} in the order that it is read in") from None


def months_later(start: str, months: int) -> str:
    """The day so many months after a day, at most the last one of its month."""
    day_ = date.fromisoformat(start)
    year, month = divmod(day_.year * 12 + day_.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"{months} months after {start} is no day that can be written")
    return date(year, month + 1, min(day_.day, monthrange(year, month + 1)[1])).isoformat()


_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "₹": "INR",
    "₩": "KRW",
    "zł": "PLN",
}
"""Those of one currency alone."""
_SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "CLP", "COP", "ARS"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
_AMOUNT = re.compile(r"(?P<before>[^\d\s.,+-]{0,4})\s*(?P<digits>\d[\d.,]*)\s*(?P<after>[^\d\s.,+-]{0,4})$")
_CODE = re.compile(r"[A-Z]{3}$")
_LONGEST = 30


def amount(text: str, decimals: Decimals | None) -> float:
    """A number from zero: 1234.5, 1,234.50, 1.234,50. What is 1,234 of either needs `decimals`."""
    bare = text.strip()
    if len(bare) > _LONGEST or not re.fullmatch(r"\d[\d.,]*", bare) or not bare.isascii():
        raise ValueError(f"a number from zero such as 1234.50 is expected, not {text[:80]!r}")
    decimal = {"point": ".", "comma": ","}[decimals] if decimals else _decimal_sign(bare)
    group = "," if decimal == "." else "."
    whole, _, fraction = bare.partition(decimal)
    groups = whole.split(group)
    grouped = len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(part) == 3 for part in groups[1:]))
    if not grouped or not all(part.isdigit() for part in groups) or (fraction and not fraction.isdigit()):
        how = "with a decimal comma" if decimal == "," else "with a decimal point"
        raise ValueError(f"{text[:80]!r} is no number {how}")
    return float(f"{''.join(groups)}.{fraction or 0}")


def _decimal_sign(digits: str) -> str:
    """The decimal sign that a number tells itself."""
    signs = re.findall(r"[.,]", digits)
    if not signs:
        return "."
    if len(set(signs)) == 2:
        return signs[-1]
    other = "," if signs[0] == "." else "."
    if len(signs) > 1:
        return other  # twice: it divides thousands
    whole, fraction = re.split(r"[.,]", digits)
    if len(fraction) == 3 and len(whole) <= 3 and whole != "0":
        raise ValueError(
            f"{digits!r} can be read as {whole}{fraction} and as {whole}.{fraction}: say the file's decimal sign, "
            "decimals=point or decimals=comma"
        )
    return signs[0]


def money(text: str, options: Options) -> tuple[float, str | None]:
    """A price and its currency: that of its sign or code, else the one that the options name, else None."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or (found["before"] and found["after"]):
        raise ValueError(f"a price from zero such as 1234.50 is expected, not {text[:80]!r}")
    sign = found["before"] or found["after"]
    return amount(found["digits"], options.decimals), _currency(sign, options.currency) if sign else options.currency


def _currency(sign: str, given: str | None) -> str:
    own = sign if _CODE.match(sign) else _SYMBOLS.get(sign)
    if own is None and given is None:
        raise ValueError(f"{sign!r} is not the sign of one currency alone: say which it is, such as currency=USD")
    if own is not None and given is not None and own != given:
        raise ValueError(f"{sign!r} is {own}, and the currency was given as {given}")
    if given is not None and given not in _SHARED.get(sign, (given,)):
        raise ValueError(f"{sign!r} is no sign of {given}, which was given as the currency")
    return own or given or ""


def count(text: str, decimals: Decimals | None) -> int:
    """A whole number from zero."""
    number = amount(text, decimals)
    if not number.is_integer():
        raise ValueError(f"a whole number is expected, not {text[:80]!r}")
    return int(number)


def truth(text: str) -> bool:
    """Yes or no."""
    word = text.strip().casefold()
    if word not in {"yes", "no", "true", "false", "1", "0", "y", "n"}:
        raise ValueError(f"yes or no is expected, not {text[:80]!r}")
    return word in {"yes", "true", "1", "y"}
