package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import dk.kronborg.testbed.client.DemoNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The console as an operator has it before himself. */
final class OperatorBrowser {

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;

    private static final String OPERATOR = "operator-1";

    private final Browser browser;
    private final DemoNetwork network;
    private final double patienceMillis;
    private final List<BrowserContext> windows = new ArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private Predicate<String> expected = complaint -> false;

    OperatorBrowser(Browser browser, DemoNetwork network, double patienceMillis) {
        this.browser = browser;
        this.network = network;
        this.patienceMillis = patienceMillis;
    }

    /** A window of its own, which remembers nothing of others, with that page, such as {@code #/alarms}. */
    Page open(String address) {
        return open(address, ColorScheme.LIGHT, WIDTH, HEIGHT);
    }

    Page open(String address, ColorScheme scheme, int width, int height) {
        return open(window(scheme, width, height, Optional.of(OPERATOR)), address);
    }

    /** The same, before somebody else, such as {@code operator-2}. */
    Page openAs(String operator, String address) {
        return open(window(ColorScheme.LIGHT, WIDTH, HEIGHT, Optional.of(operator)), address);
    }

    /** The same, before nobody in particular. */
    Page openSignedOut(String address) {
        return open(window(ColorScheme.LIGHT, WIDTH, HEIGHT, Optional.empty()), address);
    }

    private BrowserContext window(ColorScheme scheme, int width, int height, Optional<String> operator) {
        // The operator plane's test authority is none of the browser's.
        BrowserContext window = browser.newContext(new Browser.NewContextOptions()
                .setIgnoreHTTPSErrors(true)
                .setLocale("en-GB")
                .setColorScheme(scheme)
                .setViewportSize(width, height));
        windows.add(window);
        operator.map(network::operator).ifPresent(known -> signIn(window, known));
        return window;
    }

    private void signIn(BrowserContext window, DemoNetwork.Operator operator) {
        APIResponse answer = window.request()
                .post(
                        address("api/v1/session"),
                        RequestOptions.create()
                                .setTimeout(patienceMillis)
                                .setData(Map.of("name", operator.name(), "password", operator.password())));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private String address(String path) {
        return network.centre().url().resolve("/" + path).toString();
    }

    private Page open(BrowserContext window, String address) {
        Page page = window.newPage();
        page.setDefaultTimeout(patienceMillis);
        page.setDefaultNavigationTimeout(patienceMillis);
        page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
        page.onPageError(complaints::add);
        page.navigate(address(address));
        return page;
    }

    /** A part of what is said on the console that is no mistake in this test, such as that the centre is away. */
    void expect(String part) {
        Predicate<String> before = expected;
        expected = complaint -> before.test(complaint) || complaint.contains(part);
    }

    List<String> complaints() {
        return complaints.stream().filter(expected.negate()).toList();
    }

    /** Everybody can use it: no rule of axe is broken, in either theme. */
    static void assertAccessible(Page page) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            assertThat(new AxeBuilder(page).setLegacyMode(true).analyze().getViolations())
                    .as(scheme + " " + page.url())
                    .isEmpty();
        }
    }

    void close() {
        windows.forEach(BrowserContext::close);
        windows.clear();
    }
}
