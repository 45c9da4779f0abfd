/** Stocktaking: what was scanned at a place against what is recorded there; an editor moves what is recorded elsewhere. */

import { call } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { fill, h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { askToLeave } from "../app/leave.ts";
import { count } from "../app/numbers.ts";
import type { Frame } from "../app/question.ts";
import { words } from "../app/words.ts";
import { codes } from "./asked.ts";
import type { Place, Scanned, StocktakingAnswer } from "./types.ts";

/** What the API lists at most of each list. */
const MOST = 10_000;

export interface Stocktaking {
  element: HTMLElement;
  /** The place where it is; "" while none is chosen. */
  show(place: Place | ""): void;
  /** Asks before scanned codes are left that were not applied. */
  leave(go: () => void): boolean;
  close(): void;
}

export function stocktaking(frame: Frame): Stocktaking {
  let place: Place | "" = "";
  let compared = false;
  const at = h("h1", { class: "sentence" });
  const how = h("p", { class: "faint" });
  const area = h("textarea", {
    id: "scanned", rows: 8, spellcheck: false, autocomplete: "off", "aria-describedby": "scanned-count",
    oninput: () => {
      tell();
      if (compared) stale();
    },
  });
  const number = h("span", { class: "faint", id: "scanned-count", role: "status" });
  const compare = h("button", { class: "button" }, "Compare");
  const said = h("section", { class: "said", "aria-live": "polite" });
  const asks = asking(said);
  const form = h(
    "form",
    {
      class: "panel field scanned",
      onsubmit: (event) => {
        event.preventDefault();
        ask(false);
      },
    },
    h("label", { for: "scanned" }, "Scanned codes, one on each line"),
    area,
    h("p", { class: "actions" }, compare, number),
  );
  const element = h("section", { class: "stocktaking" }, at, how, form, said);
  window.addEventListener("beforeunload", warn);

  function warn(event: Event): void {
    if (unsaved()) event.preventDefault();
  }

  function unsaved(): boolean {
    return codes(area.value).length > 0;
  }

  function tell(): void {
    const found = codes(area.value).length;
    number.textContent = found === 1 ? "1 code" : `${count(found)} codes`;
    compare.disabled = place === "" || found === 0;
  }

  /** What was compared is not what stands there any more. */
  function stale(): void {
    compared = false;
    asks.end();
    fill(said, h("p", { class: "faint" }, "The codes or the place have changed: compare again."));
  }

  function ask(apply: boolean): void {
    if (place === "") return;
    const body = { location: place.id, scanned: codes(area.value), apply, limit: MOST };
    void asks.ask(async (signal) => {
      const { body: answer } = await call<StocktakingAnswer>("/assets/stocktaking", { method: "POST", body, signal });
      compared = true;
      if (apply) area.value = "";
      tell();
      fill(said, ...told(answer));
      said.querySelector<HTMLElement>("h2")?.focus();
    });
  }

  function told({ text, applied, counts, found, missing, misplaced, unknown, duplicates, ambiguous, moved, omitted }: StocktakingAnswer): (Node | false)[] {
    return [
      h("h2", { tabindex: -1 }, text),
      omitted > 0 && h("p", { class: "warning" }, `${count(omitted)} entries are not listed; the counts hold them.`),
      !applied && frame.session.role !== "reader" && counts.moved > 0 && move(counts.moved),
      !applied && frame.session.role === "reader" && counts.moved > 0 && h("p", { class: "faint" }, "An editor can move what is recorded elsewhere here."),
      list("Recorded elsewhere", counts.misplaced, misplaced, (one) => [...asset(one), recorded(one), applied && moved.includes(one.id) && h("span", { class: "tag" }, "moved here")]),
      list("Missing: recorded here, and not scanned", counts.missing, missing, (one) => [...asset(one), recorded(one)]),
      list("Unknown codes: no asset carries them", counts.unknown, unknown, (code) => [h("code", {}, own(code))]),
      list("Not certain: several assets carry the code", counts.ambiguous, ambiguous, ({ code, ids }) => [h("code", {}, own(code)), ": ", ...ids.flatMap((id, at) => [at > 0 && ", ", link(id, id)])]),
      list("Scanned more than once", counts.duplicates, duplicates, ({ id, codes: its, times }) => [id === null ? "" : link(id, id), " ", own(its.join(", ")), ` ${times} times`]),
      list("Found", counts.found, found, (one) => asset(one)),
    ];
  }

  function move(many: number): HTMLElement {
    return h(
      "p",
      { class: "actions" },
      h("button", { type: "button", class: "button", onclick: () => ask(true) }, many === 1 ? "Move the one that is recorded elsewhere here" : `Move the ${count(many)} that are recorded elsewhere here`),
      h("span", { class: "faint" }, "What is missing stays as it is recorded."),
    );
  }

  function list<T>(title: string, of: number, items: readonly T[], told: (item: T) => (Node | string | false)[]): HTMLElement | false {
    return (
      of > 0 &&
      h("section", { class: "panel" }, h("h3", {}, `${title}: ${count(of)}`), few(h("ul", { class: "plain" }), items, (item) => h("li", {}, told(item))))
    );
  }

  function asset({ id, name, kind, codes: its }: Scanned): (Node | string | false)[] {
    return [link(id, name), h("span", { class: "faint" }, " ", own(id), ` · ${words(kind)}`, its.length > 0 && " · ", own(its.join(", ")))];
  }

  function recorded({ recorded: places }: Scanned): HTMLElement {
    if (places.length === 0) return h("span", {}, ", recorded nowhere ");
    return h("span", {}, ", recorded in ", places.flatMap(({ id, name }, at) => [at > 0 && ", ", link(id, name)]), " ");
  }

  function link(id: string, name: string): HTMLElement {
    return h("a", { href: frame.href("entity", new URLSearchParams({ id })), title: id }, own(name));
  }

  tell();
  return {
    element,
    show(next) {
      const isOther = (next && next.id) !== (place && place.id);
      place = next;
      if (next === "") fill(at, "Stocktaking");
      else fill(at, "Stocktaking at ", own(next.name));
      how.textContent = next === "" ? "Choose above where it is." : "Scan what stands there, or paste a list of codes, and compare it with what is recorded. Nothing is written by that.";
      tell();
      if (isOther && compared) stale();
    },
    leave(go) {
      if (!unsaved()) return true;
      askToLeave("The scanned codes are not kept", () => {
        area.value = "";
        tell();
        go();
      });
      return false;
    },
    close() {
      window.removeEventListener("beforeunload", warn);
      asks.end();
    },
  };
}
