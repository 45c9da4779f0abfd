/** The graph of an answer, as a view: toolbar, picture, the same as a list, and what is folded. */

import "./graph.css";
import { fill, h, own } from "../app/dom.ts";
import { save, toPng, type About } from "../app/files.ts";
import { SIGNS, STATES, WORDS } from "../app/states.ts";
import { words } from "../app/words.ts";
import { resolve } from "./autofold.ts";
import { picture } from "./draw.ts";
import { AUTO, keyOf, NOTHING, plural, tidy, toggleBehind, unfold, type FoldState, type Keys } from "./fold.ts";
import { foldFromText, foldToText } from "./foldtext.ts";
import { hide } from "./hide.ts";
import { clean, details } from "./labels.ts";
import { layout, type Layout } from "./layout.ts";
import { list } from "./list.ts";
import { byText, type Graph, type Node } from "./model.ts";
import { toSvg } from "./svg.ts";
import { walk, type Walk } from "./walk.ts";

/** More nodes than this are folded, unless somebody unfolds them. */
export const MOST = 1500;

export interface GraphOptions {
  /** An entity was selected here; a fold is no entity, and is not told. */
  onSelect(id: string): void;
  /** The evidence of this entity is asked for. */
  onOpen(id: string): void;
  /** What is folded changed: the text for the address, empty for what is shown where nothing is said. */
  onFold(text: string): void;
  announce(text: string): void;
}

export interface GraphView {
  /** `keys` is what nodes can be folded by besides their kind; another object says that something in it changed. */
  show(graph: Graph, fold: string, selected: string | null, keys: Keys): void;
  /** A key that was pressed outside of the list; true when it was used. */
  key(event: KeyboardEvent): boolean;
  /** Saves the picture as it is folded now. */
  export(kind: "svg" | "png", about: About): Promise<void>;
  close(): void;
}

interface Drawn {
  full: Graph;
  graph: Graph;
  layout: Layout;
  walk: Walk;
}

// Whoever wants the list away wants it away from the next answer too.
let listed = true;

/** A graph view in this element. */
export function graphView(root: HTMLElement, options: GraphOptions): GraphView {
  let keys: Keys = {};
  let state: FoldState = AUTO;
  let drawn: Drawn | null = null;
  let cursor: string | null = null;
  let told: string | null = null;

  const canvas = h("div", { class: "graph-canvas", "aria-hidden": "true" });
  const tip = h("div", { class: "graph-tip", hidden: true, "aria-hidden": "true" });
  const side = h("div", { class: "graph-list", id: "graph-list" });
  const status = h("p", { class: "graph-status" });
  const folding = h("select", { id: "graph-fold", onChange: () => foldBy(folding.value) });
  const kinds = h("div", { class: "graph-kinds" });
  const button = (label: string, sign: string, run: () => void) =>
    h("button", { type: "button", class: "button quiet", "aria-label": label, title: label, onClick: run }, sign);
  const listing = h("button", { type: "button", class: "quiet", "aria-controls": "graph-list", onClick: toggleList }, "List");
  const bar = h(
    "div",
    { class: "graph-bar", role: "group", "aria-label": "Graph", onKeydown: closeWithEscape },
    button("Fit: show all", "Fit", () => canvasPicture.fit()),
    button("Zoom in", "+", () => canvasPicture.zoom(1.4)),
    button("Zoom out", "−", () => canvasPicture.zoom(1 / 1.4)),
    h("span", { class: "graph-choice" }, h("label", { for: "graph-fold" }, "Fold"), " ", folding),
    h("details", { class: "graph-hide", name: "graph-hide" }, h("summary", {}, "Hide kinds"), kinds),
    h("details", { class: "graph-hide", name: "graph-hide" }, h("summary", {}, "Legend"), legend()),
    listing,
  );
  const body = h("div", { class: "graph-body" }, h("div", { class: "graph-stage" }, canvas, tip), side);
  fill(root, h("div", { class: "graph" }, bar, status, body));
  showList();

  const canvasPicture = picture(canvas, {
    select: (id) => move(id, true),
    open: (id) => open(id),
    hover(node, { x, y }) {
      tip.hidden = node === null;
      if (node === null) return;
      fill(tip, h("strong", {}, own(clean(node.name))), h("span", {}, details(node)));
      tip.style.left = `${Math.max(0, Math.min(x + 18, canvas.clientWidth - 260))}px`;
      tip.style.top = `${Math.min(y + 18, canvas.clientHeight - 60)}px`;
    },
  });
  const mirror = list(side, { select: (id) => move(id, false), open: (id) => open(id), key: (event) => use(event) });

  function showList(): void {
    listing.setAttribute("aria-expanded", String(listed));
    side.hidden = !listed;
    body.classList.toggle("alone", !listed);
  }

  function toggleList(): void {
    listed = !listed;
    showList();
  }

  const nodeAt = (id: string | null) => drawn?.graph.nodes.find((node) => node.id === id);

  /** The cursor goes to this node, in picture and list together. */
  function move(id: string, focus: boolean): void {
    cursor = id;
    canvasPicture.select(id);
    mirror.select(id, focus);
    const node = nodeAt(id);
    // Without the list, nothing else says where the keyboard is.
    if (!listed && node !== undefined) options.announce(`${clean(node.name)}, ${details(node)}`);
    if (node === undefined || node.fold !== null || id === told) return;
    told = id;
    options.onSelect(id);
  }

  function open(id: string): void {
    const fold = nodeAt(id)?.fold ?? null;
    if (fold === null) options.onOpen(id);
    else change(unfold(state, fold));
  }

  function toggle(id: string): void {
    const node = nodeAt(id);
    if (node === undefined) return;
    if (node.fold !== null) change(unfold(state, node.fold));
    else if (state.behind.includes(id) || (drawn?.walk.dependents.get(id)?.length ?? 0) > 0) change(toggleBehind(state, id));
    else options.announce("Nothing stands on this.");
  }

  function use(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || drawn === null) return false;
    const { key } = event;
    const to = drawn.walk.next(cursor, key);
    if (to !== null) move(to, true);
    else if (key === "Enter" && cursor !== null) open(cursor);
    else if (key === "f" && cursor !== null) toggle(cursor);
    else if (key === "+" || key === "=") canvasPicture.zoom(1.4);
    else if (key === "-") canvasPicture.zoom(1 / 1.4);
    else if (key === "0") canvasPicture.fit();
    // At the end of a column the page must not scroll away.
    else return mirror.holds(document.activeElement) && key.startsWith("Arrow");
    return true;
  }

  function foldBy(choice: string): void {
    const { hidden } = state;
    if (choice === "auto") change({ ...AUTO, hidden });
    else if (choice === "none") change({ ...NOTHING, hidden });
    else change({ ...AUTO, hidden, by: choice.slice(1) });
  }

  function change(next: FoldState): void {
    state = tidy(next);
    const before = nodeAt(cursor);
    if (drawn !== null) render(drawn.full, before);
    options.announce(status.textContent ?? "");
    options.onFold(foldToText(state));
  }

  /** Draws anew; the cursor stays on what it was on, or goes to the fold that holds it now. */
  function render(full: Graph, before: Node | undefined): void {
    const folded = resolve(full, state, MOST, keys);
    const places = layout(folded.graph);
    drawn = { full, graph: folded.graph, layout: places, walk: walk(folded.graph, places) };
    const wanted = new Set(before?.members ?? (cursor === null ? [] : [cursor]));
    const now = nodeAt(cursor) ?? folded.graph.nodes.find((node) => node.members.some((id) => wanted.has(id)));
    cursor = now?.id ?? null;
    canvasPicture.show(folded.graph, places, cursor);
    mirror.show(folded.graph, drawn.walk, cursor);
    const { outside } = full;
    const out =
      outside === 0
        ? ""
        : `${outside.toLocaleString("en-US")} more ${outside === 1 ? "edge leads" : "edges lead"} in from what is not shown.`;
    const note = state.by === null ? "" : (keyOf(keys, state.by)?.note ?? "");
    fill(status, [note, folded.text, hiddenText(full), out].filter((text) => text !== "").join(" "));
    choices(full);
  }

  /** "Hidden: Servers, but for 2 that join too many." */
  function hiddenText(full: Graph): string {
    if (state.hidden.length === 0) return "";
    const hidden = new Set(state.hidden);
    const stay = hide(full, hidden).nodes.filter((node) => hidden.has(node.kind) && !node.target).length;
    const but = stay === 0 ? "" : `, but for ${stay} that ${stay === 1 ? "joins" : "join"} too many others`;
    return `Hidden: ${state.hidden.map((kind) => clean(plural(kind))).join(", ")}${but}.`;
  }

  function choices(full: Graph): void {
    const chosen = state.by !== null ? `:${state.by}` : state.auto ? "auto" : "none";
    const all = [
      ["auto", "as needed"],
      ["none", "nothing"],
      [":kind", "by kind"],
      ...Object.keys(keys).map((key) => [`:${key}`, `by ${key}`]),
    ];
    fill(
      folding,
      all.map(([value = "", text = ""]) => h("option", { value, selected: value === chosen }, text)),
    );
    folding.value = chosen;
    const known = [...new Set([...full.nodes.filter((node) => !node.target).map((node) => node.kind), ...state.hidden])].sort(
      byText,
    );
    const focused = kinds.contains(document.activeElement) ? document.activeElement?.getAttribute("value") : null;
    fill(
      kinds,
      known
        .filter((kind) => kind !== "")
        .map((kind) => {
          const box = h("input", {
            type: "checkbox",
            value: kind,
            checked: state.hidden.includes(kind),
            onChange: () =>
              change({ ...state, hidden: box.checked ? [...state.hidden, kind] : state.hidden.filter((each) => each !== kind) }),
          });
          return h("label", {}, box, " ", clean(words(kind)));
        }),
    );
    // The box that was just used is a new one, and the keyboard goes on from there.
    for (const box of kinds.querySelectorAll("input")) if (box.value === focused) box.focus();
  }

  return {
    show(graph, fold, selected, withKeys) {
      const next = foldFromText(fold);
      const same = drawn?.full === graph && foldToText(next) === foldToText(state);
      const known = keys === withKeys || next.by === null;
      keys = withKeys;
      const before = nodeAt(cursor);
      const moved = selected !== told;
      told = selected;
      state = next;
      if (moved) cursor = selected;
      if (!same || !known) {
        render(graph, moved ? undefined : before);
        if (same) options.announce(status.textContent ?? "");
      } else if (moved) {
        const now = nodeAt(cursor) ?? drawn?.graph.nodes.find((node) => cursor !== null && node.members.includes(cursor));
        cursor = now?.id ?? null;
        canvasPicture.select(cursor);
        mirror.select(cursor, false);
      }
    },
    key(event) {
      const target = event.target;
      if (
        event.defaultPrevented ||
        (target instanceof Element && target.closest("input, select, textarea, button, a, summary, [contenteditable]"))
      )
        return false;
      return use(event);
    },
    async export(kind, about) {
      if (drawn === null) return;
      const svg = toSvg(drawn.graph, drawn.layout, about, status.textContent ?? "");
      const name = `impact-${about.asOf.replace(/[^0-9TZ]/g, "")}`;
      if (kind === "svg") save(`${name}.svg`, new Blob([svg], { type: "image/svg+xml" }));
      else save(`${name}.png`, await toPng(svg));
    },
    close() {
      canvasPicture.close();
      fill(root);
    },
  };
}

function closeWithEscape(event: Event): void {
  const opened = event.target instanceof Element ? event.target.closest("details[open]") : null;
  if (!(event instanceof KeyboardEvent) || event.key !== "Escape" || opened === null) return;
  opened.removeAttribute("open");
  opened.querySelector("summary")?.focus();
  event.stopPropagation();
}

function legend(): HTMLElement {
  const line = (sign: string, text: string, type = "") =>
    h("li", {}, h("span", { class: `graph-sign ${type}`, "aria-hidden": "true" }, sign), ` ${text}`);
  return h(
    "ul",
    { class: "graph-legend", tabindex: 0, "aria-label": "Legend" },
    [...STATES].reverse().map((state) => line(SIGNS[state], WORDS[state], state)),
    line("▣", "with a line around it: several, folded"),
    line("◇", "small and hollow, a gate: its dependent needs some of its providers"),
    line("──", "hard: down with its provider"),
    line("╌╌", "soft: degraded with its provider"),
    line("┈┈", "through what is hidden"),
    line("!!", "critical"),
    line("!", "high criticality"),
    line("✉ 2", "open tickets"),
  );
}
