"""Keys, for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.deps import Admins
from api.lists import Cursor, Limit
from api.responses import READ, WRITE, told
from cmdb_graph import access
from cmdb_graph.errors import Forbidden, NotFound

router = APIRouter(prefix="/v1/keys")


class NewKey(BaseModel):
    """What a key is called and what it may do."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100)]
    role: Annotated[str, Field(description="reader, editor or admin")]


class CreatedKey(BaseModel):
    """The key itself is told this once."""

    id: str
    key: str
    name: str
    role: str


class Key(BaseModel):
    """A key without its secret."""

    id: str
    name: str
    role: str
    created: str


class KeyPage(BaseModel):
    """Keys, oldest first."""

    items: list[Key]
    next: str | None = Field(default=None, description="`cursor` of the next page")


@router.post("", status_code=201, summary="Make a key; it is shown once", responses=told(*WRITE))
def create_key(admins: Admins, new: NewKey) -> CreatedKey:
    key_id, key = access.create_key(admins.store, new.name, new.role)
    return CreatedKey(id=key_id, key=key, name=new.name, role=new.role.lower())


@router.get("", summary="Keys without their secrets, oldest first", responses=told(*READ, Forbidden))
def list_keys(admins: Admins, limit: Limit = 100, cursor: Cursor = None) -> KeyPage:
    keys, following = access.page_of_keys(admins.store, limit, cursor)
    items = [Key(id=key.id, name=key.name, role=key.role, created=key.created) for key in keys]
    return KeyPage(items=items, next=following)


@router.delete("/{id}", status_code=204, summary="Revoke a key", responses=told(*WRITE, NotFound))
def revoke_key(admins: Admins, id: str) -> None:  # noqa: A002  the promised name
    access.revoke_key(admins.store, id)
