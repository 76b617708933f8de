import { html, nothing, type TemplateResult } from "lit";
import { words } from "./api";
import { Part, refusal } from "./part";
import { t } from "./words";

/** Something that a person is about to do, and has to give a reason for. */
export interface Deed {
  title: string;
  /** What follows from it. */
  text?: string;
  further?: TemplateResult;
  reasonRequired: boolean;
  /** Does it; what fails is shown, and what was typed stays. */
  act: (why: string, form: FormData) => Promise<unknown>;
}

/** Asks who does something and why, and does it. */
class ActDialog extends Part {
  static properties = { deed: { state: true }, trouble: { state: true }, busy: { state: true } };

  private declare deed: Deed | undefined;
  private declare trouble: string;
  private declare busy: boolean;

  constructor() {
    super();
    this.trouble = "";
    this.busy = false;
  }

  async open(deed: Deed): Promise<void> {
    this.deed = deed;
    this.trouble = "";
    await this.updateComplete;
    this.querySelector("dialog")?.showModal();
  }

  protected render(): TemplateResult {
    const deed = this.deed;
    return html`<dialog aria-labelledby="deed" @close=${() => (this.deed = undefined)}>
      ${deed
        ? html`<form @submit=${(event: SubmitEvent) => void this.act(event, deed)}>
            <h2 id="deed">${deed.title}</h2>
            ${deed.text ? html`<p>${deed.text}</p>` : nothing} ${deed.further ?? nothing}
            <label>${t("act.why")} <textarea name="why" rows="3" maxlength="1000" ?required=${deed.reasonRequired}></textarea></label>
            ${refusal(this.trouble)}
            <p class="buttons">
              <button type="submit" class="main" ?disabled=${this.busy}>${deed.title}</button>
              <button type="button" @click=${() => this.querySelector("dialog")?.close()}>${t("act.cancel")}</button>
            </p>
          </form>`
        : nothing}
    </dialog>`;
  }

  private async act(event: SubmitEvent, deed: Deed): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    try {
      await deed.act(String(form.get("why")), form);
      this.querySelector("dialog")?.close();
    } catch (error) {
      this.trouble = words(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define("kronborg-act", ActDialog);

/** Opens the one dialog of the page. */
export function perform(deed: Deed): void {
  void document.querySelector<ActDialog>("kronborg-act")?.open(deed);
}
