/** Which metrics are asked for, and which bar is looked into, as the address holds it. Pure. */

export const BYS = ["month", "week", "day", "none"] as const;
export const GROUPS = ["none", "team", "kind", "priority"] as const;

export interface Asked {
  /** Days of `zone`; "" is half a year ago, and now. */
  from: string;
  to: string;
  /** As the address has them: what is none that there is the API refuses. "" is by month, no groups, incidents. */
  by: string;
  group: string;
  kind: string;
  service: string;
  team: string;
  /** In which days begin; "" is the reader's. */
  zone: string;
  asOf: string;
  /** The bar whose records are shown: its metric, the beginning of its period, and its group where it is one of a group. */
  metric: string;
  period: string;
  of: string | null;
}

const HALF_A_YEAR = 5;

export function fromParameters(parameters: URLSearchParams): Asked {
  const said = (name: string) => parameters.get(name) ?? "";
  return {
    from: said("from"), to: said("to"), by: said("by"), group: said("group"), kind: said("kind"), service: said("service"), team: said("team"), zone: said("zone"),
    asOf: said("as_of"), metric: said("metric"), period: said("period"), of: parameters.get("of"),
  };
}

export function toParameters({ asOf, of, ...others }: Asked): URLSearchParams {
  const parameters = new URLSearchParams(Object.entries({ ...others, as_of: asOf }).filter(([, value]) => value !== ""));
  if (of !== null) parameters.set("of", of);
  return parameters;
}

/** The question about all metrics; their records are asked for when somebody looks into a bar. */
export function query(asked: Asked, here: string, now = new Date()): URLSearchParams {
  const zone = asked.zone || here;
  return filters(asked, zone, {
    from: midnight(asked.from || monthsAgo(HALF_A_YEAR, zone, now), zone),
    to: asked.to && midnight(asked.to, zone),
    by: asked.by || "month",
    limit: "1",
  });
}

/** The question about one bar, from its beginning to its end. */
export function queryOf(asked: Asked, here: string, period: { from: string; to: string }): URLSearchParams {
  return filters(asked, asked.zone || here, { metric: asked.metric, from: period.from, to: period.to, limit: "1000" });
}

/** Whether two ask for the same figures, whatever bar is looked into. */
export function sameQuestion(a: Asked, b: Asked): boolean {
  const figures = (asked: Asked) => toParameters({ ...asked, metric: "", period: "", of: null }).toString();
  return figures(a) === figures(b);
}

function filters({ group, kind, service, team, asOf }: Asked, zone: string, others: Record<string, string>): URLSearchParams {
  const all = { ...others, zone, group, kind, service, team, as_of: asOf };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ""));
}

/** The instant at which a day begins in a zone, ISO 8601; what is no day or no zone as it stands: the API refuses it. */
export function midnight(day: string, zone: string): string {
  const plain = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(plain)) return day;
  try {
    // The second look is for a day on which the clocks change.
    const first = plain - ahead(plain, zone);
    return new Date(plain - ahead(first, zone)).toISOString();
  } catch {
    return new Date(plain).toISOString();
  }
}

/** The day of an instant in a zone; in UTC where there is no such zone. */
export function dayOf(instant: Date, zone: string): string {
  try {
    return instant.toLocaleDateString("en-CA", { timeZone: zone });
  } catch {
    return instant.toISOString().slice(0, 10);
  }
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function ahead(instant: number, zone: string): number {
  const shown = new Date(instant).toLocaleString("sv-SE", { timeZone: zone });
  return Date.parse(`${shown.replace(" ", "T")}Z`) - Math.floor(instant / 1000) * 1000;
}

/** The first day of the month so many months ago. */
export function monthsAgo(months: number, zone: string, now: Date): string {
  const [year = 0, month = 1] = dayOf(now, zone).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}
