import type { Alarm } from "./api";
import { moment } from "./figures";
import { t } from "./words";

/** What people do about an alarm. */
export function attention(alarm: Alarm): string {
  return t(`attention.${alarm.operator_state}`, {
    who: [alarm.operator?.operator, alarm.second_operator?.operator].filter((name) => name !== undefined).join(", "),
    time: alarm.shelved_until ? moment(alarm.shelved_until) : "",
  });
}
