import { html, nothing, svg, type TemplateResult } from "lit";
import type { TrendPoint } from "./api";
import { keyRate } from "./figures";
import { t } from "./words";

const WIDTH = 140;
const HEIGHT = 30;
const PAD = 3;

/** The course of a key rate over a time, from zero up; broken where nothing was reported. */
export function sparkLine(points: TrendPoint[], since: number, until: number): TemplateResult | typeof nothing {
  if (points.length < 2) {
    return html`<span class="quiet">${t("link.trend.none")}</span>`;
  }
  const most = Math.max(...points.map((point) => point.mean), 1);
  const least = Math.min(...points.map((point) => point.mean));
  const place = (point: TrendPoint) => ({
    x: PAD + ((Date.parse(point.start) - since) / (until - since)) * (WIDTH - 2 * PAD),
    y: HEIGHT - PAD - (point.mean / most) * (HEIGHT - 2 * PAD),
  });
  const usual = usualStep(points);
  const path = points
    .map((point, i) => {
      const broken = i === 0 || Date.parse(point.start) - Date.parse(points[i - 1].start) > 2.5 * usual;
      const { x, y } = place(point);
      return `${broken ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
  const end = place(points[points.length - 1]);
  const low = keyRate(least);
  const high = keyRate(most);
  const words = t("link.trend.words", { low: low.text, high: high.text, unit: high.unit });
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} role="img"
      aria-label=${words}>
      <title>${words}</title>
      ${svg`<line class="ground" x1=${PAD} x2=${WIDTH - PAD} y1=${HEIGHT - PAD} y2=${HEIGHT - PAD} />
        <path d=${path} />
        <circle cx=${end.x.toFixed(1)} cy=${end.y.toFixed(1)} r="2.2" />`}
    </svg>`;
}

function usualStep(points: TrendPoint[]): number {
  const steps = points.slice(1).map((point, i) => Date.parse(point.start) - Date.parse(points[i].start));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)];
}
