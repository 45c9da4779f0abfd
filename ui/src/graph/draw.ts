/** The picture: a canvas that Cytoscape draws on, at the places of our layout. The list beside it says the same in words. */

import cytoscape, { type Core, type ElementDefinition, type StylesheetJson } from "cytoscape";
import { badge } from "./badge.ts";
import { hopsText, lines } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { byText, type Graph, type Node } from "./model.ts";
import { onTheme, themeOf, type Theme } from "./theme.ts";

/** From this many nodes on, moving the picture shows less of it and edges have no arrows, so that it stays smooth. */
const LARGE = 600;
// Room for labels at both sides, and around everything.
const LABEL = 90;
/** Below this a name cannot be read. */
const READABLE = 0.7;
const MARGIN = 12;
// Prefixes of ids that are neither entity, gate nor fold.
const HEAD = "\u0003";
const EDGE = "\u0004";

export interface Picture {
  /** Draws this; keeps what is selected where it was on the screen, else shows all. */
  show(graph: Graph, layout: Layout, selected: string | null): void;
  /** Marks this node and brings it into sight. */
  select(id: string | null): void;
  fit(): void;
  zoom(factor: number): void;
  close(): void;
}

export interface PictureEvents {
  select(id: string): void;
  open(id: string): void;
  /** The pointer is over this node, at this place in the picture; null: over none. */
  hover(node: Node | null, place: { x: number; y: number }): void;
}

/** A picture in this element, which has a size of its own. */
export function picture(root: HTMLElement, on: PictureEvents): Picture {
  withoutStyleElement();
  let cy: Core | null = null;
  let graph: Graph | null = null;
  let places: Layout | null = null;
  let theme = themeOf(root);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const endTheme = onTheme(() => {
    theme = themeOf(root);
    if (graph === null || cy === null) return;
    cy.nodes(".badged").forEach((node) => void node.data("badge", badgeOf(node.data("node"), theme)));
    cy.style(styles(theme, graph));
  });
  // Until somebody moves the picture, it fits whatever room it has, or begins where it can be read.
  let moved = false;
  const begin = () => {
    if (cy === null || places === null) return;
    const whole = fitted(cy, places);
    cy.viewport(whole.zoom >= READABLE ? whole : { zoom: READABLE, pan: { x: READABLE * (LABEL + MARGIN), y: cy.height() / 2 } });
    moved = false;
  };
  const fit = () => {
    if (cy === null || places === null) return;
    cy.viewport(fitted(cy, places));
    moved = true;
  };
  const size = new ResizeObserver(() => {
    cy?.resize();
    if (!moved) begin();
  });
  size.observe(root);

  const mark = (id: string | null) => {
    if (cy === null) return;
    cy.batch(() => {
      cy?.elements(".selected, .joined").removeClass("selected joined");
      if (id === null) return;
      const chosen = cy?.getElementById(id);
      chosen?.addClass("selected");
      chosen?.connectedEdges().addClass("joined");
    });
  };

  return {
    show(next, layout, selected) {
      const kept = selected === null ? null : (cy?.getElementById(selected).renderedPosition() ?? null);
      const zoom = cy?.zoom() ?? 1;
      cy?.destroy();
      graph = next;
      places = layout;
      const large = next.nodes.length > LARGE;
      const made = cytoscape({
        container: root,
        elements: elements(next, layout, theme),
        style: styles(theme, next),
        layout: { name: "preset", fit: false },
        minZoom: 0.02,
        maxZoom: 4,
        autoungrabify: true,
        autounselectify: true,
        boxSelectionEnabled: false,
        textureOnViewport: large,
        hideEdgesOnViewport: large,
      });
      cy = made;
      made.on("tap", "node.entity", (event) => on.select(event.target.id()));
      made.on("dbltap", "node.entity", (event) => on.open(event.target.id()));
      made.on("mouseover", "node.entity", (event) => on.hover(event.target.data("node"), event.target.renderedPosition()));
      made.on("mouseout", "node.entity", () => on.hover(null, { x: 0, y: 0 }));
      made.on("viewport", () => on.hover(null, { x: 0, y: 0 }));
      made.on("dragpan scrollzoom pinchzoom", () => void (moved = true));
      const chosen = made.getElementById(selected ?? "");
      if (!moved || kept === null || chosen.empty() || fitted(made, layout).zoom >= zoom) begin();
      else {
        made.zoom(zoom);
        const now = chosen.renderedPosition();
        made.panBy({ x: kept.x - now.x, y: kept.y - now.y });
      }
      mark(selected);
    },
    select(id) {
      mark(id);
      const chosen = id === null ? null : cy?.getElementById(id);
      if (cy === null || chosen == null || chosen.empty()) return;
      const { x, y } = chosen.renderedPosition();
      const margin = 40;
      if (x > margin && y > margin && x < cy.width() - margin && y < cy.height() - margin) return;
      moved = true;
      if (calm.matches) cy.center(chosen);
      else cy.stop().animate({ center: { eles: chosen } }, { duration: 150 });
    },
    fit,
    zoom(factor) {
      if (cy === null) return;
      moved = true;
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    },
    close() {
      endTheme();
      size.disconnect();
      cy?.destroy();
      cy = null;
    },
  };
}

/** All in sight, but a few nodes not larger than life. From the layout: to measure every label takes longer than to draw. */
function fitted(cy: Core, { width, height, row }: Layout): { zoom: number; pan: { x: number; y: number } } {
  const [left, top, right, bottom] = [-LABEL, -height / 2 - row / 2, width + LABEL, height / 2 + 16];
  const level = Math.min(1.25, cy.width() / (right - left + 2 * MARGIN), cy.height() / (bottom - top + 2 * MARGIN));
  const zoom = Math.max(cy.minZoom(), level);
  return { zoom, pan: { x: cy.width() / 2 - (zoom * (left + right)) / 2, y: cy.height() / 2 - (zoom * (top + bottom)) / 2 } };
}

/** Cytoscape adds a style element unless one with its id is there; the content policy forbids it, and graph.css says the same. */
function withoutStyleElement(): void {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id) !== null) return;
  const meta = document.createElement("meta");
  meta.id = id;
  document.head.append(meta);
}

function elements(graph: Graph, layout: Layout, theme: Theme): ElementDefinition[] {
  const at = (id: string) => ({ ...(layout.places.get(id) ?? { x: 0, y: 0 }) });
  const drawn: ElementDefinition[] = graph.nodes.map((node) => ({
    data: { id: node.id, node, label: lines(node).join("\n"), badge: badgeOf(node, theme) },
    position: at(node.id),
    classes: [
      "entity",
      node.state,
      node.target ? "target" : "",
      node.fold === null ? "" : "fold",
      badgeOf(node, theme) === "" ? "" : "badged",
    ].join(" "),
  }));
  for (const { id, label, dependent, effect } of graph.gates) {
    drawn.push({ data: { id, label }, position: at(id), classes: "gate" });
    drawn.push({ data: { id: EDGE + id, source: id, target: dependent, label: "", width: 1.5 }, classes: effect });
  }
  for (const { hops, left } of layout.columns) {
    drawn.push({
      data: { id: HEAD + hops, label: hopsText(hops) },
      position: { x: left, y: -layout.height / 2 - 8 },
      classes: "head",
    });
  }
  graph.edges.forEach(({ from, to, gate, effect, implied, count }, at) => {
    const width = 1 + Math.min(3, Math.log10(count));
    const data = { id: `${EDGE}${at}`, source: from, target: gate ?? to, label: count > 1 ? `× ${count}` : "", width };
    drawn.push({ data, classes: [effect, implied ? "implied" : "", gate === null ? "" : "gated"].join(" ") });
  });
  return drawn.sort(
    (a, b) => Number("source" in a.data) - Number("source" in b.data) || byText(String(a.data.id), String(b.data.id)),
  );
}

function badgeOf(node: Node | undefined, theme: Theme): string {
  return node === undefined ? "" : badge(node.tickets.length, node.criticality, theme);
}

function styles(theme: Theme, graph: Graph): StylesheetJson {
  const large = graph.nodes.length > LARGE;
  const state = (name: keyof Theme["states"], shape: "ellipse" | "triangle" | "diamond" | "rectangle") => ({
    selector: `node.${name}`,
    style: { "background-color": theme.states[name], "outline-color": theme.states[name], shape },
  });
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        color: theme.ink,
        "font-family": theme.font,
        "font-size": 12,
        "min-zoomed-font-size": 6,
        "text-wrap": "wrap",
        "text-max-width": "400px",
        "text-halign": "center",
        "text-valign": "bottom",
        "text-margin-y": 4,
        "line-height": 1.2,
        "overlay-opacity": 0,
        "text-background-color": theme.paper,
        "text-background-opacity": 0.9,
        "text-background-shape": "roundrectangle",
      },
    },
    { selector: "node.entity", style: { width: 22, height: 22 } },
    state("unaffected", "ellipse"),
    state("at_risk", "triangle"),
    state("degraded", "diamond"),
    state("down", "rectangle"),
    { selector: "node.fold", style: { width: 24, height: 24, "outline-width": 2.5, "outline-offset": 3 } },
    {
      selector: "node.target",
      style: { width: 28, height: 28, "font-weight": "bold", "border-width": 3, "border-color": theme.ink },
    },
    {
      selector: "node.badged",
      style: {
        "background-image": "data(badge)",
        "background-width": "48px",
        "background-height": "16px",
        "background-clip": "none",
        "background-image-containment": "over",
        "background-position-x": "50%",
        "background-position-y": "-15px",
        "bounds-expansion": 24,
      },
    },
    {
      selector: "node.gate",
      style: {
        shape: "diamond",
        width: 13,
        height: 13,
        "background-color": theme.paper,
        "border-width": 2,
        "border-color": theme.ink,
        "text-valign": "top",
        "text-margin-y": -2,
        "font-size": 10,
        events: "no",
      },
    },
    {
      selector: "node.head",
      style: {
        width: 1,
        height: 1,
        "background-opacity": 0,
        color: theme.faint,
        "font-size": 13,
        events: "no",
        "text-valign": "center",
        "text-background-opacity": 0,
      },
    },
    {
      selector: "edge",
      style: {
        width: "data(width)",
        "line-color": theme.faint,
        "curve-style": large ? "haystack" : "straight",
        opacity: large ? 0.35 : 0.7,
        "target-arrow-shape": large ? "none" : "triangle",
        "target-arrow-color": theme.faint,
        "arrow-scale": 0.8,
        events: "no",
        "overlay-opacity": 0,
        "font-size": 10,
        color: theme.ink,
        "min-zoomed-font-size": 6,
        "text-background-color": theme.paper,
        "text-background-opacity": 0.9,
        "haystack-radius": 0,
        ...(large ? {} : { label: "data(label)" }),
      },
    },
    { selector: "edge.gated", style: { "target-arrow-shape": "none" } },
    { selector: "edge.soft", style: { "line-style": "dashed" } },
    { selector: "edge.implied", style: { "line-style": "dotted" } },
    {
      selector: "edge.joined",
      style: { "line-color": theme.accent, "target-arrow-color": theme.accent, opacity: 1, "z-index": 9 },
    },
    {
      selector: "node.selected",
      style: {
        "outline-width": 4,
        "outline-color": theme.accent,
        "outline-offset": 3,
        "z-index": 10,
        "font-weight": "bold",
        "min-zoomed-font-size": 0,
      },
    },
  ];
}
