package dk.kronborg;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dk.kronborg.OperatorBrowser.assertAccessible;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of keys: pools, what they rest on, and the way they go. */
@ExtendWith({RunningNetwork.class, Chromium.class})
class ConsoleKeysIT {

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void showsPoolsAndPolicies(OperatorBrowser browser) {
        Page page = browser.open("#/keys");

        assertThat(page.locator("tr[data-pool='KME-MFA KME-MOD QKD']"))
                .containsText(Pattern.compile("direct.*QKD.*of .*bit, \\d+ %", Pattern.DOTALL));
        assertThat(page.locator("section[aria-labelledby=policies]")).containsText("ALWAYS_HYBRID");
        assertAccessible(page);

        page.getByLabel("KME or grade").fill("mod");
        button(page, "Filter").click();
        assertThat(page).hasURL(Pattern.compile("find=mod"));
        assertThat(page.locator("tr[data-pool]", new Page.LocatorOptions().setHasNotText("KME-MOD")))
                .hasCount(0);
    }

    @Test
    void findsTheWayThatKeysTake(OperatorBrowser browser) {
        Page page = browser.open("#/keys");
        Locator paths = page.locator("section[aria-labelledby=paths]");

        paths.locator("[name=from]").selectOption("KME-MFA");
        paths.locator("[name=to]").selectOption("KME-DC2");
        button(page, "Find").click();
        assertThat(paths).containsText("KME-MFA → KME-MOD → KME-DC2");
        assertThat(paths).containsText("2 pad bits for a bit of key");

        paths.locator("[name=to]").selectOption("KME-MFA");
        button(page, "Find").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("two different KMEs");
    }
}
