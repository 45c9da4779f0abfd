/**
 * Where a cost comes from, as a picture that adds up: a bar for each part, as high as its amount, and ribbons from bar to bar as
 * wide as what flows. Pure.
 */

import type { Flow, Part } from "./types.ts";

/** A bar. Its left edge is, from above: what came from the bars shown, what came from `others`, and its `own`. */
export interface Bar {
  part: Part;
  left: number;
  top: number;
  height: number;
  own: number;
  /** Height of what came from parts that are not shown, and its amount. */
  others: number;
  othersAmount: number;
}

/** From the right edge of one bar to the left edge of another. */
export interface Ribbon {
  flow: Flow;
  width: number;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export interface Picture {
  bars: Bar[];
  ribbons: Ribbon[];
  /** From one column of bars to the next. */
  column: number;
  width: number;
  height: number;
}

export const BAR = 14;
const WIDEST = 210;
const NARROWEST = 110;
const WHOLE = 1_180;
const GAP = 22;
const HEIGHT = 360;

/** The picture of what ends in `id`, in one currency: the `most` parts that most goes through, the rest told at where it arrives. */
export function picture(id: string, parts: readonly Part[], flows: readonly Flow[], most: number): Picture {
  const shown = chosen(id, parts, flows, most);
  const kept = flows.filter(({ from, to }) => shown.has(from) && shown.has(to));
  const columns = inColumns(id, [...shown.values()], kept);
  const scale = scaleOf(columns);
  const step = Math.max(NARROWEST, Math.min(WIDEST, Math.floor(WHOLE / columns.length)));
  const width = (columns.length - 1) * step + BAR;
  const bars = new Map<string, Bar>();
  for (const [column, members] of columns.entries()) {
    // The one that is asked about stands at the right, what it comes from to the left of it.
    stack(members, width - BAR - column * step, bars, kept, scale);
  }
  const ribbons = joined(bars, kept, scale);
  for (const bar of bars.values()) {
    const came = kept.filter(({ to }) => to === bar.part.id).reduce((sum, { amount }) => sum + cents(amount), 0);
    const others = cents(bar.part.through) - cents(bar.part.own) - came;
    bar.othersAmount = others / 100;
    bar.others = (others / 100) * scale;
  }
  const height = Math.max(0, ...[...bars.values()].map(({ top, height: its }) => top + its));
  return { bars: [...bars.values()], ribbons, column: step, width, height };
}

/** The largest, each only where something that it flows to is shown too. */
function chosen(id: string, parts: readonly Part[], flows: readonly Flow[], most: number): Map<string, Part> {
  const onward = new Map<string, string[]>();
  for (const { from, to } of flows) onward.set(from, [...(onward.get(from) ?? []), to]);
  const shown = new Map<string, Part>();
  const first = parts.find((part) => part.id === id);
  if (first) shown.set(id, first);
  const waiting = parts.filter((part) => part.id !== id).sort((a, b) => b.through - a.through || (a.id < b.id ? -1 : 1));
  while (shown.size < most) {
    const at = waiting.findIndex((part) => onward.get(part.id)?.some((to) => shown.has(to)));
    if (at < 0) break;
    const [next] = waiting.splice(at, 1);
    shown.set(next!.id, next!);
  }
  return shown;
}

/** By the longest way to the one that is asked about, which has the first column. */
function inColumns(id: string, parts: readonly Part[], flows: readonly Flow[]): Part[][] {
  const column = new Map<string, number>([[id, 0]]);
  // Flows have no circles, so this ends after as many rounds as the longest way has steps.
  for (let moved = true; moved; ) {
    moved = false;
    for (const { from, to } of flows) {
      const next = column.get(to);
      if (next !== undefined && (column.get(from) ?? -1) < next + 1) {
        column.set(from, next + 1);
        moved = true;
      }
    }
  }
  const columns: Part[][] = [];
  for (const part of parts) (columns[column.get(part.id) ?? 0] ??= []).push(part);
  return columns;
}

/** Pixels for a unit of money, so that the fullest column fits. */
function scaleOf(columns: readonly Part[][]): number {
  const most = Math.max(0, ...columns.map((members) => members.reduce((sum, { through }) => sum + through, 0)));
  return most > 0 ? HEIGHT / most : 0;
}

/** A column of bars, each near to what it flows to. */
function stack(members: readonly Part[], left: number, bars: Map<string, Bar>, flows: readonly Flow[], scale: number): void {
  const wanted = (part: Part) => {
    const middles = flows.filter(({ from }) => from === part.id).flatMap(({ to }) => bars.get(to) ?? []).map(({ top, height }) => top + height / 2);
    return middles.length ? middles.reduce((sum, middle) => sum + middle, 0) / middles.length : 0;
  };
  const ordered = members.map((part) => ({ part, at: wanted(part) })).sort((a, b) => a.at - b.at || b.part.through - a.part.through || (a.part.id < b.part.id ? -1 : 1));
  let top = 0;
  for (const { part } of ordered) {
    const height = part.through * scale;
    bars.set(part.id, { part, left, top, height, own: part.own * scale, others: 0, othersAmount: 0 });
    top += height + GAP;
  }
}

/** Ribbons leave and arrive in the order of what they lead to and come from, none over another. */
function joined(bars: ReadonlyMap<string, Bar>, flows: readonly Flow[], scale: number): Ribbon[] {
  const out = new Map<string, number>();
  const into = new Map<string, number>();
  const y1 = new Map<Flow, number>();
  const y2 = new Map<Flow, number>();
  for (const flow of [...flows].sort((a, b) => bars.get(a.to)!.top - bars.get(b.to)!.top)) {
    const used = out.get(flow.from) ?? 0;
    y1.set(flow, bars.get(flow.from)!.top + used);
    out.set(flow.from, used + flow.amount * scale);
  }
  for (const flow of [...flows].sort((a, b) => bars.get(a.from)!.top - bars.get(b.from)!.top)) {
    const used = into.get(flow.to) ?? 0;
    y2.set(flow, bars.get(flow.to)!.top + used);
    into.set(flow.to, used + flow.amount * scale);
  }
  return flows.map((flow) => ({
    flow,
    width: flow.amount * scale,
    x1: bars.get(flow.from)!.left + BAR,
    y1: y1.get(flow)!,
    x2: bars.get(flow.to)!.left,
    y2: y2.get(flow)!,
  }));
}

function cents(amount: number): number {
  return Math.round(amount * 100);
}
