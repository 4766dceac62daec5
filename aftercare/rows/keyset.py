"""What comes behind a row in a list that is ordered by several columns at once."""

from collections.abc import Mapping

from django.db.models import BooleanField, F, Func, Value


def beyond(spot: Mapping[str, object], *, upwards: bool) -> Func:
    """A condition: rows whose columns, taken together, stand above (or below) these values.

    Told as one comparison of rows, which the index enters exactly. As “later, or as late with a higher id” the planner
    takes it for one row, and sorts thousands by another index.
    """
    here = Func(*map(F, spot), function="ROW", output_field=BooleanField())
    there = Func(*map(Value, spot.values()), function="ROW", output_field=BooleanField())
    sign = " > " if upwards else " < "
    return Func(here, there, template="(%(expressions)s)", arg_joiner=sign, output_field=BooleanField())
