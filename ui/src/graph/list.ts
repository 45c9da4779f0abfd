/** The graph in words: a tree of real elements for keyboard and screen reader, its columns as groups. */

import { fill, h, own } from "../app/dom.ts";
import { SIGNS } from "../app/states.ts";
import { clean, details, hopsText } from "./labels.ts";
import type { Graph, Node } from "./model.ts";
import type { Walk } from "./walk.ts";

export interface List {
  show(graph: Graph, walk: Walk, selected: string | null): void;
  /** Marks this node; `focus` moves the keyboard there too. */
  select(id: string | null, focus: boolean): void;
  /** Whether the keyboard is in the list. */
  holds(element: Element | null): boolean;
}

/** A list in this element; it tells which node the keyboard or pointer is on. */
export function list(
  root: HTMLElement,
  on: { select(id: string): void; open(id: string): void; key(event: KeyboardEvent): boolean },
): List {
  const items = new Map<string, HTMLElement>();
  const ids = new WeakMap<Element, string>();
  let current: string | null = null;
  const idAt = (event: Event) => {
    const item = event.target instanceof Element ? event.target.closest('[role="treeitem"]') : null;
    return item === null ? null : (ids.get(item) ?? null);
  };
  const tree = h("div", {
    role: "tree",
    "aria-label": "What is affected, by hops",
    class: "graph-tree",
    onFocusin: (event) => {
      const id = idAt(event);
      if (id !== null && id !== current) on.select(id);
    },
    onClick: (event) => {
      const id = idAt(event);
      if (id !== null) items.get(id)?.focus();
    },
    onDblclick: (event) => {
      const id = idAt(event);
      if (id !== null) on.open(id);
    },
    onKeydown: (event) => {
      if (!(event instanceof KeyboardEvent) || !on.key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  });
  root.append(tree);

  const mark = (id: string | null) => {
    const before = current === null ? undefined : items.get(current);
    before?.setAttribute("tabindex", "-1");
    before?.setAttribute("aria-selected", "false");
    current = id;
    const item = id === null ? undefined : items.get(id);
    item?.setAttribute("aria-selected", "true");
    // One of them is always there for the tab key.
    for (const first of items.values()) {
      first.setAttribute("tabindex", item === undefined ? "0" : "-1");
      break;
    }
    item?.setAttribute("tabindex", "0");
    item?.scrollIntoView({ block: "nearest" });
  };

  return {
    show(graph, walk, selected) {
      const focused = tree.contains(document.activeElement);
      items.clear();
      const gates = new Map<string, string[]>();
      for (const gate of graph.gates)
        gates.set(gate.dependent, [...(gates.get(gate.dependent) ?? []), `${clean(gate.group)}: ${gate.label}`]);
      const groups = walk.columns.map(({ hops, nodes }, level) => {
        const title = `${hopsText(hops)} · ${nodes.length}`;
        const children = nodes.map((node, at) => {
          const item = treeitem(node, { level, at, of: nodes.length, walk, gates: gates.get(node.id) ?? [] });
          items.set(node.id, item);
          ids.set(item, node.id);
          return item;
        });
        return h("div", { role: "group", "aria-label": title, "data-title": title, class: "graph-column" }, children);
      });
      fill(tree, groups);
      mark(selected);
      if (focused) (items.get(selected ?? "") ?? items.values().next().value)?.focus({ preventScroll: true });
    },
    select(id, focus) {
      if (id !== current) mark(id);
      if (focus && id !== null) items.get(id)?.focus({ preventScroll: true });
    },
    holds: (element) => tree.contains(element),
  };
}

interface Around {
  level: number;
  at: number;
  of: number;
  walk: Walk;
  gates: readonly string[];
}

function treeitem(node: Node, { level, at, of, walk, gates }: Around): HTMLElement {
  const count = (ids: readonly string[] | undefined, one: string, many: string) =>
    ids === undefined || ids.length === 0 ? [] : [`${ids.length} ${ids.length === 1 ? one : many}`];
  const joined = [
    ...count(walk.providers.get(node.id), "provider", "providers"),
    ...count(walk.dependents.get(node.id), "dependent", "dependents"),
  ];
  return h(
    "div",
    {
      role: "treeitem",
      tabindex: -1,
      class: "graph-item",
      "aria-selected": "false",
      "aria-level": level + 1,
      "aria-posinset": at + 1,
      "aria-setsize": of,
      ...(node.fold === null ? {} : { "aria-expanded": "false" }),
    },
    h("span", { class: `graph-sign ${node.state}`, "aria-hidden": "true" }, SIGNS[node.state]),
    h("span", { class: "graph-name" }, own(clean(node.name) || node.id)),
    h("small", {}, [details(node), ...joined, ...gates].join(" · ")),
  );
}
