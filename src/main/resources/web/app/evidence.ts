import { html, nothing, type TemplateResult } from "lit";
import { plain } from "./figures";
import { t } from "./words";

/** What a judgement rests on: measured values, with the unit in their names, and facts. */
export function evidence(numbers: Record<string, number>, facts: Record<string, string>): TemplateResult | typeof nothing {
  const rows = [
    ...Object.entries(numbers).map(([name, value]) => [name, plain(value)] as const),
    ...Object.entries(facts),
  ];
  return rows.length === 0
    ? nothing
    : html`<h3>${t("link.evidence")}</h3>
        <table class="plain">
          <tbody>
            ${rows.map(
              ([name, value]) => html`<tr>
                <th scope="row">${name.replaceAll("_", " ")}</th>
                <td>${value}</td>
              </tr>`,
            )}
          </tbody>
        </table>`;
}
