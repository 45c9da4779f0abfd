/** Whose context is asked for, as the address holds it. Pure. */

export const DAYS = "30";
export const LIMIT = 200;
export const MOST = 100_000;

/** Numbers are as the address has them: what is none the API refuses. "" is what is usual. */
export interface Asked {
  id: string;
  /** Tickets that are over are told of so many days. */
  days: string;
  asOf: string;
  limit: string;
}

export function fromParameters(parameters: URLSearchParams): Asked {
  const of = (name: string) => parameters.get(name) ?? "";
  return { id: of("id"), days: of("days"), asOf: of("as_of"), limit: of("limit") };
}

/** Of the address and of the question for the API. */
export function toParameters({ id, days, asOf, limit }: Asked): URLSearchParams {
  return new URLSearchParams({
    ...(id ? { id } : {}),
    ...(days ? { days } : {}),
    ...(asOf ? { as_of: asOf } : {}),
    ...(limit ? { limit } : {}),
  });
}
