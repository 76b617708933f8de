import { html, nothing, type TemplateResult } from "lit";
import { ask, type Difference, type Outcome, parameters, Refused, request, type Version, words } from "./api";
import { perform } from "./act-dialog";
import { differenceTable } from "./difference";
import { moment } from "./figures";
import { Part, refusal } from "./part";
import "./proposals";
import { t } from "./words";

const DRAFT = "kronborg.draft";
const VERSIONS = 20;

interface Draft {
  text: string;
  /** The tag of the version that the text began with. */
  base: string;
}

interface Conflict {
  theirs: string;
  difference: Difference;
}

/** The network's document: what is in force, what would differ, and what officers have to approve. */
class InventoryPage extends Part {
  static properties = {
    proposal: { attribute: false },
    base: { state: true },
    inForce: { state: true },
    text: { state: true },
    versions: { state: true },
    outcome: { state: true },
    faults: { state: true },
    conflict: { state: true },
    trouble: { state: true },
    note: { state: true },
  };

  declare proposal: string;
  private declare base: string;
  private declare inForce: string;
  private declare text: string;
  private declare versions: Version[];
  private declare outcome: Outcome | undefined;
  private declare faults: { place: string; text: string }[];
  private declare conflict: Conflict | undefined;
  private declare trouble: string;
  private declare note: string;

  constructor() {
    super();
    this.base = "";
    this.inForce = "";
    this.text = "";
    this.versions = [];
    this.faults = [];
    this.trouble = "";
    this.note = "";
  }

  connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  /** Begins with what was typed before, if there is something. */
  private async load(): Promise<void> {
    try {
      const answer = await request("network", { headers: { Accept: "application/yaml" } });
      const tag = (answer.headers.get("ETag") ?? "").replaceAll('"', "");
      const kept = draft();
      this.inForce = await answer.text();
      this.base = kept?.base ?? tag;
      this.text = kept?.text ?? this.inForce;
      this.versions = (await ask<{ versions: Version[] }>(`network/versions?limit=${VERSIONS}`)).versions;
      this.trouble = "";
    } catch (error) {
      this.trouble = words(error);
    }
  }

  private typed(text: string): void {
    this.text = text;
    this.outcome = undefined;
    this.faults = [];
    keep({ text, base: this.base });
  }

  private discard(): void {
    if (window.confirm(t("inventory.reset.sure"))) {
      this.forget();
      void this.load();
    }
  }

  private forget(): void {
    localStorage.removeItem(DRAFT);
    this.outcome = undefined;
    this.faults = [];
    this.conflict = undefined;
    this.note = "";
  }

  /** Tries the change, without making it. */
  private async check(): Promise<void> {
    this.outcome = undefined;
    this.faults = [];
    this.conflict = undefined;
    this.note = "";
    this.trouble = "";
    try {
      const outcome = await this.send("PUT", "network", { dry_run: true, why: "-" });
      this.outcome = outcome;
      this.note = outcome.outcome === "UNCHANGED" ? t("inventory.unchanged") : "";
    } catch (error) {
      await this.refused(error);
    }
  }

  private async send(method: string, path: string, query: Record<string, string | boolean>): Promise<Outcome> {
    const headers = { "Content-Type": "application/yaml", Accept: "application/json", "If-Match": `"${this.base}"` };
    return (await request(`${path}?${parameters(query)}`, { method, headers, body: this.text })).json();
  }

  private async refused(error: unknown): Promise<void> {
    if (error instanceof Refused && error.status === 412) {
      await this.compare();
    } else if (error instanceof Refused && error.problem.faults) {
      this.faults = error.problem.faults;
    } else {
      this.trouble = words(error);
    }
  }

  /** What others changed since the version that the text began with. */
  private async compare(): Promise<void> {
    try {
      this.versions = (await ask<{ versions: Version[] }>(`network/versions?limit=${VERSIONS}`)).versions;
      const since = this.versions.filter((version) => version.version > number(this.base)).reverse();
      const differences = await Promise.all(
        since.map((version) => ask<Difference>(`network/versions/${version.version}/difference`)),
      );
      this.conflict = {
        theirs: this.versions[0].tag,
        difference: {
          total: differences.reduce((sum, each) => sum + each.total, 0),
          touches_security: differences.some((each) => each.touches_security),
          changes: differences.flatMap((each) => each.changes),
          next: null,
        },
      };
    } catch (error) {
      this.trouble = words(error);
    }
  }

  private async rebase(conflict: Conflict): Promise<void> {
    this.base = conflict.theirs;
    keep({ text: this.text, base: this.base });
    await this.check();
  }

  /** Saves or proposes what was shown. */
  private commit(outcome: Outcome): void {
    const proposes = outcome.outcome === "NEEDS_APPROVAL";
    perform({
      title: t(proposes ? "inventory.propose" : "inventory.save"),
      text: t(proposes ? "inventory.needs" : "inventory.free"),
      reasonRequired: true,
      act: async (why) => {
        try {
          const done = await this.send(proposes ? "POST" : "PUT", proposes ? "network/proposals" : "network", { why });
          this.forget();
          await this.load();
          this.note = proposes ? t("inventory.proposed") : t("inventory.in-force", { version: done.version?.version ?? "" });
          this.dispatchEvent(new Event("proposed"));
        } catch (error) {
          if (error instanceof Refused && error.status === 412) {
            await this.compare();
            return;
          }
          throw error;
        }
      },
    });
  }

  protected render(): TemplateResult {
    if (this.base === "") {
      return html`${refusal(this.trouble)}
        <p class="notice">${t("shell.waiting")}</p>`;
    }
    const version = this.versions.find((each) => each.tag === this.base);
    return html`${refusal(this.trouble)} ${this.note === "" ? nothing : html`<p class="notice" role="status">${this.note}</p>`}
      <div class="split wide">
        <section class="editor" aria-labelledby="document">
          <h2><label id="document" for="text">${t("inventory.document")}</label></h2>
          <p class="quiet">
            ${version
              ? t("inventory.version", { version: version.version, who: version.operator, time: moment(version.at), why: version.why })
              : this.base}
          </p>
          <textarea
            id="text"
            spellcheck="false"
            autocomplete="off"
            wrap="off"
            .value=${this.text}
            @input=${(event: Event) => this.typed((event.target as HTMLTextAreaElement).value)}
          ></textarea>
          ${this.text === this.inForce ? nothing : html`<p class="quiet">${t("inventory.draft")}</p>`}
          <p class="buttons">
            <button type="button" class="main" @click=${() => void this.check()}>${t("inventory.check")}</button>
            <button type="button" ?disabled=${draft() === undefined} @click=${() => this.discard()}>${t("inventory.reset")}</button>
          </p>
        </section>
        <div>${this.judgement()} <kronborg-proposals .open=${this.proposal} @done=${() => void this.load()}></kronborg-proposals> ${this.past()}</div>
      </div>`;
  }

  private judgement(): TemplateResult | typeof nothing {
    if (this.conflict) {
      return this.conflicting(this.conflict);
    }
    if (this.faults.length > 0) {
      return html`<section class="sheet padded bad" role="alert" aria-labelledby="faults">
        <h2 id="faults">${t("inventory.faults")}</h2>
        <ul>
          ${this.faults.map(
            (fault) => html`<li>
              ${fault.place === "" ? nothing : html`<button type="button" class="fold" @click=${() => this.show(fault.place)}>${fault.place}</button>`}
              ${fault.text}
            </li>`,
          )}
        </ul>
      </section>`;
    }
    const outcome = this.outcome;
    if (!outcome?.difference || outcome.outcome === "UNCHANGED") {
      return nothing;
    }
    const proposes = outcome.outcome === "NEEDS_APPROVAL";
    return html`<section class="sheet padded" aria-labelledby="difference">
      <h2 id="difference">${t("inventory.difference", { version: number(this.base) })}</h2>
      <p>${t(proposes ? "inventory.needs" : "inventory.free")}</p>
      ${differenceTable(outcome.difference)}
      <p class="buttons">
        <button type="button" class="main" @click=${() => this.commit(outcome)}>${t(proposes ? "inventory.propose" : "inventory.save")}</button>
      </p>
    </section>`;
  }

  private conflicting(conflict: Conflict): TemplateResult {
    return html`<section class="sheet padded bad" role="alert" aria-labelledby="conflict">
      <h2 id="conflict">${t("inventory.conflict")}</h2>
      <p>${t("inventory.conflict.text", { mine: number(this.base), theirs: number(conflict.theirs) })}</p>
      ${differenceTable(conflict.difference)}
      <p class="buttons">
        <button type="button" class="main" @click=${() => void this.rebase(conflict)}>${t("inventory.rebase")}</button>
      </p>
    </section>`;
  }

  /** Puts the caret where a fault is: "line 5, column 64". */
  private show(place: string): void {
    const found = /line (\d+), column (\d+)/.exec(place);
    const area = this.querySelector<HTMLTextAreaElement>("#text");
    if (!found || !area) {
      return;
    }
    const before = this.text.split("\n").slice(0, Number(found[1]) - 1);
    const at = before.reduce((sum, line) => sum + line.length + 1, 0) + Number(found[2]) - 1;
    area.focus();
    area.setSelectionRange(at, at);
    area.scrollTop = (area.scrollHeight * Math.max(0, before.length - 5)) / this.text.split("\n").length;
  }

  private past(): TemplateResult {
    return html`<section class="sheet padded" aria-labelledby="versions">
      <h2 id="versions">${t("inventory.versions")}</h2>
      <ol class="history">
        ${this.versions.map(
          (version) => html`<li>
            <strong>${version.version}</strong> <time datetime=${version.at}>${moment(version.at)}</time>, ${version.operator}: ${version.why}
            <span class="quiet">${t("inventory.changes", { n: version.changes })}</span>
          </li>`,
        )}
      </ol>
    </section>`;
  }
}

/** Of a tag such as 7-0123456789abcdef. */
function number(tag: string): number {
  return Number(tag.split("-", 1)[0]);
}

/** What was typed and neither saved nor discarded; it outlives the page and the session. */
function draft(): Draft | undefined {
  const kept = localStorage.getItem(DRAFT);
  return kept === null ? undefined : (JSON.parse(kept) as Draft);
}

function keep(kept: Draft): void {
  localStorage.setItem(DRAFT, JSON.stringify(kept));
}

customElements.define("kronborg-inventory", InventoryPage);
