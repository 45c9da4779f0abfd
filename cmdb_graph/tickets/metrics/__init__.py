"""Metrics of tickets by period, service, team and kind: each with its definition and the records behind it."""

from cmdb_graph.tickets.metrics.ask import metrics
from cmdb_graph.tickets.metrics.models import MetricsAnswer, MetricsQuestion

__all__ = ["MetricsAnswer", "MetricsQuestion", "metrics"]
