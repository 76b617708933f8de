package dk.kronborg;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dk.kronborg.OperatorBrowser.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.postgres.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of alarms in a storm: a thousand at once, one of them the cause of five hundred, with hostile texts. */
@ExtendWith({RunningNetwork.class, Chromium.class})
class ConsoleAlarmsIT {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    /**
     * As replicas of the centre would have written them. They begin with x, by which they are taken away again, and are of the
     * centre: alarms of what the network does not have are over at once.
     */
    private static final String STORM = """
            with cause as (
                insert into alarm (id, resource, kind, qualifier, severity, worst, trend, text, evidence, first_raised_at,
                                   raised_at, changed_at, occurrences, planned, attention)
                select gen_random_uuid(), 'centre:x-STORM', 'FIBRE_CUT', '', 'CRITICAL', 'CRITICAL', 'NO_CHANGE',
                       '%1$s', '{"numbers":{},"facts":{"note":"%1$s"}}', now(), now(), now(), 1, false, 'none'
                returning id),
            others as (
                insert into alarm (id, resource, kind, qualifier, severity, worst, trend, text, evidence, first_raised_at,
                                   raised_at, changed_at, occurrences, planned, root_cause, attention)
                select gen_random_uuid(), 'centre:x-' || i, 'LINK_DEGRADED', '', 'MINOR', 'MINOR', 'NO_CHANGE', '%1$s',
                       '{"numbers":{},"facts":{}}', now() - i * interval '1 s', now() - i * interval '1 s',
                       now() - i * interval '1 s', 1, false, case when i %% 2 = 0 then (select id from cause) end, 'none'
                  from generate_series(1, 1000) as i
                returning id)
            insert into alarm_change (alarm_id, at, what, severity, text, told)
            select id, now(), 'RAISED', 'CRITICAL', '%1$s', true from cause
            """.formatted(HOSTILE);

    private static final String CALM = """
            delete from alarm_change where alarm_id in (select id from alarm where resource like '%:x-%');
            delete from alarm where resource like '%:x-%' and root_cause is not null;
            delete from alarm where resource like '%:x-%';
            """;

    /** Who correlates would find that nothing explains these; AlarmHerald's turn is taken for as long as the test runs. */
    private static final String HERALD_WAITS = "select pg_advisory_lock(x'6b726f6e616c726d'::bigint)";

    private final Connection database;

    ConsoleAlarmsIT(RunningDemo demo) throws SQLException, IOException {
        Database superuser = demo.superuser();
        this.database = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + superuser.port() + "/centre", superuser.name(), superuser.password());
    }

    private void write(String statements) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(statements);
        }
    }

    @BeforeEach
    void storm() throws SQLException {
        write(HERALD_WAITS);
        write(STORM);
    }

    @AfterEach
    void calm() throws SQLException {
        write(CALM);
        database.close();
    }

    private static Locator alarm(Page page, String resource) {
        return page.locator("tr[data-resource='" + resource + "']");
    }

    private static Locator button(Locator place, String name) {
        return place.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aStormIsOneCauseAndPagesOfTheRest(OperatorBrowser browser) {
        Page page = browser.open("#/alarms");

        assertThat(alarm(page, "centre:x-STORM")).containsText("500 explained");
        assertThat(page.locator("tr[data-alarm]")).hasCount(50);
        assertThat(alarm(page, "centre:x-2")).hasCount(0);
        assertAccessible(page);

        alarm(page, "centre:x-STORM").getByRole(AriaRole.BUTTON).click();
        assertThat(page.locator("tr.child")).hasCount(500);
        alarm(page, "centre:x-STORM").getByRole(AriaRole.BUTTON).click();
        assertThat(page.locator("tr.child")).hasCount(0);

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Older"))
                .click();
        assertThat(alarm(page, "centre:x-STORM")).hasCount(0);
        assertThat(page.locator("tr[data-alarm]")).hasCount(50);
    }

    @Test
    void theAddressKeepsTheView(OperatorBrowser browser) {
        Page page = browser.open("#/alarms");
        page.getByLabel("At least").selectOption("CRITICAL");

        assertThat(page.locator("tr[data-alarm]", new Page.LocatorOptions().setHasText("Minor")))
                .hasCount(0);
        assertThat(alarm(page, "centre:x-STORM")).isVisible();
        Page other = browser.open(page.url().substring(page.url().indexOf('#')));
        assertThat(alarm(other, "centre:x-STORM")).isVisible();
        assertThat(other.getByLabel("At least")).hasValue("CRITICAL");

        page.getByLabel("Resource").fill("centre:x-2");
        page.getByLabel("At least").selectOption("");
        assertThat(page).hasURL(Pattern.compile("resource=centre%3Ax-2"));
        assertThat(page.locator("tr[data-alarm]")).hasCount(1);
    }

    @Test
    void acknowledgesShelvesAndTakesFromTheShelf(OperatorBrowser browser) {
        Page page = browser.open("#/alarms");
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        Locator detail = page.locator("kronborg-alarm");

        alarm(page, "centre:x-STORM").getByRole(AriaRole.LINK).click();
        assertThat(detail).containsText(HOSTILE);
        assertThat(detail).containsText("What to do");
        assertThat(page.locator("main img")).hasCount(0);
        button(detail, "Acknowledge").click();
        dialog.getByLabel("Why").fill("called the owner");
        button(dialog, "Acknowledge").click();

        assertThat(detail).containsText("acknowledged by operator-1: called the owner");
        assertThat(alarm(page, "centre:x-STORM")).containsText("acknowledged by operator-1");
        assertThat(detail.locator(".history")).containsText("acknowledged, Critical, operator-1");
        assertAccessible(page);

        button(detail, "Shelve").click();
        button(dialog, "Shelve").click();
        assertThat(alarm(page, "centre:x-STORM")).hasCount(0);
        assertThat(detail).containsText("shelved by operator-1 until");
        button(detail, "Unshelve").click();
        button(dialog, "Unshelve").click();
        assertThat(alarm(page, "centre:x-STORM")).containsText("nobody yet");
    }

    @Test
    void whatIsOverIsClosedWithAReason(OperatorBrowser browser) throws SQLException {
        write("update alarm set severity = 'CLEARED' where resource = 'centre:x-STORM'");
        Page page = browser.open("#/alarms?resource=centre%3Ax-STORM");
        Locator dialog = page.getByRole(AriaRole.DIALOG);

        alarm(page, "centre:x-STORM").getByRole(AriaRole.LINK).click();
        button(page.locator("kronborg-alarm"), "Close alarm").click();
        dialog.getByLabel("Why").fill("spliced");
        button(dialog, "Close alarm").click();

        assertThat(page.locator("kronborg-alarm")).containsText("closed by operator-1: spliced");
        assertThat(page.getByText("No alarms.")).isVisible();
        page.getByLabel("Shown").selectOption("ALL");
        assertThat(alarm(page, "centre:x-STORM")).containsText("closed by operator-1");
    }
}
