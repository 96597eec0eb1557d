"""How long before a day something was, as closely as its date tells."""

from datetime import date

from plans.analysis.phrases import counted


def age(then: str, on: date) -> str:
    """Say it in words: "5 months before", "12 days before", "the same month".

    `then` is ISO text of a day, a month or a year, not after `on`. A month or a year
    alone is told in months or in years, never closer than it was recorded.
    """
    year, month, day = [*map(int, then.split("-")), 0, 0][:3]
    if not month:
        return _before(on.year - year, "year")
    months = (on.year - year) * 12 + on.month - month
    if day and day > on.day:
        months -= 1  # the last of them is not whole
    if months >= 24:
        return _before(months // 12, "year")
    if day and not months:
        return _before((on - date(year, month, day)).days, "day")
    return _before(months, "month")


def _before(number: int, unit: str) -> str:
    if not number:
        return f"the same {unit}"
    return f"{counted(number, unit)} before"
