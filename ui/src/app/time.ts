/** Times as people read and type them. */

/** In the reader's zone, which is said, to the minute: `24 Nov 2026, 20:15 UTC`. */
export function readable(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : at.toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
}

/** For <input type="datetime-local">, in the reader's zone; "" for an impossible time, which the API refuses. */
export function toField(iso: string): string {
  const at = new Date(iso);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return Number.isNaN(local.getTime()) ? "" : local.toISOString().slice(0, 16);
}

/** From <input type="datetime-local">; "" for an empty or impossible one. */
export function fromField(value: string): string {
  const at = new Date(value);
  return value && !Number.isNaN(at.getTime()) ? at.toISOString() : "";
}

/** The end of a day so many days ago; "" is now. */
export function daysAgo(days: number, now = new Date()): string {
  if (days <= 0) return "";
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days, 23, 59, 59);
  return at.toISOString();
}

/** How many days of the calendar a time lies back, whatever the hour; 0 for an impossible time. */
export function daysBack(iso: string, now = new Date()): number {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return 0;
  return Math.max(0, Math.round((day(now) - day(at)) / 86_400_000));
}

/** The reader's day, counted where no day is shorter than another. */
function day(at: Date): number {
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
}
