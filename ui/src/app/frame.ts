/** What stands around every view: search, the way between questions, help, sign-out. It routes addresses to questions. */

import { read, write, type Address } from "./address.ts";
import { call, whenSignedOut } from "./api.ts";
import { refusal } from "./asking.ts";
import { fill, h } from "./dom.ts";
import { mayAct, showHelp } from "./help.ts";
import type { Frame, Question, View, Vocabulary } from "./question.ts";
import { askAgain, signOut } from "./session.ts";
import type { Session } from "./types.ts";
import { searchBox } from "../search/search.ts";

/** Show the page for somebody who is signed in. */
export async function openFrame(root: HTMLElement, session: Session, questions: readonly Question[]): Promise<void> {
  const vocabulary = (await call<Vocabulary>("/schema")).body;
  const live = h("div", { class: "unseen", "aria-live": "polite" });
  const complaint = h("div", { class: "complaint" });
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
      leaving({ ask, parameters }, () => {
        if (replace) history.replaceState(null, "", next);
        else history.pushState(null, "", next);
        // Not as the browser has it: one that is asked too often takes no more addresses for a while.
        route(next);
      });
    },
    announce(text) {
      live.textContent = text;
    },
    complain(error) {
      fill(complaint, refusal(error), h("button", { class: "quiet", "aria-label": "Close this message", onclick: () => fill(complaint) }, "×"));
    },
    lead,
    title(text) {
      document.title = text ? `${text} · cmdb-graph` : "cmdb-graph";
    },
  };

  /** Do what leads away from what is shown, to another address or to none, at once or when the person has said so. */
  function leaving(to: Address | null, go: () => void): void {
    if (shown?.view.leave?.(go, to) ?? true) go();
  }

  function wentBack(): void {
    if (location.pathname + location.search === address) return;
    if (shown?.view.leave?.(() => history.back(), read(location)) ?? true) route(location.pathname + location.search);
    // It stays: its address comes after the one that was wanted, which is a step back from it.
    else history.pushState(null, "", address);
  }

  function route(to: string): void {
    address = to;
    fill(complaint);
    const { ask, parameters } = read(new URL(to, location.origin));
    const question = questions.find(({ name }) => name === ask);
    if (question && shown?.question === question) shown.view.update(parameters);
    else {
      shown?.view.close();
      frame.title("");
      fill(main);
      shown = question ? { question, view: question.open(main, parameters, frame) } : null;
      if (!question) fill(main, h("p", { class: "error" }, `This page has no question called ${ask}.`));
    }
    lead();
  }

  /** The links lead to what is looked at, but the one to the question that is shown begins anew. */
  function lead(): void {
    const subject = shown?.view.subject?.() ?? null;
    for (const [question, link] of links) {
      const here = question === shown?.question;
      link.href = write({ ask: question.name, parameters: (!here && subject && question.about?.(subject)) || new URLSearchParams() });
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  const search = searchBox(frame);
  const links = new Map(questions.filter(({ about }) => about).map((question) => [question, h("a", {}, question.title)]));
  const out = h("button", { class: "quiet", onclick: () => leaving(null, () => void leave()) }, "Sign out");
  const welcome = () => void (out.title = `Signed in as ${session.name} (${session.role})`);
  welcome();
  fill(
    root,
    h(
      "header",
      { class: "top" },
      h("a", { class: "brand", href: "/" }, "cmdb-graph"),
      search.element,
      h("nav", { "aria-label": "Questions" }, ...links.values()),
      h("button", { class: "quiet", onclick: () => help(), "aria-keyshortcuts": "?" }, "Shortcuts"),
      out,
    ),
    complaint,
    main,
    live,
  );

  async function leave(): Promise<void> {
    try {
      await signOut();
      location.assign("/");
    } catch (error) {
      frame.complain(error);
    }
  }

  // Whoever signs in again may be somebody else.
  whenSignedOut(async () => {
    const opened = await askAgain();
    if (opened) Object.assign(session, opened);
    welcome();
    return opened !== null;
  });

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
    if (document.querySelector("dialog[open]") || !mayAct(event)) return;
    if (event.key === "/") search.focus();
    else if (event.key === "?") help();
    else if (!shown?.view.key?.(event)) return;
    event.preventDefault();
  });
  window.addEventListener("popstate", wentBack);
  route(location.pathname + location.search);
}

/** Whether a key goes into what has the focus: nobody types into a box to tick, or a slider. */
function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "range", "button"].includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || ["SELECT", "TEXTAREA"].includes(target.tagName));
}
