/** Which costs are asked for, as the address holds it. Pure. */

export interface Asked {
  /** An id; "" is the whole estate. */
  of: string;
  /** Days; "" is the calendar year's. */
  from: string;
  to: string;
  asOf: string;
  /** As the address has it: what is no number the API refuses. */
  limit: string;
}

export function fromParameters(parameters: URLSearchParams): Asked {
  const said = (name: string) => parameters.get(name) ?? "";
  return { of: said("id"), from: said("from"), to: said("to"), asOf: said("as_of"), limit: said("limit") };
}

export function toParameters({ of, from, to, asOf, limit }: Asked): URLSearchParams {
  const given = { id: of, from, to, as_of: asOf, limit };
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ""));
}

/** The question for the API, without the id, which is in its path. */
export function query(asked: Asked): URLSearchParams {
  return toParameters({ ...asked, of: "" });
}

export function sameQuestion(a: Asked, b: Asked): boolean {
  return toParameters(a).toString() === toParameters(b).toString();
}
