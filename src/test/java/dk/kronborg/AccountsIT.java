package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.account.shell.AccountCommand;
import dk.kronborg.testbed.client.DemoNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may use a running centre: sessions, tokens, roles, and the commands of docs/accounts.md. */
@ExtendWith(RunningNetwork.class)
class AccountsIT {

    private static final String SESSION = "/api/v1/session";
    private static final String LINKS = "/api/v1/links";
    private static final String PAGE = "X-Kronborg-Page";
    private static final Pattern MARKED =
            Pattern.compile("<!-- run by AccountsIT -->\n```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COOKIE = Pattern.compile("(__Host-kronborg-session=[A-Za-z0-9_-]*);(.*)");

    private final DemoNetwork network;
    private final CentreApi first;
    private final CentreApi second;
    private final CentreApi ministry;
    private final CentreApi nobody;

    AccountsIT(DemoNetwork network) throws IOException {
        this.network = network;
        this.first = new CentreApi(network);
        this.second = first.as("operator-2");
        this.ministry = first.as("ministry");
        this.nobody = first.with();
    }

    private HttpResponse<String> signIn(String name, String password) {
        return nobody.post(SESSION, "{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, password));
    }

    private static String cookie(HttpResponse<String> answer) {
        Matcher cookie =
                COOKIE.matcher(answer.headers().firstValue("Set-Cookie").orElseThrow());
        assertThat(cookie.matches()).isTrue();
        assertThat(cookie.group(2).split(";"))
                .extracting(String::strip)
                .contains("HttpOnly", "Secure", "SameSite=Strict", "Path=/");
        return cookie.group(1);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(CentreApi.parse(answer.body()).path("detail").asText()).contains(detail);
    }

    private String kronborg(int status, String... command) {
        List<String> arguments = new ArrayList<>(List.of(
                "--config",
                network.directory()
                        .resolve("centre/config/application.properties")
                        .toString()));
        arguments.addAll(List.of(command));
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        assertThat(AccountCommand.run(out, out, arguments.toArray(String[]::new)))
                .as(text.toString())
                .isEqualTo(status);
        return text.toString();
    }

    private static String printed(String what, String output) {
        Matcher line = Pattern.compile(what + ": (\\S+)").matcher(output);
        assertThat(line.find()).as(output).isTrue();
        return line.group(1);
    }

    private static String newName(String prefix) {
        return prefix + '-' + UUID.randomUUID().toString().substring(0, 8);
    }

    @Test
    void nobodyIsToldAnythingWithoutSigningIn() {
        for (String path : List.of(
                LINKS, "/api/v1/links/stream", "/api/v1/network", "/api/v1/saes", "/api/v1/account-events", SESSION)) {
            HttpResponse<String> refused = nobody.get(path);
            assertProblem(refused, 401, "Sign in at /api/v1/session");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"kronborg\"");
        }
        assertProblem(first.withToken("A".repeat(43)).get(LINKS), 401, "unknown or has ended");
        assertProblem(first.withToken("no token at all").get(LINKS), 401, "Sign in");
        assertProblem(first.with("Cookie", "__Host-kronborg-session=wrong").get(LINKS), 401, "unknown or has ended");
        assertThat(nobody.get("/").statusCode()).as("the page to sign in on").isEqualTo(200);
    }

    @Test
    void aSessionIsACookieThatOnlyTheConsoleCanUse() {
        HttpResponse<String> signedIn =
                signIn("operator-1", network.operator("operator-1").password());
        assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(200);
        String cookie = cookie(signedIn);
        CentreApi browser = first.with("Cookie", cookie);
        JsonNode session = CentreApi.parse(signedIn.body());
        String page = session.path("page_token").asText();
        assertThat(session.path("account").asText()).isEqualTo("operator-1");
        assertThat(browser.json(SESSION).path("page_token").asText()).isEqualTo(page);
        assertThat(browser.get(LINKS).statusCode()).isEqualTo(200);
        assertThat(first.with("Cookie", cookie, "Sec-Fetch-Site", "same-origin")
                        .get(LINKS)
                        .statusCode())
                .isEqualTo(200);

        String replay = "/api/v1/telemetry/refused/replay";
        String none = "{\"reason\": \"TOO_LARGE\", \"key\": \"nobody's\"}";
        assertProblem(browser.post(replay, none), 403, "page_token");
        assertProblem(first.with("Cookie", cookie, PAGE, "f".repeat(64)).post(replay, none), 403, "page_token");
        assertProblem(
                first.with("Cookie", cookie, PAGE, page, "Origin", "https://evil.example")
                        .post(replay, none),
                403,
                "page_token");
        assertProblem(
                first.with("Cookie", cookie, PAGE, page, "Sec-Fetch-Site", "cross-site")
                        .post(replay, none),
                403,
                "page_token");
        String origin = "https://" + network.centre().url().getAuthority();
        HttpResponse<String> sent =
                first.with("Cookie", cookie, PAGE, page, "Origin", origin).post(replay, none);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        assertProblem(
                nobody.with("Origin", "https://evil.example")
                        .post(SESSION, "{\"name\": \"operator-1\", \"password\": \"whatever it is\"}"),
                403,
                "own pages");

        assertProblem(browser.send(SESSION, "DELETE", "application/json", ""), 403, "page_token");
        HttpResponse<String> out =
                first.with("Cookie", cookie, PAGE, page).send(SESSION, "DELETE", "application/json", "");
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(gone -> assertThat(gone).contains("Max-Age=0"));
        assertProblem(browser.get(LINKS), 401, "unknown or has ended");
        assertProblem(first.send(SESSION, "DELETE", "application/json", ""), 409, "./kronborg account");
    }

    @Test
    void whoHasNotTheRoleIsRefused() {
        String lock = "{\"action\": \"LOCK\", \"text\": \"exercise\"}";
        String auditor = newName("auditor");
        kronborg(0, "add", auditor, "--role", "AUDITOR", "--no-password");
        CentreApi reader = first.withToken(printed("token", kronborg(0, "token", auditor, "--for", "a test")));

        assertThat(reader.get(LINKS).statusCode()).isEqualTo(200);
        assertThat(reader.get("/api/v1/account-events").statusCode()).isEqualTo(200);
        assertProblem(reader.post("/api/v1/links/MFA-MOD/actions", lock), 403, "no role for that");
        assertProblem(first.get("/api/v1/account-events"), 403, "no role for that");
        assertProblem(second.send("/api/v1/network", "PUT", "application/yaml", "sites: []"), 403, "no role for that");
        assertProblem(
                first.post("/api/v1/network/proposals/" + UUID.randomUUID() + "/approvals", "{}"), 403, "no role");
        assertProblem(second.post("/api/v1/enrolments?kme=KME-DC2&why=a%20test", ""), 403, "no role for that");

        kronborg(0, "change", auditor, "--role", "NOC_OPERATOR");
        assertProblem(
                reader.post("/api/v1/links/MFA-MOD/actions", lock.replace("LOCK", "REVOKE")), 403, "SECURITY_OFFICER");
        kronborg(0, "remove", auditor);
        assertProblem(reader.get(LINKS), 401, "unknown or has ended");
    }

    @Test
    void aMinistrySeesItsOwnSaesOnly() {
        List<String> own = network.operator("ministry").saes();
        assertThat(own).isNotEmpty();

        assertThat(ids(ministry)).containsExactlyInAnyOrderElementsOf(own);
        assertThat(ids(first)).hasSize(network.saes().size()).containsAll(own);
        assertThat(ministry.json(SESSION).path("saes")).hasSameSizeAs(own);
        for (String path : List.of(
                LINKS,
                "/api/v1/links/stream",
                "/api/v1/network",
                "/api/v1/network/versions",
                "/api/v1/network/proposals",
                "/api/v1/alarms",
                "/api/v1/stores",
                "/api/v1/enrolments",
                "/api/v1/planning/failures",
                "/restconf/data/etsi-qkd-sdn-node:qkd_node?kme=KME-MFA")) {
            assertProblem(ministry.get(path), 403, "no role for that");
        }
    }

    private static List<String> ids(CentreApi centre) {
        return centre.json("/api/v1/saes").path("saes").findValuesAsText("id");
    }

    @Test
    void wrongPasswordsLockAnAccountAndItsTokensGoOn() {
        String name = newName("anna");
        String password = printed("password", kronborg(0, "add", name, "--role", "VIEWER"));
        CentreApi script =
                first.withToken(printed("token", kronborg(0, "token", name, "--for", "a test", "--days", "1")));
        HttpResponse<String> unknown = signIn(newName("nobody"), "wrong password");
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> wrong = signIn(name, "wrong password");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).as("nobody is told which names there are").isEqualTo(unknown.body());
            assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        }

        assertThat(signIn(name, password).statusCode()).isEqualTo(401);
        assertThat(script.get(LINKS).statusCode()).isEqualTo(200);
        assertThat(kronborg(0, "list")).contains(name + "  [VIEWER]  locked until ");
        kronborg(0, "unlock", name);
        assertThat(signIn(name, password).statusCode()).isEqualTo(200);
        assertThat(kronborg(0, "journal", "--last", "8"))
                .contains(
                        "LOCKED_OUT  " + name + "  by " + name + " from 127.0.0.1", "UNLOCKED  " + name + "  by shell:")
                .doesNotContain(password);
        assertThat(second.json("/api/v1/account-events?limit=1")
                        .path("events")
                        .path(0)
                        .path("kind")
                        .asText())
                .isEqualTo("SIGNED_IN");
    }

    @Test
    void somebodyChangesTheirPassword() {
        String name = newName("bent");
        String password = printed("password", kronborg(0, "add", name, "--role", "VIEWER"));
        CentreApi before = first.with("Cookie", cookie(signIn(name, password)));
        String change = "{\"name\": \"%s\", \"password\": \"%s\", \"new_password\": \"%s\"}";

        assertProblem(nobody.post(SESSION, change.formatted(name, password, "short")), 400, "12 to 200 characters");
        HttpResponse<String> changed = nobody.post(SESSION, change.formatted(name, password, "another good password"));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);

        assertThat(first.with("Cookie", cookie(changed)).get(LINKS).statusCode())
                .isEqualTo(200);
        assertProblem(before.get(LINKS), 401, "unknown or has ended");
        assertThat(signIn(name, password).statusCode()).isEqualTo(401);
        assertThat(signIn(name, "another good password").statusCode()).isEqualTo(200);
        for (String wrong : List.of("", "{}", "{\"name\": \"x\"}", "[]", "{\"name\": 7")) {
            assertThat(nobody.post(SESSION, wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void aStreamEndsWithWhatLetItIn() {
        String name = newName("screen");
        kronborg(0, "add", name, "--role", "VIEWER", "--no-password");
        CentreApi screen = first.withToken(printed("token", kronborg(0, "token", name, "--for", "the wall")));
        String id = kronborg(0, "tokens", name).split(" ", 2)[0];
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Thread listener = Thread.ofVirtual().start(() -> {
            try (Stream<String> lines = screen.lines("/api/v1/links/stream")) {
                lines.forEach(told::add);
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> !told.isEmpty());

        kronborg(0, "revoke", name, id);

        await().atMost(Duration.ofSeconds(60)).until(() -> !listener.isAlive());
        assertProblem(screen.get(LINKS), 401, "unknown or has ended");
    }

    @Test
    void whatIsWrittenForScriptsIsForTheirOwnerOnly() throws IOException, InterruptedException {
        Path curl = network.directory().resolve("operators/operator-1/centre.curl");
        for (Path secret : List.of(curl, network.directory().resolve("accounts.json"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .as(secret.toString())
                    .isEqualTo("rw-------");
        }
        Process process = new ProcessBuilder(
                        "curl",
                        "--fail",
                        "-K",
                        curl.toString(),
                        network.centre().url().resolve(LINKS).toString())
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(answer).contains("MFA-MOD");
    }

    @Test
    void theCommandsThatAreDocumentedWork() throws IOException, InterruptedException {
        Matcher marked = MARKED.matcher(Files.readString(Path.of("../docs/accounts.md")));
        StringBuilder output = new StringBuilder();
        while (marked.find()) {
            String commands = marked.group(1)
                    .replace("./kronborg", "../kronborg")
                    .replace(".kronborg/demo", network.directory().toString())
                    .replace("https://127.0.0.1:7100", network.centre().url().toString());
            Process shell = new ProcessBuilder("bash", "-euc", commands)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(said).isZero();
            output.append(said);
        }

        assertThat(output)
                .contains(
                        "anna is added",
                        "ministry-of-defence  [MINISTRY] [SAE-MOD-1, SAE-MOD-2]",
                        "reports  [VIEWER]  no password",
                        "anna  [VIEWER, SECURITY_OFFICER]",
                        "the monthly report",
                        "anna is removed",
                        "\"SAE-MFA-1\"");
    }

    @Test
    void theCommandSaysWhatIsWrong() {
        assertThat(kronborg(2, "add", "no name", "--role", "VIEWER")).contains("1 to 100 of a-z");
        assertThat(kronborg(2, "add", "x", "--role", "KING")).contains("KING");
        assertThat(kronborg(1, "add", "operator-1", "--role", "VIEWER")).contains("there is an account operator-1");
        assertThat(kronborg(1, "add", "x", "--role", "MINISTRY")).contains("names its SAEs");
        assertThat(kronborg(1, "add", "x", "--role", "CONFIG_PROPOSER,CONFIG_APPROVER"))
                .contains("two accounts");
        assertThat(kronborg(1, "unlock", newName("none"))).contains("there is no account none-");
        assertThat(kronborg(1, "token", "operator-1", "--for", "ever", "--days", "400"))
                .contains("1 to 366 days");
        StringWriter text = new StringWriter();
        assertThat(AccountCommand.run(
                        new PrintWriter(text),
                        new PrintWriter(text),
                        "--config",
                        network.directory().resolve("KME-MFA/none").toString(),
                        "list"))
                .isEqualTo(1);
        assertThat(text.toString()).contains("cannot be read");
    }
}
