package dk.kronborg;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Takes the pictures of docs/console.md, with one link cut so that there is something to see. */
@ExtendWith({RunningNetwork.class, Chromium.class})
@EnabledIfSystemProperty(named = "kronborg.pictures", matches = "write")
class ConsolePicturesIT {

    private static final String CUT = "MOD-DC2";

    private final RunningDemo demo;

    ConsolePicturesIT(RunningDemo demo) {
        this.demo = demo;
    }

    @Test
    void ofEveryPageInBothThemes(OperatorBrowser browser) throws IOException {
        demo.fault(CUT, "cut");
        try {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = browser.open("", scheme, 1280, 800);
                assertThat(page.locator(".attention")).containsText("link:" + CUT);
                take(page, "network", scheme);
                page.navigate(page.url().replaceFirst("#.*|$", "#/link/" + CUT + "?period=15m"));
                assertThat(page.locator("section[aria-labelledby=diagnosis]")).containsText("Fibre cut");
                take(page, "link", scheme);
                page.navigate(page.url().replaceFirst("#.*", "#/alarms"));
                page.locator("tr[data-resource='link:" + CUT + "'] a").first().click();
                assertThat(page.locator("kronborg-alarm")).containsText("What to do");
                take(page, "alarms", scheme);
                page.navigate(page.url().replaceFirst("#.*", "#/keys"));
                assertThat(page.locator("[data-pool]").first()).isVisible();
                take(page, "keys", scheme);
                page.navigate(page.url().replaceFirst("#.*", "#/inventory"));
                page.locator("#text")
                        .fill(page.locator("#text").inputValue().replace("Data centre", "Computing centre"));
                page.getByText("Show the difference").click();
                assertThat(page.locator(".difference")).isVisible();
                take(page, "inventory", scheme);
                page.navigate(page.url().replaceFirst("#.*", "#/refused"));
                assertThat(page.getByText("records refused ever")).isVisible();
                take(page, "refused", scheme);
            }
        } finally {
            demo.fault(CUT, "clear");
        }
    }

    private static void take(Page page, String name, ColorScheme scheme) {
        page.mouse().move(0, 0);
        page.screenshot(new Page.ScreenshotOptions()
                .setType(ScreenshotType.PNG)
                .setPath(Path.of("../docs/console", name + '-' + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
    }
}
