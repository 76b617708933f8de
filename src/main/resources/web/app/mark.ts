import { html, svg, type TemplateResult } from "lit";
import type { Severity } from "./api";
import { type LinkState, SHAPES } from "./state";
import { named } from "./words";

/** The state of a link: a shape and a word. */
export function mark(state: LinkState): TemplateResult {
  return html`<span class="mark ${state}">${shape(state)}${named("state", state)}</span>`;
}

export function shape(state: LinkState): TemplateResult {
  return html`<svg class="shape" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
    <path fill-rule="evenodd" d=${SHAPES[state]} />
  </svg>`;
}

const LEVELS: Record<Severity, number> = { CRITICAL: 4, MAJOR: 3, MINOR: 2, WARNING: 1, INDETERMINATE: 1, CLEARED: 0 };

/** How severe something is: as many bars as it is bad, and a word. */
export function severityMark(severity: Severity): TemplateResult {
  const bars = [0, 1, 2, 3].map(
    (i) => svg`<rect x=${i * 4} y=${10 - i * 3} width="3" height=${4 + i * 3} class=${i < LEVELS[severity] ? "on" : "off"} />`,
  );
  return html`<span class="severity ${severity.toLowerCase()}"
    ><svg viewBox="0 0 16 14" width="16" height="14" aria-hidden="true">${bars}</svg>${named("severity", severity)}</span
  >`;
}
