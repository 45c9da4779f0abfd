/** What stands around every view: search, the way between questions, help, sign-out. It routes addresses to questions. */

import { read, write } from "./address.ts";
import { call } from "./api.ts";
import { fill, h } from "./dom.ts";
import { showHelp } from "./help.ts";
import type { Frame, Question, View, Vocabulary } from "./question.ts";
import { signOut } from "./session.ts";
import type { Session } from "./types.ts";
import { searchBox } from "../search/search.ts";

/** Show the page for somebody who is signed in. */
export async function openFrame(root: HTMLElement, session: Session, questions: readonly Question[]): Promise<void> {
  const vocabulary = (await call<Vocabulary>("/schema")).body;
  const live = h("div", { class: "unseen", "aria-live": "polite" });
  const main = h("main", { id: "answer", tabindex: -1 });
  let shown: { question: Question; view: View } | null = null;
  let address = "";

  const frame: Frame = {
    session,
    vocabulary,
    href: (ask, parameters) => write({ ask, parameters }),
    go(ask, parameters, { replace = false } = {}) {
      const next = write({ ask, parameters });
      if (next === address) return;
      leaving(() => {
        if (replace) history.replaceState(null, "", next);
        else history.pushState(null, "", next);
        route();
      });
    },
    announce(text) {
      live.textContent = text;
    },
  };

  /** Do what leads away from what is shown, at once or when the person has said so. */
  function leaving(go: () => void): void {
    if (shown?.view.leave?.(go) ?? true) go();
  }

  function wentBack(): void {
    if (location.pathname + location.search === address) return;
    if (shown?.view.leave?.(() => history.back()) ?? true) route();
    // It stays: its address comes after the one that was wanted, which is a step back from it.
    else history.pushState(null, "", address);
  }

  function route(): void {
    address = location.pathname + location.search;
    const { ask, parameters } = read(location);
    const question = questions.find(({ name }) => name === ask);
    if (!question) {
      shown?.view.close();
      shown = null;
      fill(main, h("p", { class: "error" }, `This page has no question called ${ask}.`));
      return;
    }
    if (shown?.question === question) {
      shown.view.update(parameters);
      return;
    }
    shown?.view.close();
    fill(main);
    shown = { question, view: question.open(main, parameters, frame) };
    for (const link of links) link.toggleAttribute("aria-current", link.dataset["ask"] === ask);
  }

  const search = searchBox(frame);
  const links = questions
    .filter(({ name }) => name !== "entity")
    .map((question) => {
      const link = h("a", { href: write({ ask: question.name, parameters: new URLSearchParams() }), "data-ask": question.name }, question.title);
      return link;
    });
  fill(
    root,
    h(
      "header",
      { class: "top" },
      h("a", { class: "brand", href: "/" }, "cmdb-graph"),
      search.element,
      h("nav", { "aria-label": "Questions" }, ...links),
      h("button", { class: "quiet", onclick: () => help(), "aria-keyshortcuts": "?" }, "Shortcuts"),
      h(
        "button",
        {
          class: "quiet",
          title: `Signed in as ${session.name} (${session.role})`,
          onclick: () =>
            leaving(async () => {
              await signOut();
              location.assign("/");
            }),
        },
        "Sign out",
      ),
    ),
    main,
    live,
  );

  function help(): void {
    showHelp(shown?.view.keys ?? []);
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link.origin !== location.origin || link.pathname !== "/" || link.hash || link.target || link.hasAttribute("download")) return;
    event.preventDefault();
    const { ask, parameters } = read(link);
    frame.go(ask, parameters);
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") search.focus();
    else if (event.key === "?") help();
    else if (!shown?.view.key?.(event)) return;
    event.preventDefault();
  });
  window.addEventListener("popstate", wentBack);
  route();
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName));
}
