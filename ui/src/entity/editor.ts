/** Editing: a form, saved as a merge patch under the ETag that was read, and the way out when somebody was faster. */

import { call, Refused } from "../app/api.ts";
import { fill, h } from "../app/dom.ts";
import { askToLeave } from "../app/leave.ts";
import type { Frame } from "../app/question.ts";
import type { Entity, Page, PastEntity, Problem } from "../app/types.ts";
import type { Content } from "./changes.ts";
import { decide } from "./decide.ts";
import { form } from "./form.ts";
import { conflict, isEmpty, patchOf, resolved, type Side } from "./patch.ts";
import { path, type Place, saidOf, sentence } from "./shown.ts";

/** What is asked before an edit is left. */
export const NOT_SAVED = "Your changes of this entity are not saved";

/** An edit under way: what was read, under which ETag, and what shall become of it. */
interface Draft {
  base: Content;
  etag: string;
  mine: Content;
}

interface Options {
  place: Place;
  frame: Frame;
  /** It is saved, or left as it was. */
  ondone: (saved: boolean) => void;
  signal: AbortSignal;
}

export interface Editor {
  /** Whether something would be lost by leaving now. */
  unsaved(): boolean;
}

/** Put an editor into `root`. */
export function editor(root: HTMLElement, { place, frame, ondone, signal }: Options): Editor {
  let unsaved = (): boolean => false;
  const ended = new AbortController();
  const ends = AbortSignal.any([signal, ended.signal]);
  const done = (saved: boolean): void => {
    unsaved = () => false;
    ended.abort();
    ondone(saved);
  };
  // Within the page the frame asks; that the page itself is closed is asked by the browser.
  window.addEventListener("beforeunload", (event) => unsaved() && event.preventDefault(), { signal: ends });

  const edit = ({ base, etag, mine }: Draft, refused: Problem | null = null): void => {
    const status = h("div", { role: "alert" });
    const fields = form(mine, frame.vocabulary, () => fill(status));
    unsaved = () => fields.unreadable() || !isEmpty(patchOf(base, fields.soFar()));
    const save = h("button", { type: "submit", class: "button" }, "Save");
    const submit = async (event: Event): Promise<void> => {
      event.preventDefault();
      const now = fields.read();
      if (now === null) return frame.announce("Something cannot be read: see the marked field.");
      if (isEmpty(patchOf(base, now))) return done(false);
      await saving(save, status, { base, etag, mine: now }, (problem) => fields.complain(problem));
    };
    const cancel = (): void => {
      if (unsaved()) askToLeave(NOT_SAVED, () => done(false));
      else done(false);
    };
    fill(
      root,
      h(
        "form",
        { class: "panel", novalidate: true, "aria-labelledby": "entity-edit", onsubmit: (event: Event) => void submit(event) },
        h("h2", { id: "entity-edit" }, "Edit"),
        fields.root,
        status,
        h(
          "p",
          { class: "actions" },
          save,
          h("button", { type: "button", class: "button quiet", onclick: cancel }, "Cancel"),
        ),
      ),
    );
    root.querySelector<HTMLElement>("input")?.focus();
    if (refused) say(status, fields.complain(refused));
  };

  const saving = async (
    button: HTMLButtonElement | null,
    status: HTMLElement,
    draft: Draft,
    complain: (problem: Problem) => string[],
  ): Promise<void> => {
    if (button) button.disabled = true;
    try {
      await call<Entity>(path(place), {
        method: "PATCH",
        body: patchOf(draft.base, draft.mine),
        ifMatch: draft.etag,
        signal: ends,
      });
      frame.announce("Saved.");
      done(true);
    } catch (error) {
      if (error instanceof Refused && error.status === 412) await met(status, draft);
      else if (error instanceof Refused && error.status === 422) say(status, complain(error.problem));
      else
        say(
          status,
          [saidOf(error, ends)].filter((said) => said !== null),
        );
    } finally {
      if (button) button.disabled = false;
    }
  };

  /** Somebody was faster: read theirs, and let the person decide. */
  const met = async (status: HTMLElement, draft: Draft): Promise<void> => {
    try {
      const [read, latest] = await Promise.all([
        call<Entity>(path(place), { signal: ends }),
        call<Page<PastEntity>>(`${path(place, "history")}?limit=1`, { signal: ends }),
      ]);
      const theirs = read.body;
      const etag = read.etag ?? draft.etag;
      const places = conflict(draft.base, draft.mine, theirs);
      const [last] = latest.body.items;
      const problem = h("div", { role: "alert" });
      const onsave = (decided: ReadonlyMap<string, Side>): void => {
        const mine = resolved(theirs, places, decided);
        if (isEmpty(patchOf(theirs, mine))) return done(true);
        // What is refused now is corrected in the form, over theirs.
        void saving(
          root.querySelector<HTMLButtonElement>(".entity-conflict .button"),
          problem,
          { base: theirs, etag, mine },
          (refused) => {
            edit({ base: theirs, etag, mine }, refused);
            return [];
          },
        );
      };
      const onback = (): void => edit({ base: draft.base, etag: draft.etag, mine: draft.mine });
      unsaved = () => true;
      const who = last?.version === theirs.version ? last.who : null;
      fill(root, decide({ places, theirs, who, vocabulary: frame.vocabulary, onsave, onback }), problem);
      root.querySelector<HTMLElement>("#entity-conflict")?.focus();
      frame.announce("Somebody changed it while you did. Nothing of yours is lost: choose what stays.");
    } catch (error) {
      say(
        status,
        [saidOf(error, ends)].filter((said) => said !== null),
      );
    }
  };

  const start = async (): Promise<void> => {
    fill(root, h("p", { class: "entity-waiting", role: "status" }, "Reading what is there now ..."));
    try {
      const { body, etag } = await call<Entity>(path(place), { signal: ends });
      edit({ base: body, etag: etag ?? "", mine: body });
    } catch (error) {
      const said = saidOf(error, ends);
      if (said === null) return;
      fill(
        root,
        h("p", { class: "error", role: "alert" }, sentence(said)),
        h("button", { type: "button", class: "button", onclick: () => done(false) }, "Back"),
      );
    }
  };

  void start();
  return { unsaved: () => unsaved() };
}

function say(status: HTMLElement, said: readonly string[]): void {
  fill(
    status,
    said.map((one) => h("p", { class: "error" }, sentence(one))),
  );
}
