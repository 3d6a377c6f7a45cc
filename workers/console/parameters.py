"""What an address may carry: numbers that a database can hold, and words without the sign that none can store.

Anything else is refused before a page asks for it.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Before = Annotated[int | None, Query(ge=0, le=2**31 - 1)]
Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
