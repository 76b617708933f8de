package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A browser for the tests that ask for an {@link OperatorBrowser}: started once for all of them, with windows of its own
 * for each test. A test fails if one of its pages complains on the browser's console.
 */
public final class Chromium implements ParameterResolver, AfterEachCallback {

    /** Of the browser, for whatever a test waits for; the machine may be busy with a whole network. */
    private static final double PATIENCE_MS = 90_000;

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Chromium.class);

    private record Started(Playwright playwright, Browser browser) implements AutoCloseable {
        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == OperatorBrowser.class;
    }

    @Override
    public OperatorBrowser resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Browser browser = context.getRoot()
                .getStore(HERE)
                .computeIfAbsent(Started.class, key -> start(), Started.class)
                .browser();
        OperatorBrowser windows =
                new OperatorBrowser(browser, RunningNetwork.of(context).network(), PATIENCE_MS);
        context.getStore(HERE).put(OperatorBrowser.class, windows);
        return windows;
    }

    /** Without a browser there is nothing to test; the build server has one. */
    private static Started start() {
        Optional<Path> program = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(program.isPresent(), "no Chromium is installed");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Started(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(program.get())
                                .setArgs(List.of("--no-sandbox", "--disable-gpu"))));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        OperatorBrowser windows = context.getStore(HERE).get(OperatorBrowser.class, OperatorBrowser.class);
        if (windows != null) {
            windows.close();
            assertThat(windows.complaints()).as("said on the browser's console").isEmpty();
        }
    }
}
