"""Reduced ordered binary decision diagrams (Bryant 1986): functions of yes and no, each held once, and how likely they are. Pure.

A diagram goes by a number: 0 is never, 1 is always, any other asks one variable and goes on below. Equal functions have equal
numbers. Variables are asked in the order of their levels.
"""

from __future__ import annotations

from collections.abc import Sequence

FALSE, TRUE = 0, 1
_BELOW = 1 << 62


class TooLarge(Exception):
    """The diagrams have more nodes than they may: the function is too tangled for its order of variables."""


class Diagrams:
    """All diagrams over the same variables; at most `most` nodes, else TooLarge."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._level = [_BELOW, _BELOW]
        self._low = [FALSE, TRUE]
        self._high = [FALSE, TRUE]
        self._known: dict[tuple[int, int, int], int] = {}
        self._memos: tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]] = ({}, {})

    def __len__(self) -> int:
        return len(self._level)

    def variable(self, level: int) -> int:
        """Whether the variable of this level is yes."""
        return self._node(level, FALSE, TRUE)

    def either(self, one: int, other: int) -> int:
        """Whether at least one of both is."""
        return self._combined(one, other, TRUE)

    def both(self, one: int, other: int) -> int:
        """Whether each of both is."""
        return self._combined(one, other, FALSE)

    def at_least(self, count: int, of: Sequence[int]) -> int:
        """Whether so many of these are: worked out one after the other, not by every choice of them."""
        found = [TRUE, *[FALSE] * count]
        for each in of:
            for enough in range(count, 0, -1):
                found[enough] = self.either(found[enough], self.both(found[enough - 1], each))
        return found[count]

    def probability(self, diagram: int, yes: Sequence[float]) -> float:
        """How likely it is, the variable of each level being yes with its own likelihood, independently. O(nodes below it)."""
        return self._likely(self._below(diagram), yes)[diagram]

    def slopes(self, diagram: int, yes: Sequence[float]) -> dict[int, float]:
        """By level, how much likelier it is with the variable yes than with it no. O(nodes below it)."""
        nodes = self._below(diagram)
        likely = self._likely(nodes, yes)
        reached = dict.fromkeys(nodes, 0.0)
        reached[diagram] = 1.0
        found: dict[int, float] = {}
        # Whatever leads to a node was made after it.
        for node in reversed(nodes):
            level, low, high = self._level[node], self._low[node], self._high[node]
            here = reached[node]
            found[level] = found.get(level, 0.0) + here * (likely[high] - likely[low])
            for below, share in ((low, 1 - yes[level]), (high, yes[level])):
                if below > TRUE:
                    reached[below] += here * share
        return found

    def _likely(self, nodes: Sequence[int], yes: Sequence[float]) -> dict[int, float]:
        likely = {FALSE: 0.0, TRUE: 1.0}
        for node in nodes:
            share = yes[self._level[node]]
            likely[node] = share * likely[self._high[node]] + (1 - share) * likely[self._low[node]]
        return likely

    def _below(self, diagram: int) -> list[int]:
        """What it asks, itself included, what was made first first."""
        seen: set[int] = set()
        waiting = [diagram]
        while waiting:
            node = waiting.pop()
            if node > TRUE and node not in seen:
                seen.add(node)
                waiting += (self._low[node], self._high[node])
        return sorted(seen)

    def _node(self, level: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (level, low, high)
        if (found := self._known.get(key)) is None:
            if len(self._level) >= self._most:
                raise TooLarge
            found = self._known[key] = len(self._level)
            self._level.append(level)
            self._low.append(low)
            self._high.append(high)
        return found

    def _combined(self, one: int, other: int, absorbs: int) -> int:
        """Of "or" always absorbs everything, of "and" never. With a stack of its own: a diagram may be deeper than Python's."""
        memo = self._memos[absorbs]
        stack = [(one, other)]
        while True:
            pair = stack[-1]
            if (found := self._simple(pair, absorbs, memo)) is not None:
                stack.pop()
                if not stack:
                    return found
                continue
            level = min(self._level[pair[0]], self._level[pair[1]])
            lows = self._asked(pair, level, self._low)
            highs = self._asked(pair, level, self._high)
            low, high = self._simple(lows, absorbs, memo), self._simple(highs, absorbs, memo)
            if low is None:
                stack.append(lows)
            if high is None:
                stack.append(highs)
            if low is not None and high is not None:
                memo[min(pair), max(pair)] = self._node(level, low, high)

    def _asked(self, pair: tuple[int, int], level: int, answer: list[int]) -> tuple[int, int]:
        one, other = (answer[each] if self._level[each] == level else each for each in pair)
        return one, other

    @staticmethod
    def _simple(pair: tuple[int, int], absorbs: int, memo: dict[tuple[int, int], int]) -> int | None:
        one, other = pair
        if absorbs in pair:
            return absorbs
        if one <= TRUE:
            return other
        if other <= TRUE or one == other:
            return one
        return memo.get((min(pair), max(pair)))
