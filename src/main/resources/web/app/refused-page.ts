import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { perform } from "./act-dialog";
import { ask, parameters, post, type Refusals, words } from "./api";
import { count, moment } from "./figures";
import { Part, refusal } from "./part";
import { address, go } from "./route";
import { t } from "./words";

const EVERY_MS = 10_000;
const A_PAGE = 50;

/** Telemetry that was refused, why, and a way to send it again once that is mended. */
class RefusedPage extends Part {
  static properties = {
    view: { attribute: false },
    refusals: { state: true },
    trouble: { state: true },
    note: { state: true },
  };

  declare view: URLSearchParams;
  private declare refusals: Refusals | undefined;
  private declare trouble: string;
  private declare note: string;
  private timer = 0;

  constructor() {
    super();
    this.trouble = "";
    this.note = "";
  }

  connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => void this.refresh(), EVERY_MS);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  protected willUpdate(changes: PropertyValues): void {
    if (changes.has("view")) {
      void this.refresh();
    }
  }

  private given(name: string): string {
    return this.view.get(name) ?? "";
  }

  private async refresh(): Promise<void> {
    const query = parameters({ ...Object.fromEntries(this.view), limit: A_PAGE });
    try {
      this.refusals = await ask<Refusals>(`telemetry/refused?${query}`);
      this.trouble = "";
    } catch (error) {
      this.trouble = words(error);
    }
  }

  protected render(): TemplateResult {
    const refusals = this.refusals;
    return html`${refusal(this.trouble)} ${this.note === "" ? nothing : html`<p class="notice" role="status">${this.note}</p>`}
      ${refusals === undefined
        ? html`<p class="notice">${t("shell.waiting")}</p>`
        : refusals.total === 0
          ? html`<p class="notice">${t("refused.none")}</p>`
          : this.content(refusals)}`;
  }

  private content(refusals: Refusals): TemplateResult {
    return html`<p>${t("refused.total", { n: count(refusals.total) })}</p>
      <ul class="reasons">
        ${refusals.counts.map(
          (each) => html`<li>
            <a href=${address("refused", "", { reason: each.reason })} aria-current=${each.reason === this.given("reason") ? "true" : nothing}
              ><code>${each.reason}</code> ${count(each.count)}</a
            >
          </li>`,
        )}
      </ul>
      ${this.filter(refusals)}
      ${refusals.records.length === 0 ? html`<p class="notice">${t("refused.none-such")}</p>` : this.table(refusals.records)}
      <nav class="paging" aria-label=${t("page.refused")}>
        ${this.given("cursor") === "" ? nothing : html`<a href=${this.here({ cursor: "" })}>${t("alarms.first")}</a>`}
        ${refusals.next === null ? nothing : html`<a href=${this.here({ cursor: String(refusals.next) })}>${t("alarms.next")}</a>`}
      </nav>`;
  }

  private here(other: Record<string, string>): string {
    return address("refused", "", { ...Object.fromEntries(this.view), ...other });
  }

  private filter(refusals: Refusals): TemplateResult {
    const choose = (event: SubmitEvent) => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      go(address("refused", "", Object.fromEntries([...form].map(([name, value]) => [name, String(value).trim()]))));
    };
    return html`<form class="filter" @submit=${choose}>
      <label
        >${t("refused.reason")}
        <select name="reason">
          <option value="">${t("alarms.any")}</option>
          ${refusals.counts.map(
            (each) => html`<option value=${each.reason} ?selected=${each.reason === this.given("reason")}>${each.reason}</option>`,
          )}
        </select></label
      >
      <label>${t("refused.key")} <input name="key" .value=${this.given("key")} /></label>
      <label>${t("refused.device")} <input name="device" .value=${this.given("device")} /></label>
      <button type="submit">${t("filter.apply")}</button>
      <button type="button" @click=${() => this.replay()}>${t("refused.replay")}</button>
    </form>`;
  }

  private replay(): void {
    const [reason, key] = [this.given("reason"), this.given("key")];
    perform({
      title: t("refused.replay"),
      text: `${t("refused.replay.text")} ${[reason, key].filter((each) => each !== "").join(", ")}`,
      reasonRequired: false,
      act: async () => {
        const done = await post<{ sent: number; truncated: number; more: boolean }>("telemetry/refused/replay", {
          ...(reason === "" ? {} : { reason }),
          ...(key === "" ? {} : { key }),
        });
        this.note = t("refused.replayed", { sent: done.sent, truncated: done.truncated }) + (done.more ? ` ${t("refused.replayed.more")}` : "");
        await this.refresh();
      },
    });
  }

  private table(records: Refusals["records"]): TemplateResult {
    return html`<div class="sheet">
      <table>
        <caption class="for-screen-readers">
          ${t("refused.caption")}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t("refused.time")}</th>
            <th scope="col">${t("refused.reason")}</th>
            <th scope="col">${t("refused.key")}</th>
            <th scope="col">${t("refused.detail")}</th>
          </tr>
        </thead>
        <tbody>
          ${records.map(
            (record) => html`<tr>
              <td>${moment(record.refused_at)}</td>
              <td><code>${record.reason}</code></td>
              <td class="detail">${record.key} <span class="quiet">${record.device ?? ""}</span></td>
              <td class="detail">
                ${record.detail}
                <details>
                  <summary>${t("refused.excerpt")}</summary>
                  <pre>${record.excerpt}</pre>
                  <p class="quiet">${t("refused.place")}: ${record.topic} ${record.partition}/${record.offset}</p>
                </details>
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define("kronborg-refused", RefusedPage);
