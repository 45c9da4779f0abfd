/** Whose fragility is asked for, as the address holds it. Pure. */

export const ORDERS = ["1", "2", "3"] as const;
export const DAYS = ["30", "90", "365", "730"] as const;
export const ORDER = "2";
export const YEAR = "365";

export interface Asked {
  /** An id; "" is the whole estate. */
  service: string;
  /** As the address has them: what is none that there is the API refuses. "" is as usual. */
  order: string;
  days: string;
  limit: string;
  asOf: string;
}

export function fromParameters(parameters: URLSearchParams): Asked {
  const said = (name: string) => parameters.get(name) ?? "";
  return { service: said("service"), order: said("order"), days: said("days"), limit: said("limit"), asOf: said("as_of") };
}

export function toParameters({ service, order, days, limit, asOf }: Asked): URLSearchParams {
  return new URLSearchParams(Object.entries({ service, order, days, limit, as_of: asOf }).filter(([, value]) => value !== ""));
}

/** The question about the whole estate, for the API. */
export function ofEstate({ limit, asOf }: Asked): object {
  return { ...(limit ? { limit: number(limit) } : {}), ...(asOf ? { as_of: asOf } : {}) };
}

/** The three questions about one service. */
export function pointsOf(asked: Asked): object {
  return { service: asked.service, ...ofEstate(asked) };
}

export function cutsOf(asked: Asked): object {
  return { ...pointsOf(asked), order: number(asked.order || ORDER) };
}

export function availabilityOf(asked: Asked): object {
  return { ...pointsOf(asked), days: number(asked.days || YEAR) };
}

/** What is no number goes as it is, for the API to refuse. */
function number(said: string): number | string {
  return /^\d{1,9}$/.test(said) ? Number(said) : said;
}
