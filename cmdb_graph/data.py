"""How data files beside the vocabulary are read: TOML into a checked model, every mistake with file and key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from cmdb_graph.errors import Invalid

_LARGEST_FILE = 256 * 1024


class Table(BaseModel):
    """A table of a file: nothing in it that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=Table)


def _compiled(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no pattern: {error}") from None
    return text


Pattern = Annotated[str, AfterValidator(_compiled)]


def read(path: Path, model: type[M], bad: type[Invalid], **given: object) -> M:
    """The file as this model, with what is `given` beside it. Raises `bad`, with file and key, on the first mistake."""
    if path.stat().st_size > _LARGEST_FILE:
        raise bad(f"{path.name}: larger than {_LARGEST_FILE:,} bytes.")
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := given.keys() & said.keys():
            raise bad(f"{path.name}: {min(twice)}: the file's name says it.")
        return model(**given, **said)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise bad(f"{path.name}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise bad(f"{path.name}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
