/** The terms of a candidate in words. Pure. */

import type { Candidate } from "./types.ts";

/** docs/root-cause.md says the same at more length. */
const WORDS: Readonly<Record<string, string>> = {
  symptoms: "Its fault would show at what hurts",
  own_alarm: "Its own alarms",
  alarms: "Alarms above it that its fault explains",
  silence: "What its fault would show at, and is silent",
  starved: "Requests that do not come",
  change: "It was changed shortly before",
  incident: "An incident was open on it before",
  problem: "A problem is known of it",
  history: "It was found to be the cause before",
  kind: "Its kind shows what others do",
};
/** Factors nearer to 1 than this are not worth a line. */
const LEAST = 0.05;

export interface Term {
  name: string;
  what: string;
  /** A natural logarithm; below zero it speaks against it. */
  value: number;
  /** `12 times likelier`, `3 times less likely` */
  says: string;
}

/** Those that say anything, what says most first. */
export function termsOf({ id, terms, evidence }: Candidate): Term[] {
  const alarms = evidence.some((fact) => fact.sort === "alarm" && fact.id === id);
  return Object.entries(terms)
    .filter(([, value]) => Math.abs(value) >= LEAST)
    .map(([name, value]) => ({ name, what: what(name, value, alarms), value, says: factor(value) }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.name < b.name ? -1 : 1));
}

function what(name: string, value: number, alarms: boolean): string {
  if (name === "own_alarm" && value < 0) return alarms ? "Its own alarms hardly fit" : "It does not alarm itself";
  return WORDS[name] ?? name;
}

/** A logarithm as people say it. */
export function factor(value: number): string {
  const times = Math.exp(Math.abs(value));
  const text = times.toLocaleString("en", { maximumFractionDigits: times < 10 ? 1 : 0 });
  return `${text} times ${value < 0 ? "less likely" : "likelier"}`;
}

/** `62 %`, `under 1 %` */
export function share(score: number): string {
  return score < 0.01 ? "under 1 %" : `${Math.round(100 * score)} %`;
}
