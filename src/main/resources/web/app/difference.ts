import { html, nothing, type TemplateResult } from "lit";
import type { Difference } from "./api";
import { named, t } from "./words";

/** What differs, part by part. */
export function differenceTable({ changes, total }: Difference): TemplateResult {
  return html`<table class="plain difference">
      <thead>
        <tr>
          <th scope="col">${t("inventory.part")}</th>
          <th scope="col">${t("inventory.change")}</th>
        </tr>
      </thead>
      <tbody>
        ${changes.map(
          (change) => html`<tr class=${change.change.toLowerCase()}>
            <th scope="row">${change.part.toLowerCase()} ${change.id}</th>
            <td>
              ${named("change", change.change)} ${change.touches_security ? html`<span class="tag">${t("alarms.security")}</span>` : nothing}
              ${change.members.map(
                (member) => html`<span class="member"
                  >${member.member}: ${member.old === null ? nothing : html`<del>${member.old}</del>`}
                  ${member.new === null ? nothing : html`<ins>${member.new}</ins>`}</span
                >`,
              )}
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${total > changes.length ? html`<p class="quiet">${t("network.more", { n: total - changes.length })}</p>` : nothing}`;
}
