/**
 * Cut sets as barriers before a service. Members that stand in the same sets but for themselves are alternatives of each other:
 * any one of them does, so {a1, a2} x {b1, b2, b3} is one barrier that stands for six sets. Nothing is lost by that. Pure.
 */

/** `rows`: of the alternatives, in order. `sets`: how many sets it stands for. */
export interface Barrier {
  rows: number[];
  sets: number;
}

export interface Barriers {
  /** Alternatives by id, in the order of the rows of the picture. */
  rows: string[][];
  /** Smaller ones first. */
  barriers: Barrier[];
}

/** All of it: sets that are minimal, each of different things. */
export function barriersOf(sets: readonly (readonly string[])[]): Barriers {
  const others = new Map<string, string[]>();
  for (const set of sets)
    for (const member of set) {
      add(others, member, JSON.stringify(set.filter((each) => each !== member).sort()));
    }
  const groups = new Map<string, string[]>();
  for (const [member, rests] of others) add(groups, rests.sort().join(), member);
  const rows = [...groups.values()].map((ids) => ids.sort());
  const at = new Map(rows.flatMap((ids, row) => ids.map((id) => [id, row] as const)));
  const found = new Map<string, Barrier>();
  for (const set of sets) {
    const its = set.map((id) => at.get(id)!).sort((a, b) => a - b);
    const key = its.join();
    const known = found.get(key);
    if (known) known.sets += 1;
    else found.set(key, { rows: its, sets: 1 });
  }
  return inOrder(rows, [...found.values()]);
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

/** As much of it as a picture holds: of each size in turn those that stand for most sets, each whole. */
export function drawable({ rows, barriers }: Barriers, mostRows: number, mostBarriers: number): Barriers {
  const kept = new Set<number>();
  const chosen: Barrier[] = [];
  for (const barrier of inTurn(barriers)) {
    const more = barrier.rows.filter((row) => !kept.has(row));
    if (chosen.length === mostBarriers || kept.size + more.length > mostRows) continue;
    for (const row of more) kept.add(row);
    chosen.push(barrier);
  }
  return inOrder(rows, chosen);
}

/** The best of each size, then the next best of each. */
function inTurn(barriers: readonly Barrier[]): Barrier[] {
  const placed = new Map<number, number>();
  const ranked = [...barriers].sort((a, b) => b.sets - a.sets).map((barrier) => {
    const rank = placed.get(barrier.rows.length) ?? 0;
    placed.set(barrier.rows.length, rank + 1);
    return { barrier, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.barrier.rows.length - b.barrier.rows.length).map(({ barrier }) => barrier);
}

/** How many sets of each size a picture leaves out, in words: `39 of the 189 of 2`; none where it has all. */
export function leftOut(whole: Barriers, shown: Barriers): string[] {
  return sizesOf(whole).flatMap((size) => {
    const [all = 0, drawn = 0] = [whole, shown].map((each) => ofSize(each, size).reduce((sum, { sets }) => sum + sets, 0));
    return drawn < all ? [`${(all - drawn).toLocaleString("en")} of the ${all.toLocaleString("en")} of ${size}`] : [];
  });
}

/** The sizes that there are, the smallest first. */
export function sizesOf({ barriers }: Barriers): number[] {
  return [...new Set(barriers.map(({ rows }) => rows.length))];
}

export function ofSize({ barriers }: Barriers, size: number): Barrier[] {
  return barriers.filter(({ rows }) => rows.length === size);
}

/**
 * What falls together stands together: from the row that most sets need on, each with those that it shares barriers with. Rows
 * without barriers are left out.
 */
function inOrder(rows: string[][], barriers: Barrier[]): Barriers {
  const weight = rows.map(() => 0);
  const least = rows.map(() => Infinity);
  const of = rows.map((): Barrier[] => []);
  for (const barrier of barriers)
    for (const row of barrier.rows) {
      weight[row]! += barrier.sets;
      least[row] = Math.min(least[row]!, barrier.rows.length);
      of[row]!.push(barrier);
    }
  const first = (a: number, b: number) => least[a]! - least[b]! || weight[b]! - weight[a]! || (rows[a]![0]! < rows[b]![0]! ? -1 : 1);
  const placed = new Set<number>();
  for (const start of [...new Set(barriers.flatMap((barrier) => barrier.rows))].sort(first)) {
    // A set goes through what is added to it meanwhile.
    const near = new Set(placed.has(start) ? [] : [start]);
    for (const row of near) {
      placed.add(row);
      const partners = of[row]!.flatMap((barrier) => barrier.rows).filter((each) => !placed.has(each));
      for (const partner of partners.sort(first)) near.add(partner);
    }
  }
  const order = [...placed];
  const at = new Map(order.map((row, place) => [row, place]));
  const moved = barriers.map(({ rows: its, sets }) => ({ rows: its.map((row) => at.get(row)!).sort((a, b) => a - b), sets }));
  moved.sort((a, b) => a.rows.length - b.rows.length || compared(a.rows, b.rows));
  return { rows: order.map((row) => rows[row]!), barriers: moved };
}

/** Of lists of the same length. */
function compared(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((row, place) => row !== b[place]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
