import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import "./alarm-detail";
import { type Alarm, type Alarms, ask, parameters, words } from "./api";
import { attention } from "./attention";
import { moment } from "./figures";
import { alarms, SEVERITIES } from "./live";
import { severityMark } from "./mark";
import { Part, refusal } from "./part";
import { address, go } from "./route";
import { named, t, type Word } from "./words";

const SHOWN = ["OPEN", "ACTIVE", "NOT_CLOSED", "ALL"];
const A_PAGE = 50;
const MOST_CHILDREN = 500;
/** In a storm the list is asked for no more often than that. */
const PAUSE_MS = 2000;

/** One list of alarms: causes first, what they explain folded into them. The address holds the whole view. */
class AlarmsPage extends Part {
  static properties = {
    open: { attribute: false },
    view: { attribute: false },
    page: { state: true },
    unfolded: { state: true },
    trouble: { state: true },
  };

  declare open: string;
  declare view: URLSearchParams;
  private declare page: Alarms | undefined;
  private declare unfolded: Map<string, Alarm[]>;
  private declare trouble: string;

  private asked = "";
  private waiting = 0;
  private askedAt = 0;

  constructor() {
    super();
    this.unfolded = new Map();
    this.trouble = "";
  }

  connectedCallback(): void {
    super.connectedCallback();
    alarms.addEventListener("news", this.soon);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    alarms.removeEventListener("news", this.soon);
    window.clearTimeout(this.waiting);
    this.waiting = 0;
  }

  protected willUpdate(changes: PropertyValues): void {
    if (changes.has("view") && this.query() !== this.asked) {
      this.unfolded = new Map();
      void this.refresh();
    }
  }

  private readonly soon = (): void => {
    if (this.waiting === 0) {
      const pause = Math.max(0, this.askedAt + PAUSE_MS - Date.now());
      this.waiting = window.setTimeout(() => {
        this.waiting = 0;
        void this.refresh();
      }, pause);
    }
  };

  private given(name: string): string {
    return this.view.get(name) ?? "";
  }

  /** Of one resource all alarms are wanted, causes or not. */
  private query(): string {
    return parameters({
      shown: this.given("shown"),
      severity: this.given("severity"),
      resource: this.given("resource"),
      cursor: this.given("cursor"),
      root: this.given("resource") === "",
      limit: A_PAGE,
    });
  }

  private async refresh(): Promise<void> {
    const query = this.query();
    this.asked = query;
    this.askedAt = Date.now();
    try {
      const page = await ask<Alarms>(`alarms?${query}`);
      const renewed = await Promise.all(
        [...this.unfolded.keys()].map(async (cause) => [cause, await this.explained(cause)] as const),
      );
      if (query === this.asked) {
        this.page = page;
        this.unfolded = new Map(renewed);
        this.trouble = "";
      }
    } catch (error) {
      this.trouble = words(error);
    }
  }

  private async explained(cause: string): Promise<Alarm[]> {
    const query = parameters({ cause, shown: this.given("shown") || "NOT_CLOSED", limit: MOST_CHILDREN });
    return (await ask<Alarms>(`alarms?${query}`)).alarms;
  }

  private async fold(alarm: Alarm): Promise<void> {
    const children = new Map(this.unfolded);
    if (!children.delete(alarm.id)) {
      try {
        children.set(alarm.id, await this.explained(alarm.id));
      } catch (error) {
        this.trouble = words(error);
      }
    }
    this.unfolded = children;
  }

  protected render(): TemplateResult {
    return html`${this.filter()} ${refusal(this.trouble)}
      <div class=${this.open === "" ? "" : "split"}>
        <div>
          ${this.page === undefined
            ? html`<p class="notice">${t("shell.waiting")}</p>`
            : this.page.alarms.length === 0
              ? html`<p class="notice">${t("alarms.none")}</p>`
              : this.table(this.page.alarms)}
          ${this.paging()}
        </div>
        ${this.open === ""
          ? nothing
          : html`<kronborg-alarm
              .alarm=${this.open}
              .back=${this.here("")}
              @acted=${() => void this.refresh()}
            ></kronborg-alarm>`}
      </div>`;
  }

  /** The address of this view, with that alarm open. */
  private here(open: string, other: Record<string, string> = {}): string {
    return address("alarms", open, { ...Object.fromEntries(this.view), ...other });
  }

  private filter(): TemplateResult {
    const choose = (event: Event) => {
      event.preventDefault();
      const form = new FormData((event.target as HTMLElement).closest("form") as HTMLFormElement);
      const view = Object.fromEntries([...form].map(([name, value]) => [name, String(value).trim()]));
      go(address("alarms", this.open, { ...view, shown: view.shown === "OPEN" ? "" : view.shown }));
    };
    return html`<form class="filter" @submit=${choose}>
      <label
        >${t("alarms.shown")}
        <select name="shown" @change=${choose}>
          ${SHOWN.map(
            (each) =>
              html`<option value=${each} ?selected=${each === (this.given("shown") || "OPEN")}>
                ${t(`alarms.shown.${each}` as Word)}
              </option>`,
          )}
        </select></label
      >
      <label
        >${t("alarms.least")}
        <select name="severity" @change=${choose}>
          <option value="">${t("alarms.any")}</option>
          ${SEVERITIES.slice(0, 4).map(
            (each) =>
              html`<option value=${each} ?selected=${each === this.given("severity")}>${named("severity", each)}</option>`,
          )}
        </select></label
      >
      <label>${t("alarms.resource")} <input name="resource" placeholder="link:MFA-MOD" .value=${this.given("resource")} /></label>
      <button type="submit">${t("filter.apply")}</button>
      <span class="quiet">${t("alarms.copy")}</span>
    </form>`;
  }

  private table(rows: Alarm[]): TemplateResult {
    return html`<div class="sheet">
      <table class="alarms">
        <caption class="for-screen-readers">
          ${t("alarms.caption")}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t("alarms.severity")}</th>
            <th scope="col">${t("alarms.what")}</th>
            <th scope="col">${t("alarms.hit")}</th>
            <th scope="col">${t("alarms.raised")}</th>
            <th scope="col">${t("alarms.attention")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((alarm) => html`${this.row(alarm)} ${(this.unfolded.get(alarm.id) ?? []).map((child) => this.row(child, true))}`)}
        </tbody>
      </table>
    </div>`;
  }

  private row(alarm: Alarm, child = false): TemplateResult {
    const what = `${named("class", alarm.type)}, ${alarm.resource}`;
    const classes = [child ? "child" : "", alarm.id === this.open ? "chosen" : "", alarm.is_cleared ? "over" : ""];
    return html`<tr class=${classes.join(" ")} data-alarm=${alarm.id} data-resource=${alarm.resource}>
      <td>${severityMark(alarm.severity)}</td>
      <th scope="row">
        ${alarm.explains > 0
          ? html`<button
              type="button"
              class="fold"
              aria-expanded=${this.unfolded.has(alarm.id) ? "true" : "false"}
              aria-label=${t("alarms.unfold", { what })}
              @click=${() => void this.fold(alarm)}
            >
              ${t("alarms.explains", { n: alarm.explains })}
            </button>`
          : nothing}
        <a href=${this.here(alarm.id)} aria-label=${t("alarms.open", { what })}>${alarm.resource}</a>
        <span class="quiet"
          >${named("class", alarm.type)}${alarm.qualifier === "" ? "" : `: ${alarm.qualifier}`}
          ${alarm.security ? html`<span class="tag">${t("alarms.security")}</span>` : nothing}
          ${alarm.planned_work ? html`<span class="tag">${t("alarms.planned")}</span>` : nothing}</span
        >
      </th>
      <td>${alarm.hit.length === 0 ? "" : alarm.hit.length === 1 ? t("alarms.pair") : t("alarms.pairs", { n: alarm.hit.length })}</td>
      <td>
        ${moment(alarm.raised_at)}
        ${alarm.occurrences > 1 ? html`<span class="quiet">${t("alarms.times", { n: alarm.occurrences })}</span>` : nothing}
      </td>
      <td>${attention(alarm)}</td>
    </tr>`;
  }

  private paging(): TemplateResult {
    const next = this.page?.next;
    return html`<nav class="paging" aria-label=${t("page.alarms")}>
      ${this.given("cursor") === "" ? nothing : html`<a href=${this.here(this.open, { cursor: "" })}>${t("alarms.first")}</a>`}
      ${next ? html`<a href=${this.here(this.open, { cursor: next })}>${t("alarms.next")}</a>` : nothing}
    </nav>`;
  }
}

customElements.define("kronborg-alarms", AlarmsPage);
