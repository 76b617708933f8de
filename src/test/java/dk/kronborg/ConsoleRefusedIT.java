package dk.kronborg;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dk.kronborg.OperatorBrowser.assertAccessible;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dk.kronborg.testbed.client.DemoNetwork;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of refused telemetry, which holds whatever anybody sent. */
@ExtendWith({RunningNetwork.class, Chromium.class})
class ConsoleRefusedIT {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private final DemoNetwork network;

    ConsoleRefusedIT(DemoNetwork network) {
        this.network = network;
    }

    @Test
    void showsWhatWasRefusedAndSendsItAgain(OperatorBrowser browser) {
        try (TelemetryBus bus = new TelemetryBus(network.kafka())) {
            bus.put(HOSTILE, HOSTILE.getBytes(StandardCharsets.UTF_8));
        }
        Page page = browser.open("#/refused");
        Locator rows = page.locator("tbody tr");

        assertThat(rows.first()).isVisible();
        page.getByLabel("Record key").fill(HOSTILE);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Filter"))
                .click();
        assertThat(page).hasURL(Pattern.compile("key="));
        assertThat(rows.first()).containsText(HOSTILE);
        rows.first().getByText("Excerpt").click();
        assertThat(rows.first().locator("pre")).hasText(HOSTILE);
        assertThat(page.locator("main img")).hasCount(0);
        assertAccessible(page);

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send these again"))
                .click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Send these again"))
                .click();
        assertThat(page.locator("main [role=status]")).containsText("1 sent again");
    }
}
