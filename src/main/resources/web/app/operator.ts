import { html, type TemplateResult } from "lit";
import { t } from "./words";

/** Who acts, as stated: the browser remembers the name that was given last, and every request that changes something says it. */
const NAME = "kronborg.operator";

/** The members or parameters of a request that say who acts. */
export function acting(): { operator: string } {
  return { operator: localStorage.getItem(NAME) ?? "" };
}

/** Where the name is given; part of every form that changes something. */
export function operatorField(): TemplateResult {
  return html`<label
    >${t("act.operator")}
    <input
      name="operator"
      required
      maxlength="100"
      autocomplete="off"
      .value=${acting().operator}
      @change=${(event: Event) => localStorage.setItem(NAME, (event.target as HTMLInputElement).value.trim())}
  /></label>`;
}
