"""The root command."""

from __future__ import annotations

import logging

import click

from cmdb_graph.cli import (
    analyze,
    assess,
    causes,
    context,
    costs,
    database,
    entities,
    exports,
    licenses,
    metrics,
    questions,
    records,
    report,
    serving,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cmdb-graph")
def main() -> None:
    """cmdb-graph: a graph of the estate that answers what breaks, with evidence.

    Without NEO4J_URI it starts a Neo4j of its own and keeps its data in your data directory (CMDB_DATA_DIR).
    """
    # The driver tells of each retry; the command tells how it ended.
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)


for command in (
    serving.demo,
    serving.serve,
    records.import_command,
    entities.find_command,
    entities.show_command,
    questions.impact_command,
    questions.dependencies_command,
    questions.path_command,
    causes.root_cause_command,
    context.context_command,
    licenses.license_command,
    licenses.reclaim_command,
    costs.cost_command,
    metrics.metrics_command,
    assess.assess,
    analyze.analyze,
    report.report_command,
    exports.export_command,
    records.key,
    records.schema,
    database.db,
):
    main.add_command(command)
