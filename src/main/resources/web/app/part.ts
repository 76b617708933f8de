import { html, LitElement, nothing, type TemplateResult } from "lit";
import { settings } from "./settings";
import { t } from "./words";

/** A part of the console. Drawn without a shadow, so that one style sheet and one outline hold for the whole page. */
export abstract class Part extends LitElement {
  private readonly redraw = (): void => this.requestUpdate();

  /** Draws anew when one of these says `change`. */
  protected readonly follows: EventTarget[] = [settings];

  protected createRenderRoot(): HTMLElement {
    return this;
  }

  connectedCallback(): void {
    super.connectedCallback();
    this.follows.forEach((source) => source.addEventListener("change", this.redraw));
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.follows.forEach((source) => source.removeEventListener("change", this.redraw));
  }
}

/** What the centre refused, in its own words. */
export function refusal(words: string): TemplateResult | typeof nothing {
  return words === "" ? nothing : html`<p class="notice bad" role="alert"><strong>${t("shell.trouble")}:</strong> ${words}</p>`;
}
