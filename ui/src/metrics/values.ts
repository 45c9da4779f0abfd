/** What metrics come to, in words. Pure. */

import { count } from "../app/numbers.ts";
import { words } from "../app/words.ts";
import type { Metric, PeriodFigures, Unit } from "./types.ts";

const TITLES: Readonly<Record<string, string>> = {
  resolution_time: "Time to resolve",
  business_resolution_time: "Time to resolve, service hours",
  first_contact_resolution: "Resolved at first contact",
  response_compliance: "Responded in time",
  resolution_compliance: "Resolved in time",
  satisfaction: "Satisfaction",
  reopen_rate: "Opened again",
  reassignment_rate: "Changed hands",
  change_failure_rate: "Changes that failed",
  reliability: "Failures of CIs",
  backlog_age: "Age of what is open",
};
const VALUES: Readonly<Record<string, string>> = { p90: "90th percentile", least: "shortest", most: "longest" };

export function titleOf(metric: string): string {
  return TITLES[metric] ?? words(metric);
}

export function valueName(name: string): string {
  return VALUES[name] ?? words(name).toLowerCase();
}

/** The value that a bar stands for, and the one up to which its line goes. */
export function headline({ values }: Pick<PeriodFigures, "values">): { name: string; value: number | null; upTo: number | null } {
  const name = ["rate", "median", "failures", "mean"].find((one) => one in values) ?? Object.keys(values)[0] ?? "";
  return { name, value: values[name] ?? null, upTo: values["p90"] ?? null };
}

/** The unit of a value; how many failures there were is a count, whatever the unit of the metric. */
export function unitOf({ metric, unit }: Pick<Metric, "metric" | "unit">, name: string): Unit {
  if (name === "failures") return "tickets";
  return metric === "reassignment_rate" && name === "mean" ? "times" : unit;
}

/** `4 h 10 min`, `87 %`, `4.3`; a dash where there is nothing to tell. */
export function readable(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  if (unit === "seconds") return duration(value);
  if (unit === "share") return `${(100 * value).toLocaleString("en", { maximumFractionDigits: 1 })} %`;
  return value.toLocaleString("en", { maximumFractionDigits: 2 });
}

/** The same where there is little room: `3 d`, `87%`. */
export function short(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  if (unit === "seconds") {
    const [days, hours, minutes] = [value / 86_400, value / 3_600, value / 60];
    if (days >= 1) return `${count(Math.round(days))} d`;
    return hours >= 1 ? `${Math.round(hours)} h` : `${Math.round(minutes)} m`;
  }
  return unit === "share" ? `${Math.round(100 * value)}%` : value.toLocaleString("en", { maximumFractionDigits: 1 });
}

/** Around the clock, to the two units that matter: `3 d 4 h`, `4 h 10 min`, `12 min`. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days >= 100 || (days > 0 && hours === 0)) return `${count(days)} d`;
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  return minutes === 0 && seconds > 0 ? `${Math.round(seconds)} s` : `${minutes} min`;
}

/** `Sep 2026`, `21 Sep 2026`, or both ends of a period of no such length. */
export function periodName({ from, to }: { from: string; to: string }, by: string, zone: string): string {
  const day = (iso: string) => told(iso, zone, { day: "numeric", month: "short", year: "numeric" });
  if (by === "day") return day(from);
  if (by === "week") return `week of ${day(from)}`;
  if (by === "month") return told(from, zone, { month: "short", year: "numeric" });
  return `${day(from)} to ${day(to)}`;
}

/** What stands under a bar, where there is little room. */
export function periodTick({ from }: { from: string }, by: string, zone: string): string {
  return by === "month" ? told(from, zone, { month: "short" }) : told(from, zone, { day: "numeric", month: "short" });
}

function told(iso: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Date(iso).toLocaleDateString("en-GB", { ...options, timeZone: zone });
  } catch {
    return iso.slice(0, 10);
  }
}
