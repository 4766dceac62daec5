"""What several resources share: texts that can be kept, amounts as decimal text, times with their zone."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

AMOUNT_PATTERN = r"^[0-9]{1,12}(\.[0-9]{1,3})?$"


def _keepable(text: str) -> str:
    """The database keeps no NUL, and half a surrogate pair is no character."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise PydanticCustomError("unusable_text", "contains characters that cannot be kept")
    return text


def _in_utc(moment: datetime) -> datetime:
    """Python knows zones up to 24 hours away, PostgreSQL only up to 16."""
    return moment.astimezone(UTC)


Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_keepable)]
"""Text of one line, without the space around it. Add `Field(max_length=…)`."""

Name = Annotated[Line, Field(max_length=120)]
OrderNumber = Annotated[Line, Field(min_length=1, max_length=60, examples=["88000001"])]
Sku = Annotated[Line, Field(min_length=1, max_length=60, examples=["KA-K2-GR"])]
Code = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$", examples=["kestrel-web"])]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["GBP"])]
Amount = Annotated[str, Field(pattern=AMOUNT_PATTERN, examples=["732.80"])]
"""A decimal number as text; how many decimal places it may have, the currency says."""

Pieces = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Flag = Annotated[bool, Field(strict=True)]
Version = Annotated[int, Field(strict=True, ge=1, le=2_000_000_000)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1990, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC)),
    AfterValidator(_in_utc),
]


class Told(BaseModel):
    """What a client tells; names that we do not know are refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LineRef(Told):
    """A line of the order, by its position or by its SKU."""

    position: Annotated[int, Field(strict=True, ge=0, le=100_000, examples=[1])] | None = None
    sku: Annotated[Line, Field(min_length=1, max_length=60)] | None = None

    @model_validator(mode="after")
    def _one_name(self) -> "LineRef":
        if (self.position is None) == (self.sku is None):
            raise PydanticCustomError("one_name", "position or sku")
        return self
