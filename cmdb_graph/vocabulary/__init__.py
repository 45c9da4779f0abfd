"""Kinds, attributes and relationship types: TOML files and their reader. The ground floor: of ours it imports the errors."""

from cmdb_graph.vocabulary.describe import describe
from cmdb_graph.vocabulary.model import (
    Attribute,
    AttributeType,
    Effect,
    Health,
    Join,
    Kind,
    Phase,
    RelationshipType,
    Role,
    Vocabulary,
)
from cmdb_graph.vocabulary.reader import load

__all__ = [
    "Attribute",
    "AttributeType",
    "Effect",
    "Health",
    "Join",
    "Kind",
    "Phase",
    "RelationshipType",
    "Role",
    "Vocabulary",
    "describe",
    "load",
]
