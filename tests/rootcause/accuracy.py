"""How often planted causes are found: `python -m tests.rootcause.accuracy` prints it, of the product and of simple rankings."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from rich.console import Console
from rich.table import Table

from cmdb_graph.rootcause import load
from cmdb_graph.rootcause.alarms import observe, scored
from cmdb_graph.rootcause.network import Network
from cmdb_graph.rootcause.rank import Seen, rank
from tests.rootcause.baselines import BASELINES
from tests.rootcause.simulator import START, Case, Noise, case

OURS = "cmdb-graph"
LEVELS = (0.0, 0.1, 0.2, 0.3)
_SEED = 20_261_126
_WEIGHTS = load()


def ours(made: Case) -> list[str]:
    """The product's ranking."""
    observed = observe(scored(made.alarms, _WEIGHTS), made.symptoms, START, _WEIGHTS)
    kinds = _WEIGHTS.prior.kinds
    prior = {node: {"kind": kinds[kind]} for node, kind in made.kinds.items() if kind in kinds}
    seen = Seen({symptom.id: False for symptom in made.symptoms}, observed, prior)
    return [each.id for each in rank(Network(made.relationships), made.kinds, seen, _WEIGHTS)]


def accuracy(causes: int, level: float, cases: int) -> Mapping[str, tuple[float, float]]:
    """Ranking -> (AC@1, AC@3), means over so many cases; `level` is the share of alarms that are missing, noise goes with it."""
    chance = Random(f"{_SEED} {causes} {level}")
    made = [case(chance, Noise(level, level / 2, level / 2), causes) for _ in range(cases)]
    return {
        name: tuple[float, float](
            sum(_found(ranking(each), each.causes, first) for each in made) / cases for first in (1, 3)
        )
        for name, ranking in {OURS: ours, **BASELINES}.items()
    }


def _found(ranking: list[str], causes: list[str], first: int) -> float:
    """AC@k: the share of the causes among the first k, out of as many as fit there."""
    return len(set(ranking[:first]) & set(causes)) / min(first, len(causes))


def main(cases: int = 300) -> None:
    """Print the table."""
    table = Table("causes", "noise", *(f"{name}\nAC@1  AC@3" for name in (OURS, *BASELINES)))
    for causes in (1, 2):
        for level in LEVELS:
            found = accuracy(causes, level, cases)
            table.add_row(str(causes), f"{level:.0%}", *(f"{one:.2f}  {three:.2f}" for one, three in found.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
