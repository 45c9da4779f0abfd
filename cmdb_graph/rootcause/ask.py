"""The question end to end: fetch, rank, and put the answer together. All doors call this function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.impact.ask import known as known_entities
from cmdb_graph.impact.ask import on_estate
from cmdb_graph.impact.fetch import Estate, Summary
from cmdb_graph.impact.models import Named
from cmdb_graph.rootcause.alarms import TRAFFIC, Alarm, Observed, Symptom, observe, scored, sort_of
from cmdb_graph.rootcause.fetch import Fetch
from cmdb_graph.rootcause.models import (
    MOST_SYMPTOMS,
    MOST_TOLD,
    CandidateCause,
    Evidence,
    Ignored,
    RootCauseAnswer,
    RootCauseQuestion,
    duration,
)
from cmdb_graph.rootcause.network import Network
from cmdb_graph.rootcause.priors import About, Known, known
from cmdb_graph.rootcause.rank import Candidate, Seen, rank
from cmdb_graph.rootcause.sentence import root_cause_sentence
from cmdb_graph.rootcause.weights import Weights
from cmdb_graph.vocabulary import Vocabulary

_MOST_RANKED = 300
"""So many are ranked: all, or those that something speaks for."""
_OWN, _FACTS, _OTHERS = 10, 20, 5
"""So much evidence of a candidate is told: its own alarms, facts about it, and alarms above it."""


def root_cause(
    store: ReadStore, vocabulary: Vocabulary, weights: Weights, question: RootCauseQuestion, deadline: Deadline
) -> RootCauseAnswer:
    """What caused the symptoms. NotFound naming symptoms that are not there, DeadlineExceeded when the time is over."""
    return on_estate(
        store, vocabulary, question.as_of, deadline, lambda estate: _Answer(estate, weights, question, deadline).whole()
    )


class _Answer:
    def __init__(self, estate: Estate, weights: Weights, question: RootCauseQuestion, deadline: Deadline) -> None:
        self._estate = estate
        self._weights = weights
        self._question = question
        self._deadline = deadline
        self._fetch = Fetch(estate, weights)
        self._ignored: list[Ignored] = []
        self._places = {symptom.id: f"/symptoms/{at}/id" for at, symptom in enumerate(question.symptoms)}
        hurt = known_entities(estate, self._places, self._places)
        self._tickets = {node for node, summary in hurt.items() if estate.vocabulary.is_a(summary.kind, "Ticket")}
        self._symptoms, noticed = self._hurting()
        self._there = estate.summaries(event.id for event in question.events)
        now = datetime.now(UTC)
        at = [symptom.at for symptom in self._symptoms if symptom.at is not None]
        when = noticed if question.noticed is None else _utc(question.noticed)
        # What is said to have begun later had not been noticed by then.
        self._until = None if when is None else max([when, *at])
        given = [when for event in question.events if event.id in self._there and (when := _utc(event.at)) <= now]
        # Who gives events of a day long past, and no time of the symptom, asks about that day.
        latest = self._until or max(given, default=now)
        self._first = min(at, default=latest)
        self._last = max(at, default=latest)

    def whole(self) -> RootCauseAnswer:
        hurt = list(dict.fromkeys(symptom.id for symptom in self._symptoms))
        starving = {s.id for s in self._symptoms if sort_of(s.signal, self._weights) == TRAFFIC}
        given = self._given()
        nodes = self._fetch.closure(hurt, starving, {alarm.id for alarm in given})
        self._deadline.check()
        alarms = scored(given, self._weights) + self._recorded(nodes)
        observed = observe(alarms, self._symptoms, self._last, self._weights)
        network = Network(self._fetch.relationships)
        self._deadline.check()
        before = self._known(nodes, observed.onset)
        symptoms = {node: node in starving for node in hurt}
        seen = Seen(symptoms, observed, before.times)
        ranked = rank(network, self._worth_ranking(nodes, network, seen), seen, self._weights, self._deadline.check)
        told = ranked[: self._question.limit]
        by_node: defaultdict[str, list[Alarm]] = defaultdict(list)
        for alarm in alarms:
            by_node[alarm.id].append(alarm)
        candidates = [self._candidate(each, nodes, by_node, observed, before) for each in told]
        explained = {symptom for each in ranked for symptom in self._explained(each)}
        unexplained = [symptom for symptom in symptoms if symptom not in explained]
        named = {*symptoms, *(node for each in candidates for way in (each.path, *each.ways.values()) for node in way)}
        return RootCauseAnswer(
            text=root_cause_sentence(
                candidates, unexplained, len(alarms), {node: nodes[node].name for node in symptoms}
            ),
            as_of=self._estate.moment.as_of,
            symptoms=hurt,
            onset=observed.onset.isoformat(),
            candidates=candidates,
            omitted=len(ranked) - len(told),
            unexplained=unexplained,
            named=[Named(id=node, kind=nodes[node].kind, name=nodes[node].name) for node in sorted(named)],
            ignored=self._ignored[:MOST_TOLD],
            ignored_omitted=max(0, len(self._ignored) - MOST_TOLD),
            events=len(alarms),
            warnings=self._fetch.warnings,
        )

    def _explained(self, each: Candidate) -> list[str]:
        """The symptoms that it makes likely, other than itself, where anything but its place speaks for it."""
        speaks = any(value > 0 for term, value in each.terms.items() if term not in ("symptoms", "kind"))
        least = self._weights.cover.explained
        return [s for s, share in each.explains.items() if speaks and share >= least and s != each.id]

    # What is seen

    def _hurting(self) -> tuple[list[Symptom], datetime | None]:
        """The symptoms, those of a ticket in its place, and when the first ticket that says no more was opened.

        A ticket says when it began (`started_at`), or no more than when somebody told of it. Invalid for one about nothing.
        """
        found: list[Symptom] = []
        noticed: list[datetime] = []
        about = self._fetch.told_by(self._tickets)
        for given in self._question.symptoms:
            at = None if given.at is None else _utc(given.at)
            if given.id not in self._tickets:
                found.append(Symptom(given.id, given.signal, at))
                continue
            ticket = about[given.id]
            if not ticket.hurts:
                why = f"{given.id!r} is a ticket that says nothing of what it affects: name what hurts."
                raise Invalid(why, places=[Place(why, pointer=self._places[given.id])])
            if at is None and ticket.started is None and ticket.opened is not None:
                noticed.append(ticket.opened)
            found += [Symptom(node, given.signal, at or ticket.started) for node in ticket.hurts]
        if len(found) > MOST_SYMPTOMS:
            raise Invalid(
                f"These tickets affect {len(found):,} things; at most {MOST_SYMPTOMS} symptoms are ranked at once."
            )
        return found, min(noticed, default=None)

    def _given(self) -> list[Alarm]:
        """The alarms of the question, those set aside that are on nothing, or before the lookback."""
        since, _ = self._window()
        found: list[Alarm] = []
        for event in self._question.events:
            at = _utc(event.at)
            if event.id not in self._there:
                self._ignored.append(Ignored(id=event.id, at=at.isoformat(), why=f"There is no entity {event.id!r}."))
            elif at < since:
                why = f"It is before the lookback of {self._question.lookback}."
                self._ignored.append(Ignored(id=event.id, at=at.isoformat(), why=why))
            elif self._until is not None and at > self._until:
                why = f"It is after {self._until.isoformat()}, when somebody had noticed."
                self._ignored.append(Ignored(id=event.id, at=at.isoformat(), why=why))
            else:
                found.append(Alarm(event.id, at, event.signal, event.direction, event.score))
        return found

    def _recorded(self, nodes: Collection[str]) -> list[Alarm]:
        since, until = self._window()
        return self._fetch.alarms(nodes, since, until)

    def _window(self) -> tuple[datetime, datetime]:
        lookback, slack = duration(self._question.lookback), timedelta(seconds=4 * self._weights.time.after_seconds)
        until = times.shifted(self._last, slack) if self._until is None else self._until
        return times.shifted(self._first, -lookback), until

    def _known(self, nodes: Mapping[str, Summary], onset: datetime) -> Known:
        back = max(duration(self._question.lookback), timedelta(hours=4 * self._weights.prior.change_hours))
        since = times.shifted(onset, -back)
        hurt = {symptom.id for symptom in self._symptoms}
        # The tickets of the question, and incidents on what hurts, are the question told again, as its own alarms are.
        about = [
            each
            for each in self._fetch.about(nodes, since)
            if each.ticket.id not in self._tickets and not (each.node in hurt and self._is_incident(each))
        ]
        found = self._fetch.pairs([symptom.id for symptom in self._symptoms])
        pairs = [pair for pair in found if pair.ticket not in self._tickets]
        kinds = {node: summary.kind for node, summary in nodes.items()}
        return known(kinds, about, pairs, onset, self._estate.vocabulary, self._weights.prior, self._fetch.failures)

    def _is_incident(self, about: About) -> bool:
        return self._estate.vocabulary.is_a(about.ticket.kind, "Incident")

    def _worth_ranking(self, nodes: Collection[str], network: Network, seen: Seen) -> list[str]:
        """All; of very many, those that alarm, on which things that alarm stand, or for which something else speaks."""
        if len(nodes) <= _MOST_RANKED:
            return sorted(nodes)
        faults = seen.observed.faults
        speaks: defaultdict[str, float] = defaultdict(float)
        for node in nodes:
            speaks[node] += faults.get(node, 0.0) + sum(value - 1 for value in seen.prior.get(node, {}).values())
            for provider in network.providers(node):
                speaks[provider] += faults.get(node, 0.0) / 2 + (node in seen.symptoms) / 2
        best = sorted(nodes, key=lambda node: (-speaks[node], node))
        loud = sum(1 for node in best[_MOST_RANKED:] if faults.get(node))
        alarm = f"; {loud:,} of the others alarm too" if loud else ", none of the others alarms"
        self._fetch.warnings.append(
            f"Of {len(nodes):,} things that the symptoms stand on, the {_MOST_RANKED} for which most speaks were ranked{alarm}."
        )
        return best[:_MOST_RANKED]

    # What is told

    def _candidate(
        self,
        each: Candidate,
        nodes: Mapping[str, Summary],
        alarms: Mapping[str, Sequence[Alarm]],
        observed: Observed,
        before: Known,
    ) -> CandidateCause:
        least = self._weights.cover.explained
        likely = sorted(each.explains, key=lambda symptom: (-each.explains[symptom], symptom))
        explains = [symptom for symptom in likely if each.explains[symptom] >= least]
        own = [_alarm(alarm, observed) for alarm in alarms.get(each.id, ())]
        others = [
            (observed.weight[alarm] * share, alarm)
            for node, share in each.reach.faults.items()
            if node != each.id
            for alarm in alarms.get(node, ())
        ]
        others.sort(key=lambda pair: (-pair[0], pair[1].id))
        facts = before.facts.get(each.id, [])
        evidence = [
            *sorted(own, key=lambda fact: -(fact.weight or 0.0))[:_OWN],
            *facts[:_FACTS],
            *(_alarm(alarm, observed) for _, alarm in others[:_OTHERS]),
        ]
        return CandidateCause(
            id=each.id,
            kind=nodes[each.id].kind,
            name=nodes[each.id].name,
            score=each.score,
            terms={name: round(value, 4) for name, value in each.terms.items()},
            explains=explains,
            path=each.way(likely[0]),
            ways={symptom: each.way(symptom) for symptom in explains},
            evidence=evidence,
            evidence_omitted=len(own) + len(facts) + len(others) - len(evidence),
        )


def _utc(at: datetime) -> datetime:
    """The instant in UTC; what an offset moves out of the years that there are counts as their edge."""
    return times.shifted(at, timedelta())


def _alarm(alarm: Alarm, observed: Observed) -> Evidence:
    score = "" if alarm.score is None else f", score {alarm.score:g}"
    text = f"{alarm.signal}{'' if alarm.direction is None else ' ' + alarm.direction}{score}"
    return Evidence(
        sort="alarm", id=alarm.id, at=alarm.at.isoformat(), text=text, weight=round(observed.weight[alarm], 4)
    )
