package dk.kronborg;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dk.kronborg.OperatorBrowser.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console in a real browser: what is the same on every page, the network, and its links. */
@ExtendWith({RunningNetwork.class, Chromium.class})
class ConsoleIT {

    /** Idle when the stores are full, which a network at rest comes to. */
    private static final Pattern YIELDS_KEY = Pattern.compile("Making keys|Idle");

    private final RunningDemo demo;
    private final DemoNetwork network;

    ConsoleIT(RunningDemo demo, DemoNetwork network) {
        this.demo = demo;
        this.network = network;
    }

    private static Locator row(Page page, String link) {
        return page.locator("tbody tr[data-link='" + link + "']");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void showsTheNetworkOnAMapAndItsLinksWithTheirFigures(OperatorBrowser browser) {
        Page page = browser.open("");

        assertThat(row(page, "MFA-MOD")).containsText(YIELDS_KEY);
        assertThat(page.locator("tbody tr[data-link]")).hasCount(network.links().size());
        assertThat(row(page, "MFA-MOD")).containsText(Pattern.compile("\\d kbit/s.*mSNU.*dB.*\\d s", Pattern.DOTALL));
        assertThat(page.getByRole(AriaRole.STATUS)).containsText(Pattern.compile("Live.*as of .* ago", Pattern.DOTALL));
        Locator map = page.locator(".map:not(.close)");
        assertThat(map.locator("[data-site]")).hasCount(3);
        assertThat(map.locator("a[data-link='MOD-DC2']")).hasAttribute("aria-label", Pattern.compile("MOD-DC2, .*"));
        assertThat(page.locator(".map.close [data-site]")).hasCount(2);
        assertAccessible(page);
    }

    @Test
    void asksWhoeverHasNotSignedInAndGoesOnThen(OperatorBrowser browser) {
        browser.expect("status of 401");
        DemoNetwork.Operator operator = network.operator("operator-1");
        Page page = browser.openSignedOut("");
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).isVisible();
        assertAccessible(page);

        page.keyboard().press("Escape");
        assertThat(dialog).isVisible();
        dialog.getByLabel("Name").fill(operator.name());
        Locator password = dialog.getByLabel("Password", new Locator.GetByLabelOptions().setExact(true));
        password.fill("a wrong password");
        page.keyboard().press("Enter");
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("Name or password is wrong");
        password.fill(operator.password());
        page.keyboard().press("Enter");

        assertThat(dialog).not().isVisible();
        assertThat(row(page, "MFA-MOD")).containsText(YIELDS_KEY);
        assertThat(page.locator(".account")).containsText("operator-1");
        button(page, "Sign out").click();
        assertThat(dialog).isVisible();
        assertThat(row(page, "MFA-MOD")).hasCount(0);
    }

    @Test
    void opensALinkFromTheMapByKeyboard(OperatorBrowser browser) {
        Page page = browser.open("");

        page.locator(".map:not(.close) a[data-link='MOD-DC2']").focus();
        page.keyboard().press("Enter");

        assertThat(page).hasURL(Pattern.compile("#/link/MOD-DC2$"));
        assertThat(heading(page, "MOD-DC2")).isFocused();
    }

    @Test
    void followsALinkThatBreaksAndRecovers(OperatorBrowser browser) throws IOException {
        Page page = browser.open("");
        assertThat(row(page, "MOD-DC2")).containsText(YIELDS_KEY);

        demo.fault("MOD-DC2", "cut");
        try {
            assertThat(row(page, "MOD-DC2")).containsText("No key");
            assertThat(page.locator("[aria-live=polite]")).containsText("MOD-DC2: No key");
            assertThat(page.locator(".attention")).containsText("link:MOD-DC2");
        } finally {
            demo.fault("MOD-DC2", "clear");
        }
        assertThat(row(page, "MOD-DC2")).containsText(YIELDS_KEY);
    }

    @Test
    void isSortedByKeyboard(OperatorBrowser browser) {
        Page page = browser.open("");
        Locator rate = button(page, "Secret key rate");

        rate.focus();
        page.keyboard().press("Enter");

        assertThat(page.locator("th[aria-sort=ascending]")).containsText("Secret key rate");
        assertThat(page.locator("tbody tr[data-link]").first()).hasAttribute("data-link", "MOD-DC2");
    }

    @Test
    void showsWhatALinkMeasuredOverAPeriod(OperatorBrowser browser) {
        Page page = browser.open("#/link/MFA-MOD");

        assertThat(page.locator("kronborg-charts canvas")).isVisible();
        assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("Excess noise"))
                        .first())
                .containsText(Pattern.compile("mSNU\\s+\\d"));
        assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("KME-MFA → KME-MOD")))
                .isVisible();
        assertThat(heading(page, "What ails it")).isVisible();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("15 min"))
                .click();
        assertThat(page).hasURL(Pattern.compile("period=15m"));
        assertThat(page.locator("[aria-current=true]")).hasText("15 min");
        assertAccessible(page);
    }

    @Test
    void announcesWorkOnALinkAndCallsItOff(OperatorBrowser browser) {
        Page page = browser.open("#/link/MOD-DC2");
        Locator works = page.locator("section[aria-labelledby=work]");

        button(page, "Announce work").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Why").fill("<img src=x onerror=alert(1)> new rack");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Announce work"))
                .click();

        assertThat(works).containsText("<img src=x onerror=alert(1)> new rack");
        assertThat(page.locator("main img")).hasCount(0);
        works.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Call off"))
                .click();
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Call off"))
                .click();
        assertThat(works.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Call off")))
                .hasCount(0);
    }

    @Test
    void refusesAPeriodThatEndsBeforeItBegins(OperatorBrowser browser) {
        Page page = browser.open("#/link/MFA-MOD");

        page.getByLabel("From", new Page.GetByLabelOptions().setExact(true)).fill("2026-03-02T10:00");
        page.getByLabel("to", new Page.GetByLabelOptions().setExact(true)).fill("2026-03-01T10:00");
        button(page, "Show").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("ends before it begins");
    }

    @Test
    void speaksDanishAndRemembersIt(OperatorBrowser browser) {
        Page page = browser.open("");
        assertThat(row(page, "MFA-MOD")).containsText(YIELDS_KEY);

        page.getByLabel("Language").selectOption("da");
        assertThat(heading(page, "Netværk")).isVisible();
        assertThat(row(page, "MFA-MOD")).containsText(Pattern.compile("Laver nøgler|Hviler"));

        page.reload();
        assertThat(heading(page, "Netværk")).isVisible();
        assertThat(page.locator("html")).hasAttribute("lang", "da");
    }

    @Test
    void isDarkForThoseWhoWantItDark(OperatorBrowser browser) {
        Page light = browser.open("");
        Page dark = browser.open("", ColorScheme.DARK, 1280, 720);
        assertThat(light.locator("h1")).isVisible();
        assertThat(dark.locator("h1")).isVisible();
        Object asTheSystem = background(light);

        assertThat(background(dark)).isNotEqualTo(asTheSystem);
        light.getByLabel("Theme").selectOption("dark");
        assertThat(background(light)).isEqualTo(background(dark));
        light.reload();
        assertThat(light.locator("h1")).isVisible();
        assertThat(background(light)).isEqualTo(background(dark));
    }

    private static Object background(Page page) {
        return page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void saysThatThereIsNoSuchPageOrLink(OperatorBrowser browser) {
        assertThat(heading(browser.open("#/nowhere"), "There is no such page")).isVisible();
        assertThat(browser.open("#/link/%3Cb%3EX").locator("main")).containsText("The network has no link <b>X.");
    }

    /** A frozen centre keeps its connections open and says nothing, which is harder to notice than a dead one. */
    @Test
    void saysWhenItCannotHearTheCentre(OperatorBrowser browser) throws IOException {
        browser.expect("Failed to load resource");
        Page page = browser.open("");
        assertThat(row(page, "MFA-MOD")).containsText(YIELDS_KEY);

        demo.pause("centre");
        try {
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("does not answer");
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Connection lost");
            assertThat(row(page, "MFA-MOD")).containsText("Stale");
        } finally {
            demo.resume("centre");
        }
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Live");
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
    }
}
