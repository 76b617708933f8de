import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { perform } from "./act-dialog";
import { ask, type Difference, type Outcome, parameters, type Proposal, request, words } from "./api";
import { differenceTable } from "./difference";
import { moment } from "./figures";
import { Part, refusal } from "./part";
import { address } from "./route";
import { named, t } from "./words";

const EVERY_MS = 10_000;
const MOST = 50;

/** What touches security and waits for two officers: what they are asked to sign, and where their signatures go. */
class Proposals extends Part {
  static properties = {
    open: { attribute: false },
    proposals: { state: true },
    difference: { state: true },
    trouble: { state: true },
    note: { state: true },
  };

  declare open: string;
  private declare proposals: Proposal[];
  private declare difference: Difference | undefined;
  private declare trouble: string;
  private declare note: string;
  private timer = 0;

  constructor() {
    super();
    this.proposals = [];
    this.trouble = "";
    this.note = "";
  }

  connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => void this.refresh(), EVERY_MS);
    this.closest("kronborg-inventory")?.addEventListener("proposed", this.refresh);
    void this.refresh();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  protected willUpdate(changes: PropertyValues): void {
    if (changes.has("open")) {
      this.difference = undefined;
      this.note = "";
      void this.look();
    }
  }

  private readonly refresh = async (): Promise<void> => {
    try {
      this.proposals = (await ask<{ proposals: Proposal[] }>(`network/proposals?limit=${MOST}`)).proposals;
      this.trouble = "";
    } catch (error) {
      this.trouble = words(error);
    }
  };

  private async look(): Promise<void> {
    if (this.open === "") {
      return;
    }
    try {
      this.difference = await ask<Difference>(`network/proposals/${encodeURIComponent(this.open)}/difference`);
    } catch (error) {
      this.trouble = words(error);
    }
  }

  protected render(): TemplateResult {
    return html`<section class="sheet padded" aria-labelledby="proposals">
      <h2 id="proposals">${t("inventory.proposals")}</h2>
      ${refusal(this.trouble)} ${this.note === "" ? nothing : html`<p class="notice" role="status">${this.note}</p>`}
      ${this.proposals.length === 0 ? html`<p class="quiet">${t("inventory.proposals.none")}</p>` : nothing}
      <ul class="proposals">
        ${this.proposals.map((proposal) => this.row(proposal))}
      </ul>
    </section>`;
  }

  private row(proposal: Proposal): TemplateResult {
    const chosen = proposal.id === this.open;
    return html`<li data-proposal=${proposal.id} data-state=${proposal.state}>
      <a href=${address("inventory", chosen ? "" : proposal.id)} aria-expanded=${chosen ? "true" : "false"}>${proposal.why}</a>
      <span class="quiet"
        >${named("inventory.proposal", proposal.state)}, ${proposal.operator}, ${moment(proposal.at)},
        ${t("inventory.approvals", { n: proposal.approvals })}</span
      >
      ${chosen ? html`${this.difference ? differenceTable(this.difference) : nothing} ${proposal.state === "OPEN" ? this.sign(proposal) : nothing}` : nothing}
    </li>`;
  }

  private sign(proposal: Proposal): TemplateResult {
    return html`<h3>${t("inventory.sign")}</h3>
      <p>${t("inventory.sign.text")}</p>
      <p class="buttons">
        <button type="button" @click=${() => void this.download(proposal)}>${t("inventory.download")}</button>
        <button type="button" @click=${() => this.withdraw(proposal)}>${t("inventory.withdraw")}</button>
      </p>
      <pre>./kronborg approve proposal-${proposal.id.slice(0, 8)}.json --key KEY</pre>
      <form @submit=${(event: SubmitEvent) => void this.approve(event, proposal)}>
        <label>${t("inventory.signature")} <textarea name="approval" rows="4" required maxlength="16384" spellcheck="false"></textarea></label>
        <button type="submit">${t("inventory.approve")}</button>
      </form>`;
  }

  private async download(proposal: Proposal): Promise<void> {
    try {
      const file = await (await request(`network/proposals/${proposal.id}/change`)).blob();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = `proposal-${proposal.id.slice(0, 8)}.json`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      this.trouble = words(error);
    }
  }

  private async approve(event: SubmitEvent, proposal: Proposal): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    try {
      const headers = { "Content-Type": "text/plain", Accept: "application/json" };
      const body = String(new FormData(form).get("approval"));
      const answer = await request(`network/proposals/${proposal.id}/approvals`, { method: "POST", headers, body });
      const outcome = (await answer.json()) as Outcome;
      form.reset();
      this.note =
        outcome.outcome === "IN_FORCE" ? t("inventory.in-force", { version: outcome.version?.version ?? "" }) : t("inventory.approved");
      await this.refresh();
      this.dispatchEvent(new Event("done"));
    } catch (error) {
      this.trouble = words(error);
    }
  }

  private withdraw(proposal: Proposal): void {
    perform({
      title: t("inventory.withdraw"),
      text: proposal.why,
      reasonRequired: true,
      act: async (why) => {
        await request(`network/proposals/${proposal.id}?${parameters({ why })}`, { method: "DELETE" });
        await this.refresh();
      },
    });
  }
}

customElements.define("kronborg-proposals", Proposals);
