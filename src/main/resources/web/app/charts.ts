import { CustomChart, LineChart } from "echarts/charts";
import { AxisPointerComponent, GridComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { html, type PropertyValues, type TemplateResult } from "lit";
import type { Severity } from "./api";
import { plain } from "./figures";
import { Part } from "./part";
import { settings } from "./settings";

echarts.use([
  AxisPointerComponent,
  CanvasRenderer,
  CustomChart,
  GridComponent,
  LineChart,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
]);

/** A quantity over time; between two points that are further apart than a step, nothing is known. */
export interface Course {
  name: string;
  unit: string;
  lines: { name: string; points: [number, number | null][] }[];
  marks: { name: string; value: number; severity?: Severity }[];
  fromZero: boolean;
}

/** Something that lasted from one time to another. */
export interface Span {
  from: number;
  to: number;
  name: string;
  severity: Severity | "WORK";
}

const HEIGHT = 132;
const GAP = 38;
const LANES = 44;
const LEFT = 74;
const RIGHT = 118;
const STYLES = ["solid", "dashed", "dotted"] as const;

/** Courses one below the other over one time axis, alarms and planned work above them. */
class Charts extends Part {
  static properties = {
    from: { attribute: false },
    to: { attribute: false },
    courses: { attribute: false },
    spans: { attribute: false },
    label: { attribute: false },
  };

  declare from: number;
  declare to: number;
  declare courses: Course[];
  declare spans: Span[];
  declare label: string;

  private chart?: echarts.ECharts;
  private readonly size = new ResizeObserver(() => this.chart?.resize());

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size.disconnect();
    this.chart?.dispose();
    this.chart = undefined;
  }

  protected render(): TemplateResult {
    return html`<div class="canvas" role="img" aria-label=${this.label}></div>`;
  }

  protected updated(_changes: PropertyValues): void {
    const place = this.querySelector<HTMLElement>(".canvas");
    if (!place) {
      return;
    }
    place.style.height = `${LANES + GAP + this.courses.length * (HEIGHT + GAP) + 16}px`;
    if (!this.chart) {
      this.chart = echarts.init(place);
      this.size.observe(place);
    }
    this.chart.resize();
    this.chart.setOption(this.option(), { notMerge: true });
  }

  private option(): echarts.EChartsCoreOption {
    const colour = colours(this);
    const grids = [{ top: GAP - 8, height: LANES }, ...this.courses.map((_, i) => ({ top: GAP + LANES + 22 + i * (HEIGHT + GAP), height: HEIGHT }))];
    const text = { color: colour("quiet"), fontSize: 12 };
    const decimal = (value: number) => plain(value);
    return {
      animation: false,
      backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(this).fontFamily },
      aria: { enabled: false },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      tooltip: {
        trigger: "axis",
        // Markup would need a laxer Content-Security-Policy, and names come from elsewhere.
        renderMode: "richText",
        backgroundColor: colour("sheet"),
        borderColor: colour("line"),
        textStyle: { color: colour("text"), fontSize: 12 },
        valueFormatter: (value: unknown) => (typeof value === "number" ? decimal(value) : "\u2014"),
      },
      title: this.courses.map((course, i) => ({
        text: `${course.name}, ${course.unit}`,
        left: LEFT - 60,
        top: grids[i + 1].top - 26,
        textStyle: { color: colour("text"), fontSize: 13, fontWeight: 600 },
      })),
      grid: grids.map((grid) => ({ ...grid, left: LEFT, right: RIGHT })),
      xAxis: grids.map((_, i) => ({
        type: "time",
        gridIndex: i,
        min: this.from,
        max: this.to,
        axisLine: { lineStyle: { color: colour("line") } },
        axisTick: { show: i === grids.length - 1 },
        axisLabel: { ...text, show: i === grids.length - 1, hideOverlap: true },
        splitLine: { show: true, lineStyle: { color: colour("line"), opacity: 0.5 } },
      })),
      yAxis: [
        { type: "value", gridIndex: 0, min: 0, max: 3, show: false },
        ...this.courses.map((course, i) => ({
          type: "value",
          gridIndex: i + 1,
          scale: !course.fromZero,
          min: (shown: Extent) => least(course, shown),
          max: (shown: Extent) => most(course, shown),
          splitNumber: 3,
          axisLabel: { ...text, formatter: decimal },
          splitLine: { lineStyle: { color: colour("line") } },
        })),
      ],
      series: [this.lanes(colour), ...this.courses.flatMap((course, i) => this.lines(course, i + 1, colour))],
    };
  }

  private lines(course: Course, index: number, colour: (name: string) => string): object[] {
    const marks = course.marks.map((mark) => ({
      yAxis: mark.value,
      lineStyle: { color: colour(mark.severity ? severityColour(mark.severity) : "text"), type: mark.severity ? "dashed" : "solid", width: 1 },
      label: { formatter: mark.name, color: colour(mark.severity ? severityColour(mark.severity) : "text"), fontSize: 11, position: "end" },
    }));
    return course.lines.map((line, i) => ({
      type: "line",
      name: line.name,
      xAxisIndex: index,
      yAxisIndex: index,
      data: line.points,
      showSymbol: line.points.length < 3,
      symbolSize: 4,
      connectNulls: false,
      lineStyle: { color: colour(i === 0 ? "brand" : "text"), width: 1.6, type: STYLES[i % STYLES.length] },
      itemStyle: { color: colour(i === 0 ? "brand" : "text") },
      markLine: i === 0 ? { silent: true, symbol: "none", data: marks } : undefined,
    }));
  }

  /** Three rows, so that what overlaps is seen. */
  private lanes(colour: (name: string) => string): object {
    const spans = this.spans;
    return {
      type: "custom",
      name: "",
      xAxisIndex: 0,
      yAxisIndex: 0,
      tooltip: { show: false },
      data: spans.map((span, i) => [span.from, span.to, i]),
      encode: { x: [0, 1] },
      clip: true,
      renderItem: (_params: unknown, api: { value(i: number): number; coord(at: number[]): number[] }) => {
        const i = api.value(2);
        const span = spans[i];
        const [left, bottom] = api.coord([Math.max(this.from, span.from), i % 3]);
        const [right, top] = api.coord([Math.min(this.to, span.to), (i % 3) + 0.8]);
        const width = Math.max(3, right - left);
        const tone = colour(span.severity === "WORK" ? "quiet" : severityColour(span.severity));
        return {
          type: "group",
          children: [
            {
              type: "rect",
              shape: { x: left, y: top, width, height: bottom - top },
              style: { fill: span.severity === "WORK" ? "transparent" : tone, stroke: tone, lineDash: span.severity === "WORK" ? [4, 3] : null },
            },
            {
              type: "text",
              style: { text: width > 60 ? span.name : "", x: left + 4, y: top + 1, width: width - 8, overflow: "truncate", fontSize: 10, fill: span.severity === "WORK" ? colour("text") : colour("sheet") },
            },
          ],
        };
      },
    };
  }

  protected override readonly follows = [settings];
}

interface Extent {
  min: number;
  max: number;
}

/** What is marked is in sight, too. */
function most(course: Course, shown: Extent): number | null {
  const values = [shown.max, ...course.marks.map((mark) => mark.value)].filter(Number.isFinite);
  return course.marks.length === 0 || values.length === 0 ? null : rounded(Math.max(...values) * 1.04, Math.ceil);
}

function least(course: Course, shown: Extent): number | null {
  const values = [shown.min, ...course.marks.map((mark) => mark.value)].filter(Number.isFinite);
  if (course.marks.length === 0 || values.length === 0) {
    return null;
  }
  const lowest = Math.min(...values);
  return course.fromZero ? Math.min(0, lowest) : rounded(lowest * 0.96, Math.floor);
}

/** To two digits. */
function rounded(value: number, way: (value: number) => number): number {
  const size = 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) - 1);
  return way(value / size) * size;
}

function severityColour(severity: Severity): string {
  return { CRITICAL: "bad", MAJOR: "major", MINOR: "warn", WARNING: "warn", INDETERMINATE: "quiet", CLEARED: "quiet" }[severity];
}

/** The colours of the present theme, as the canvas understands them. */
function colours(place: HTMLElement): (name: string) => string {
  const probe = document.createElement("span");
  place.append(probe);
  const found = new Map<string, string>();
  for (const name of ["text", "quiet", "line", "sheet", "brand", "bad", "major", "warn"]) {
    probe.style.color = `var(--${name})`;
    found.set(name, getComputedStyle(probe).color);
  }
  probe.remove();
  return (name) => found.get(name) ?? "";
}

customElements.define("kronborg-charts", Charts);
