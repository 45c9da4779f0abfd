"""The estate, a part of it, or an answer, as a file that other tools open. docs/exports.md says what each format is for."""

from cmdb_graph.exports.ask import export, export_of
from cmdb_graph.exports.formats import FORMATS, Format, FormatName, streamed
from cmdb_graph.exports.graph import Graph
from cmdb_graph.exports.models import ExportQuestion

__all__ = ["FORMATS", "ExportQuestion", "Format", "FormatName", "Graph", "export", "export_of", "streamed"]
