package dk.kronborg;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console in a real browser. */
@ExtendWith(RunningNetwork.class)
class ConsoleIT {

    private static final double PATIENCE_MS = 60_000;
    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);

    /** Idle when the stores are full, which a network at rest comes to. */
    private static final Pattern YIELDS_KEY = Pattern.compile("Making keys|Idle");

    private static Optional<Playwright> playwright = Optional.empty();
    private static Optional<Browser> browser = Optional.empty();

    private final RunningDemo demo;
    private final DemoNetwork network;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    ConsoleIT(RunningDemo demo, DemoNetwork network) {
        this.demo = demo;
        this.network = network;
    }

    /** Without a browser there is nothing to test; the build server has one. */
    @BeforeAll
    static void open() {
        Optional<Path> program = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(program.isPresent(), "no Chromium is installed");
        Playwright tool = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        playwright = Optional.of(tool);
        browser = Optional.of(tool.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program.get())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu"))));
    }

    @AfterAll
    static void close() {
        browser.ifPresent(Browser::close);
        playwright.ifPresent(Playwright::close);
    }

    private Page console(ColorScheme scheme) {
        // The operator plane's test authority is none of the browser's.
        BrowserContext context = browser.orElseThrow()
                .newContext(new Browser.NewContextOptions()
                        .setIgnoreHTTPSErrors(true)
                        .setColorScheme(scheme)
                        .setViewportSize(1280, 720));
        signIn(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
        page.onPageError(complaints::add);
        page.navigate(network.centre().url().toString());
        assertThat(row(page, "MFA-MOD")).containsText(YIELDS_KEY, PATIENTLY);
        return page;
    }

    private void signIn(BrowserContext context) {
        DemoNetwork.Operator operator = network.operator("operator-1");
        APIResponse answer = context.request()
                .post(
                        network.centre().url().resolve("/api/v1/session").toString(),
                        RequestOptions.create()
                                .setData(Map.of("name", operator.name(), "password", operator.password())));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static Locator row(Page page, String link) {
        return page.locator("tbody tr[data-link='" + link + "']");
    }

    @Test
    void listsTheLinksWithTheirFigures() {
        Page page = console(ColorScheme.LIGHT);

        assertThat(page.locator("tbody tr[data-link]")).hasCount(network.links().size());
        assertThat(row(page, "MFA-MOD")).containsText(Pattern.compile("\\d kbit/s.*mSNU.*dB.*\\d s", Pattern.DOTALL));
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Live");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "console-links.png").toAbsolutePath()));
        assertThat(complaints).isEmpty();
    }

    @Test
    void followsALinkThatBreaksAndRecovers() throws IOException {
        Page page = console(ColorScheme.LIGHT);

        demo.fault("MOD-DC2", "cut");
        try {
            assertThat(row(page, "MOD-DC2")).containsText("No key", PATIENTLY);
            assertThat(page.locator("[aria-live=polite]")).containsText("MOD-DC2: No key");
        } finally {
            demo.fault("MOD-DC2", "clear");
        }
        assertThat(row(page, "MOD-DC2")).containsText(YIELDS_KEY, PATIENTLY);
    }

    @Test
    void asksWhoeverHasNotSignedInAndGoesOnThen() {
        DemoNetwork.Operator operator = network.operator("operator-1");
        BrowserContext context =
                browser.orElseThrow().newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
        Page page = context.newPage();
        page.navigate(network.centre().url().toString());
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).isVisible();

        page.keyboard().press("Escape");
        assertThat(dialog).isVisible();
        dialog.getByLabel("Name").fill(operator.name());
        dialog.getByLabel("Password", new Locator.GetByLabelOptions().setExact(true))
                .fill("a wrong password");
        page.keyboard().press("Enter");
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("Name or password is wrong");
        dialog.getByLabel("Password", new Locator.GetByLabelOptions().setExact(true))
                .fill(operator.password());
        page.keyboard().press("Enter");

        assertThat(dialog).not().isVisible();
        assertThat(row(page, "MFA-MOD")).containsText(YIELDS_KEY, PATIENTLY);
        assertThat(page.locator(".account")).containsText("operator-1");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(dialog).isVisible();
        assertThat(row(page, "MFA-MOD")).hasCount(0);
    }

    @Test
    void isSortedByKeyboard() {
        Page page = console(ColorScheme.LIGHT);
        Locator rate = page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Secret key rate")));

        rate.focus();
        page.keyboard().press("Enter");

        assertThat(page.locator("th[aria-sort=ascending]")).containsText("Secret key rate");
        assertThat(page.locator("tbody tr[data-link]").first()).hasAttribute("data-link", "MOD-DC2");
    }

    @Test
    void isDarkForThoseWhoWantItDark() {
        Object light = background(console(ColorScheme.LIGHT));
        Object dark = background(console(ColorScheme.DARK));

        assertThat(light).isNotEqualTo(dark);
        assertThat(complaints).isEmpty();
    }

    private static Object background(Page page) {
        return page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void saysWhenItCannotHearTheCentre() throws IOException, InterruptedException {
        Page page = console(ColorScheme.LIGHT);

        signal("STOP");
        try {
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("does not answer", PATIENTLY);
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Connection lost");
        } finally {
            signal("CONT");
        }
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Live", PATIENTLY);
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
    }

    /** A frozen centre keeps its connections open and says nothing, which is harder to notice than a dead one. */
    private void signal(String name) throws IOException, InterruptedException {
        String centre = Long.toString(demo.process("centre").pid());
        assertThat(new ProcessBuilder("kill", "-" + name, centre).start().waitFor())
                .isZero();
    }
}
