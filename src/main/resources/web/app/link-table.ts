import { html, nothing, type TemplateResult } from "lit";
import type { Link } from "./api";
import { age, change, decibel, type Figure, keyRate, noise, percent, plain, whole, written } from "./figures";
import { links } from "./live";
import { mark } from "./mark";
import { Part } from "./part";
import { address } from "./route";
import { settings } from "./settings";
import { sparkLine } from "./spark-line";
import { ageOf, LINK_STATES, type LinkState, reasonOf, stateOf } from "./state";
import { t } from "./words";

type Column = "link" | "state" | "rate" | "noise" | "loss" | "age";

/** The table of links. A real table: a row a link, its name the row's heading. */
class LinkTable extends Part {
  static properties = { sort: { state: true } };

  private declare sort: { column: Column; descending: boolean } | undefined;
  protected override readonly follows = [settings, links];

  protected render(): TemplateResult {
    return html`<table>
      <caption class="for-screen-readers">${t("network.links")}</caption>
      <thead>
        <tr>
          ${this.heading("link", t("link.column"))} ${this.heading("state", t("link.state"))}
          ${this.heading("rate", t("link.rate"), true)}
          <th scope="col">${t("link.trend")}</th>
          ${this.heading("noise", t("link.noise"), true)} ${this.heading("loss", t("link.loss"), true)}
          ${this.heading("age", t("link.age"), true)}
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
      return links.links;
    }
    const { column, descending } = this.sort;
    const missing = descending ? -Infinity : Infinity;
    const value = (link: Link): number | string => {
      switch (column) {
        case "link":
          return link.id;
        case "state":
          return -LINK_STATES.indexOf(this.stateOf(link));
        case "rate":
          return link.skr_bps ?? missing;
        case "noise":
          return link.excess_noise_snu ?? missing;
        case "loss":
          return link.channel_loss_db ?? missing;
        case "age":
          return ageOf(link.measured_at, links.now()) ?? missing;
      }
    };
    const up = (a: Link, b: Link) => {
      const [x, y] = [value(a), value(b)];
      return x < y ? -1 : x > y ? 1 : 0;
    };
    return [...links.links].sort((a, b) => (descending ? up(b, a) : up(a, b)));
  }

  private stateOf(link: Link): LinkState {
    return stateOf(link, links.now(), links.limits);
  }

  private row(link: Link): TemplateResult {
    const state = this.stateOf(link);
    const reason = reasonOf(link, links.now(), links.limits);
    const seconds = ageOf(link.measured_at, links.now());
    return html`<tr class=${state} data-link=${link.id} data-measured=${link.ends.map((end) => end.measured_at).join(" ")}>
      <th scope="row">
        <a class="name" href=${address("link", link.id)}>${link.id}</a>
        <span class="kind">${link.technology}, ${plain(link.fibre_km)} km</span>
        <span class="quiet">${link.from.name} &ndash; ${link.to.name}</span>
      </th>
      <td class="state">${mark(state)} ${reason ? html`<span class="quiet">${reason}</span>` : nothing}</td>
      <td class="number">${this.value(state, link.skr_bps, keyRate)}</td>
      <td>${sparkLine(links.trends.get(link.id) ?? [], links.trendSince, links.now())}</td>
      <td class="number">${this.noise(state, link)}</td>
      <td class="number">
        ${this.value(state, link.channel_loss_db, decibel)}
        ${link.channel_loss_db === null || state === "unknown"
          ? nothing
          : html`<span class="quiet ${Math.abs(link.channel_loss_db - link.commissioned_loss_db) >= 0.5 ? "off-plan" : ""}"
              >${t("link.plan", { change: change(link.channel_loss_db - link.commissioned_loss_db) })}</span
            >`}
      </td>
      <td class="number">${seconds === null ? this.dash(t("reason.never")) : figure(age(seconds))}</td>
    </tr>`;
  }

  /** A link's value, or a dash if it can no longer be taken for the present. */
  private value(state: LinkState, value: number | null, show: (value: number) => Figure): TemplateResult {
    if (value === null) {
      return this.dash(t("link.not-reported"));
    }
    if (state === "unknown") {
      return html`${this.dash(t("state.unknown"))}<span class="quiet">${t("link.was", { value: written(show(value)) })}</span>`;
    }
    return figure(show(value));
  }

  private noise(state: LinkState, link: Link): TemplateResult {
    if (link.excess_noise_snu === null && link.qber !== null) {
      return html`${this.value(state, link.qber, percent)}<span class="quiet">${t("link.qber")}</span>`;
    }
    const error = link.excess_noise_sigma_snu;
    const share =
      link.null_key_noise_snu && link.excess_noise_snu !== null
        ? t("link.of-null", { n: whole((100 * link.excess_noise_snu) / link.null_key_noise_snu) })
        : "";
    return html`${this.value(state, link.excess_noise_snu, noise)}
    ${error === null || state === "unknown" || link.excess_noise_snu === null
      ? nothing
      : html`<span class="quiet">&plusmn;${noise(error).text}${share ? ` · ${share}` : ""}</span>`}`;
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
