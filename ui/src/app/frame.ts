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

  const frame: Frame = {
    session,
    vocabulary,
    href: (ask, parameters) => write({ ask, parameters }),
    go(ask, parameters, { replace = false } = {}) {
      const address = write({ ask, parameters });
      if (address === location.pathname + location.search) return;
      if (replace) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
      route();
    },
    announce(text) {
      live.textContent = text;
    },
  };

  function route(): void {
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
      h("button", { class: "quiet", onclick: () => help(), "aria-keyshortcuts": "?" }, "Keys"),
      h(
        "button",
        {
          class: "quiet",
          title: `Signed in as ${session.name} (${session.role})`,
          onclick: async () => {
            await signOut();
            location.assign("/");
          },
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
  window.addEventListener("popstate", route);
  route();
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName));
}
