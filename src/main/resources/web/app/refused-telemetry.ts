import { html, LitElement, nothing, type TemplateResult } from "lit";
import { ask, type Refusals } from "./api";
import { clock, digits } from "./figures";

const EVERY_MS = 15_000;

/** Telemetry that was refused: a count, and on demand why, for those who mend drivers. */
class RefusedTelemetry extends LitElement {
  static properties = { refusals: { state: true } };

  private declare refusals: Refusals | undefined;
  private timer = 0;

  protected createRenderRoot(): HTMLElement {
    return this;
  }

  connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
    this.timer = window.setInterval(() => void this.refresh(), EVERY_MS);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    try {
      this.refusals = await ask<Refusals>("telemetry/refused?limit=20");
    } catch {
      // The page says already that the centre or its history is away.
    }
  }

  protected render(): TemplateResult | typeof nothing {
    const refusals = this.refusals;
    if (!refusals) {
      return nothing;
    }
    if (refusals.total === 0) {
      return html`<p class="quiet">No telemetry was refused.</p>`;
    }
    return html`<details>
      <summary>
        ${digits0(refusals.total)} telemetry ${refusals.total === 1 ? "record" : "records"} refused,
        last at ${clock(Date.parse(refusals.records[0].refused_at))}
      </summary>
      <ul class="reasons">
        ${refusals.counts.map((count) => html`<li><code>${count.reason}</code> ${digits0(count.count)}</li>`)}
      </ul>
      <table>
        <caption class="for-screen-readers">The newest refused telemetry records</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Reason</th>
            <th scope="col">Record key</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          ${refusals.records.map(
            (refused) => html`<tr>
              <td>${clock(Date.parse(refused.refused_at))}</td>
              <td><code>${refused.reason}</code></td>
              <td>${refused.key}</td>
              <td class="detail">${refused.detail}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
  }
}

function digits0(count: number): string {
  return count < 1000 ? String(count) : digits(count);
}

customElements.define("kronborg-refused-telemetry", RefusedTelemetry);
