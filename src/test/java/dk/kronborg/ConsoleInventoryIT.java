package dk.kronborg;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dk.kronborg.OperatorBrowser.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dk.kronborg.testbed.client.DemoNetwork;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page where the network is changed. What touches security is signed elsewhere, with a key that the page never sees. */
@ExtendWith({RunningNetwork.class, Chromium.class})
class ConsoleInventoryIT {

    private static final String NETWORK = "/api/v1/network";
    private static final Pattern NAME = Pattern.compile("Data centre.*");
    private static final Pattern LONGITUDE = Pattern.compile("(?m)^( *)longitude: 12\\.356$");

    private final DemoNetwork network;
    private final CentreApi centre;
    private String before = "";

    ConsoleInventoryIT(DemoNetwork network) throws IOException {
        this.network = network;
        this.centre = new CentreApi(network);
    }

    private HttpResponse<String> inForce() {
        return centre.get(NETWORK, "application/yaml");
    }

    private void put(String document) {
        centre.send(
                NETWORK + "?why=meanwhile",
                "PUT",
                "application/yaml",
                document,
                "If-Match",
                inForce().headers().firstValue("ETag").orElseThrow());
    }

    @BeforeEach
    void remember() {
        before = inForce().body();
    }

    @AfterEach
    void restore() {
        put(before);
    }

    private static Locator text(Page page) {
        return page.locator("#text");
    }

    /** The page, once it has the document. */
    private static Page opened(OperatorBrowser browser) {
        Page page = browser.open("#/inventory");
        assertThat(text(page)).hasValue(Pattern.compile("kronborg-network/1"));
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void confirm(Page page, String deed) {
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Why").fill("a better <b>reason</b>");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(deed))
                .click();
    }

    @Test
    void showsTheDifferenceAndSavesIt(OperatorBrowser browser) {
        Page page = opened(browser);

        text(page).fill(NAME.matcher(before).replaceFirst("Data centre <b>South</b>"));
        button(page, "Show the difference").click();
        assertThat(page.locator(".difference")).containsText("site DC2");
        assertThat(page.locator(".difference ins")).hasText("Data centre <b>South</b>");
        assertAccessible(page);
        button(page, "Save").click();
        confirm(page, "Save");

        assertThat(page.locator("main [role=status]")).containsText("is in force");
        assertThat(page.locator("section[aria-labelledby=versions] li").first())
                .containsText("operator-1: a better <b>reason</b>");
        assertThat(inForce().body()).contains("Data centre <b>South</b>");
    }

    @Test
    void namesEveryFaultAndItsPlace(OperatorBrowser browser) {
        browser.expect("status of 400");
        Page page = opened(browser);

        text(page).fill(before.replace("latitude: 55.729", "latitude: 95.729"));
        button(page, "Show the difference").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("latitude -90 to 90");
        page.getByRole(AriaRole.ALERT).getByRole(AriaRole.BUTTON).first().click();
        assertThat(text(page)).isFocused();
    }

    @Test
    void losesNothingWhenSomebodyElseWasFaster(OperatorBrowser browser) {
        browser.expect("status of 412");
        Page page = opened(browser);
        String mine = NAME.matcher(before).replaceFirst("Data centre of mine");
        text(page).fill(mine);
        put(NAME.matcher(before).replaceFirst("Data centre of theirs"));

        button(page, "Show the difference").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Somebody else changed the network meanwhile");
        assertThat(page.locator(".difference ins")).hasText("Data centre of theirs");
        assertThat(text(page)).hasValue(mine);

        button(page, "Compare my text with the version in force").click();
        assertThat(page.locator(".difference del")).hasText("Data centre of theirs");
        assertThat(page.locator(".difference ins")).hasText("Data centre of mine");
    }

    @Test
    void keepsWhatWasTypedUntilItIsDiscarded(OperatorBrowser browser) {
        Page page = opened(browser);
        text(page).fill(before + "# not done yet\n");

        page.reload();
        assertThat(text(page)).hasValue(before + "# not done yet\n");

        page.onDialog(Dialog::accept);
        button(page, "Discard my changes").click();
        assertThat(text(page)).hasValue(before);
    }

    @Test
    void takesAnOfficersSignatureNeverTheKey(OperatorBrowser browser, @TempDir Path machine)
            throws IOException, InterruptedException {
        Page page = opened(browser);
        text(page).fill(LONGITUDE.matcher(before).replaceFirst("$1longitude: 12.356\n$1manned: false"));
        button(page, "Show the difference").click();
        assertThat(page.locator("section[aria-labelledby=difference]")).containsText("two officers have to approve it");
        button(page, "Propose to the officers").click();
        confirm(page, "Propose to the officers");
        assertThat(page.locator("main [role=status]").first()).containsText("Proposed");

        // Whoever proposed it does not bring approvals of it.
        Page other = browser.openAs("operator-2", "#/inventory");
        Locator proposal = other.locator("[data-proposal][data-state=OPEN]").first();
        proposal.getByRole(AriaRole.LINK).click();
        assertThat(proposal.locator(".difference")).containsText("manned");
        assertAccessible(other);
        Download download = other.waitForDownload(
                () -> button(other, "Download the proposal").click());
        Path file = machine.resolve("proposal.json");
        download.saveAs(file);
        proposal.getByLabel("Approval, as ./kronborg approve wrote it").fill(approval(file));
        button(other, "Hand in the approval").click();

        assertThat(other.locator("kronborg-proposals [role=status]")).containsText("Another officer has to approve");
        assertThat(proposal).containsText("1 of 2 approvals");
        button(other, "Withdraw").click();
        confirm(other, "Withdraw");
        assertThat(proposal.getByText("open,")).hasCount(0);
        assertThat(inForce().body()).isEqualTo(before);
    }

    /** As an officer makes it, on a machine of his own. */
    private String approval(Path file) throws IOException, InterruptedException {
        Path approval = file.resolveSibling("approval.json");
        Process officer = new ProcessBuilder(
                        Path.of("../kronborg").toRealPath().toString(),
                        "approve",
                        file.toString(),
                        "--key",
                        network.file("tls/map/anna.key.pem").toString(),
                        "--output",
                        approval.toString(),
                        "--yes")
                .redirectErrorStream(true)
                .start();
        officer.getOutputStream().close();
        String said = new String(officer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(officer.waitFor()).as(said).isZero();
        return Files.readString(approval);
    }
}
