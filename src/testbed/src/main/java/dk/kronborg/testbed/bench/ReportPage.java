package dk.kronborg.testbed.bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A report as one HTML page that needs nothing else: a table, and a plot of the rounds of each figure. */
final class ReportPage {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 150;
    private static final int LEFT = 70;
    private static final int EDGE = 14;

    private final Report report;

    ReportPage(Report report) {
        this.report = report;
    }

    String html() {
        String title = "Kronborg bench, " + report.began();
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>%s</title><style>
                body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
                table { border-collapse: collapse; } td, th { padding: .25rem .7rem; border-bottom: 1px solid #ccc; }
                td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
                .GOAL { color: #14663a; font-weight: 600; } .below { color: #a3172a; font-weight: 600; }
                figure { margin: 1.5rem 0; } svg { background: #fafafa; border: 1px solid #ddd; max-width: 100%%; }
                </style></head><body>
                <h1>%s</h1>
                <p>%s</p>
                <p>%d rounds after %d for warming up; arms of %s s, ours and the reference in turn. Judged is the median
                of the rounds.</p>
                <table><tr><th></th><th>what</th><th class="n">ours</th><th>reference</th><th class="n"></th>
                <th class="n">judged</th><th class="n">floor</th><th class="n">goal</th><th></th></tr>
                %s</table>
                %s</body></html>
                """.formatted(
                        escaped(title),
                        escaped(title),
                        facts(),
                        report.plan().rounds(),
                        report.plan().warmUp(),
                        Numbers.shown(report.plan().armSeconds()),
                        report.figures().stream().map(ReportPage::row).collect(Collectors.joining()),
                        report.figures().stream().map(ReportPage::plot).collect(Collectors.joining()));
    }

    private String facts() {
        return report.machine().entrySet().stream()
                .map((Map.Entry<String, String> fact) -> escaped(fact.getKey() + ": " + fact.getValue()))
                .collect(Collectors.joining("<br>"));
    }

    private static String row(Figure figure) {
        return """
                <tr><td>%s</td><td>%s, %s</td><td class="n">%s</td><td>%s</td><td class="n">%s</td><td class="n">%s</td>\
                <td class="n">%s</td><td class="n">%s</td><td class="%s">%s</td></tr>
                """.formatted(
                        figure.goal(),
                        escaped(figure.what()),
                        escaped(figure.unit()),
                        Numbers.shown(figure.medianOfOurs()),
                        escaped(figure.reference()),
                        Numbers.shown(figure.medianOfReference()),
                        Report.shown(figure, figure.value()),
                        Report.shown(figure, figure.bound().floor()),
                        Report.shown(figure, figure.bound().goal()),
                        figure.verdict().split(" ", 2)[0],
                        figure.verdict());
    }

    /** The rounds from left to right on a logarithmic scale, with floor and goal as lines. */
    private static String plot(Figure figure) {
        double[] values = DoubleStream.concat(
                        figure.points().stream().mapToDouble(figure::judged),
                        DoubleStream.of(figure.bound().floor(), figure.bound().goal(), figure.value()))
                .filter(value -> Double.isFinite(value) && value > 0)
                .toArray();
        double low = Math.log(DoubleStream.of(values).min().orElse(1)) - 0.1;
        double high = Math.log(DoubleStream.of(values).max().orElse(1)) + 0.1;
        StringBuilder svg = new StringBuilder();
        line(svg, figure, figure.bound().floor(), low, high, "floor", "#a3172a");
        line(svg, figure, figure.bound().goal(), low, high, "goal", "#14663a");
        line(svg, figure, figure.value(), low, high, "median", "#777");
        int count = figure.points().size();
        for (int i = 0; i < count; i++) {
            Point point = figure.points().get(i);
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%d\" cy=\"%.1f\" r=\"5\" fill=\"#1d4f91\"><title>round %d: %s, load %.1f, steal %.1f"
                            + " %%</title></circle>",
                    LEFT + (WIDTH - LEFT - EDGE) * (2 * i + 1) / (2 * count),
                    y(figure.judged(point), low, high),
                    i + 1,
                    Report.shown(figure, figure.judged(point)),
                    point.conditions().load(),
                    point.conditions().steal() * 100));
        }
        return """
                <figure><figcaption>%s: %s, %s</figcaption>
                <svg viewBox="0 0 %d %d" width="%d" height="%d" role="img">%s</svg></figure>
                """.formatted(
                        figure.goal(),
                        escaped(figure.what()),
                        escaped(figure.ratio() ? "ratio to " + figure.reference() : figure.unit()),
                        WIDTH,
                        HEIGHT,
                        WIDTH,
                        HEIGHT,
                        svg);
    }

    private static void line(
            StringBuilder svg, Figure figure, double value, double low, double high, String name, String colour) {
        if (!Double.isFinite(value) || value <= 0) {
            return;
        }
        double y = y(value, low, high);
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-dasharray=\"4 3\"/>"
                        + "<text x=\"4\" y=\"%.1f\" font-size=\"11\" fill=\"%s\">%s %s</text>",
                LEFT + EDGE,
                WIDTH - EDGE,
                y,
                y,
                colour,
                y + 4,
                colour,
                name,
                Report.shown(figure, value)));
    }

    private static double y(double value, double low, double high) {
        double share = (Math.log(value) - low) / (high - low);
        return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
