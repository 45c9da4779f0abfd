/** Facts that are counted, as fields: what is typed over what is recorded. */

import type { Vocabulary } from "../app/question.ts";
import type { Entity, Value } from "../app/types.ts";
import { words } from "../app/words.ts";
import { same } from "../entity/changes.ts";
import { field, type Field } from "../entity/field.ts";
import { known, kindOf } from "../entity/values.ts";
import type { Modify } from "./asked.ts";

/** What the rules of licenses read of hosts, machines, installations, agreements and products, in this order. */
const COUNTED: readonly string[] = [
  "processors", "cores", "threads", "processor_model", "processor_speed", "socket_capacity", "vcpus", "hyper_threading",
  "partitioning", "cloud", "model", "operating_system", "sub_capacity_tool", "failover_role", "failover_days", "readable",
  "metric", "quantity", "license_type", "start", "end", "maintenance_end", "unit_cost", "rights", "publisher",
  "edition", "version", "released_at",
];

export interface Facts {
  fields: Field[];
  /** What differs from what is recorded, or null after it has been said at the fields what cannot be read. */
  read(): Modify["set"] | null;
}

/** The fields of an entity, holding what is recorded, or what `set` says instead. */
export function facts(entity: Pick<Entity, "kind" | "attributes">, set: Modify["set"], vocabulary: Vocabulary): Facts {
  const declared = kindOf(vocabulary, entity.kind)?.attributes ?? {};
  const offered = [...COUNTED.filter((name) => Object.hasOwn(declared, name)), ...Object.keys(set).filter((name) => !COUNTED.includes(name) || !Object.hasOwn(declared, name))];
  const all = offered.map((name): [string, Field] => {
    const recorded = valueOf(entity.attributes, name);
    const value = Object.hasOwn(set, name) ? (set[name] ?? undefined) : recorded;
    const about = known(vocabulary, entity.kind, name, value ?? recorded);
    return [name, field({ label: about.declared ? words(name) : name, about, value, onchange: () => {} })];
  });
  return {
    fields: all.map(([, one]) => one),
    read() {
      const read: [string, Value | null][] = [];
      let wrong: Field | null = null;
      for (const [name, one] of all) {
        const told = one.read();
        if ("problem" in told) {
          one.complain(told.problem);
          wrong ??= one;
          continue;
        }
        const value = "value" in told ? told.value : undefined;
        if (!same(value, valueOf(entity.attributes, name))) read.push([name, value ?? null]);
      }
      wrong?.focus();
      return wrong === null ? Object.fromEntries(read) : null;
    },
  };
}

function valueOf(attributes: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
