import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Link } from "./api";
import { age, change, decibel, type Figure, keyRate, noise, percent, whole } from "./figures";
import type { LiveLinks } from "./live-links";
import { sparkLine } from "./spark-line";
import { ageOf, type LinkState, reasonOf, stateOf, STATES } from "./state";

type Column = "link" | "state" | "rate" | "noise" | "loss" | "age";

const ORDER_OF_CONCERN: LinkState[] = ["no-key", "unknown", "stale", "idle", "making-keys"];

/** The table of links. A real table: a row a link, its name the row's heading. */
class LinkTable extends LitElement {
  static properties = { live: { attribute: false }, tick: { attribute: false }, sort: { state: true } };

  declare live: LiveLinks;
  declare tick: number;
  private declare sort: { column: Column; descending: boolean } | undefined;

  protected createRenderRoot(): HTMLElement {
    return this;
  }

  protected render(): TemplateResult {
    return html`<table>
      <caption class="for-screen-readers">Links of the network, with the newest report of each</caption>
      <thead>
        <tr>
          ${this.heading("link", "Link")} ${this.heading("state", "State")}
          ${this.heading("rate", "Secret key rate", true)}
          <th scope="col">Last 15 min</th>
          ${this.heading("noise", "Excess noise", true)} ${this.heading("loss", "Loss", true)}
          ${this.heading("age", "Age", true)}
        </tr>
      </thead>
      <tbody>
        ${this.sorted().map((link) => this.row(link))}
      </tbody>
    </table>`;
  }

  private heading(column: Column, label: string, number = false): TemplateResult {
    const chosen = this.sort?.column === column;
    const order = chosen ? (this.sort?.descending ? "descending" : "ascending") : "none";
    return html`<th scope="col" class=${number ? "number" : ""} aria-sort=${order}>
      <button type="button" @click=${() => this.choose(column)}>
        ${label}${chosen ? html`<span aria-hidden="true">${this.sort?.descending ? "\u2193" : "\u2191"}</span>` : nothing}
      </button>
    </th>`;
  }

  /** Upwards, downwards, and back to the network's own order. */
  private choose(column: Column): void {
    if (this.sort?.column !== column) {
      this.sort = { column, descending: false };
    } else {
      this.sort = this.sort.descending ? undefined : { column, descending: true };
    }
  }

  private sorted(): Link[] {
    if (!this.sort) {
      return this.live.links;
    }
    const { column, descending } = this.sort;
    const missing = descending ? -Infinity : Infinity;
    const value = (link: Link): number | string => {
      switch (column) {
        case "link":
          return link.id;
        case "state":
          return ORDER_OF_CONCERN.indexOf(this.stateOf(link));
        case "rate":
          return link.skr_bps ?? missing;
        case "noise":
          return link.excess_noise_snu ?? missing;
        case "loss":
          return link.channel_loss_db ?? missing;
        case "age":
          return ageOf(link.measured_at, this.live.now()) ?? missing;
      }
    };
    const up = (a: Link, b: Link) => {
      const [x, y] = [value(a), value(b)];
      return x < y ? -1 : x > y ? 1 : 0;
    };
    return [...this.live.links].sort((a, b) => (descending ? up(b, a) : up(a, b)));
  }

  private stateOf(link: Link): LinkState {
    return stateOf(link, this.live.now(), this.live.limits);
  }

  private row(link: Link): TemplateResult {
    const state = this.stateOf(link);
    const reason = reasonOf(link, this.live.now(), this.live.limits);
    const seconds = ageOf(link.measured_at, this.live.now());
    return html`<tr class=${state} data-link=${link.id}>
      <th scope="row">
        <span class="name">${link.id}</span>
        <span class="kind">${link.technology}, ${link.fibre_km.toFixed(1)} km</span>
        <span class="quiet">${link.from.name} &ndash; ${link.to.name}</span>
      </th>
      <td class="state">
        <span class="mark"
          ><svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path fill-rule="evenodd" d=${STATES[state].shape} /></svg
          >${STATES[state].label}</span
        >
        ${reason ? html`<span class="quiet">${reason}</span>` : nothing}
      </td>
      <td class="number">${this.value(state, link.skr_bps, keyRate)}</td>
      <td>${sparkLine(this.live.trends.get(link.id) ?? [], this.live.trendSince, this.live.now())}</td>
      <td class="number">${this.noise(state, link)}</td>
      <td class="number">
        ${this.value(state, link.channel_loss_db, decibel)}
        ${link.channel_loss_db === null || state === "unknown"
          ? nothing
          : html`<span class="quiet ${Math.abs(link.channel_loss_db - link.commissioned_loss_db) >= 0.5 ? "off-plan" : ""}"
              >plan ${change(link.channel_loss_db - link.commissioned_loss_db)}</span
            >`}
      </td>
      <td class="number">${seconds === null ? this.dash("never") : figure(age(seconds))}</td>
    </tr>`;
  }

  /** A link's value, or a dash if it can no longer be taken for the present. */
  private value(state: LinkState, value: number | null, show: (value: number) => Figure): TemplateResult {
    if (value === null) {
      return this.dash("not reported");
    }
    if (state === "unknown") {
      const was = show(value);
      return html`${this.dash("unknown")}<span class="quiet">was ${was.text} ${was.unit}</span>`;
    }
    return figure(show(value));
  }

  private noise(state: LinkState, link: Link): TemplateResult {
    if (link.excess_noise_snu === null && link.qber !== null) {
      return html`${this.value(state, link.qber, percent)}<span class="quiet">QBER</span>`;
    }
    const error = link.excess_noise_sigma_snu;
    const share =
      link.null_key_noise_snu && link.excess_noise_snu !== null
        ? `${whole((100 * link.excess_noise_snu) / link.null_key_noise_snu)} % of null-key`
        : "";
    return html`${this.value(state, link.excess_noise_snu, noise)}
    ${error === null || state === "unknown" || link.excess_noise_snu === null
      ? nothing
      : html`<span class="quiet">&plusmn;${(error * 1000).toFixed(1)}${share ? ` · ${share}` : ""}</span>`}`;
  }

  private dash(words: string): TemplateResult {
    return html`<span class="figure"
      ><span aria-hidden="true">&mdash;</span><span class="for-screen-readers">${words}</span></span
    >`;
  }
}

function figure(value: Figure): TemplateResult {
  return html`<span class="figure">${value.text} <span class="unit">${value.unit}</span></span>`;
}

customElements.define("kronborg-link-table", LinkTable);
