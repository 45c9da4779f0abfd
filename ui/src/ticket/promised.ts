/** Clocks in words and as bars. Pure. */

import { count } from "../app/numbers.ts";
import type { ClockTold } from "./types.ts";

/** `2 h 10 min`, rounded down to the minute. Hours are no days: a day of service hours is shorter than one of the calendar. */
export function span(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (minutes === 0) return seconds === 0 ? "0 min" : "less than 1 min";
  return [hours > 0 && `${count(hours)} h`, rest > 0 && `${rest} min`].filter(Boolean).join(" ");
}

export type Standing = "none" | "waiting" | "running" | "paused" | "met" | "breached";

/** How a clock stands. One that is breached is so for good, whether it still runs or not. */
export function standing({ state, breached }: Pick<ClockTold, "state" | "breached">): Standing {
  if (state === null) return "none";
  if (breached) return "breached";
  return state === "stopped" ? "met" : state;
}

/** A sign for each, so that color is never alone. */
export const SIGNS: Readonly<Record<Standing, string>> = { none: "–", waiting: "○", running: "▷", paused: "‖", met: "✓", breached: "✕" };

export function standingWords(clock: Pick<ClockTold, "state" | "breached">): string {
  const stands = standing(clock);
  if (stands === "none") return "nothing is promised";
  if (stands === "waiting") return "not started yet";
  if (stands !== "breached") return stands;
  return clock.state === "stopped" ? "breached" : `breached, ${clock.state === "paused" ? "paused" : "still running"}`;
}

/** What is left of the target, or by how much it is over; "" where nothing is promised. */
export function leftWords({ state, target, remaining }: Pick<ClockTold, "state" | "target" | "remaining">): string {
  if (target === null || remaining === null) return "";
  if (remaining < 0) return `${span(remaining)} more than the ${span(target)} that are promised`;
  if (state === "stopped") return `done with ${span(remaining)} of ${span(target)} to spare`;
  return `${span(remaining)} left of ${span(target)}`;
}

/** A bar in percent of its width: how far it is filled, and where the target lies. */
export interface Bar {
  used: number;
  target: number;
}

/** The target is at the end, until more than it is used up: then all that is used fills the bar. */
export function bar(used: number): Bar {
  return used > 1 ? { used: 100, target: 100 / used } : { used: 100 * Math.max(0, used), target: 100 };
}
