package dk.kronborg.console.access;

import dk.kronborg.account.Grant;
import dk.kronborg.account.GrantSecret;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets browsers in by a cookie and scripts by a token, {@code Authorization: Bearer}.
 *
 * <p>A browser sends cookies along with what another site's page makes it send. So a request with a cookie is refused if it
 * comes from another site, and if it changes something without the page token, which only the console's own pages know.
 */
@Singleton
class GrantMechanism implements HttpAuthenticationMechanism {

    /** Browsers take it from HTTPS only, and for this very host. */
    static final String COOKIE = "__Host-kronborg-session";

    static final String PAGE_TOKEN = "X-Kronborg-Page";

    /** Attribute of a failure: it is known who asks, and may not be asked like that. */
    static final String FORBIDDEN = "kronborg.forbidden";

    private static final String BEARER = "Bearer ";
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        HttpServerRequest request = context.request();
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            return token(authorization)
                    .map(secret -> identities.authenticate(new GrantRequest(secret, Grant.Kind.TOKEN)))
                    .orElseGet(() -> Uni.createFrom().nullItem());
        }
        Cookie cookie = request.getCookie(COOKIE);
        if (cookie == null) {
            return Uni.createFrom().nullItem();
        }
        Optional<GrantSecret> secret = secret(cookie.getValue());
        if (secret.isEmpty()) {
            return Uni.createFrom().failure(new AuthenticationFailedException("the cookie holds no session"));
        }
        boolean trusted = READING.contains(request.method()) || isOfOurPage(request, secret.get());
        if (isForeign(request) || !trusted) {
            return Uni.createFrom()
                    .failure(new AuthenticationFailedException(
                            "no page of the console sent this", Map.of(FORBIDDEN, true)));
        }
        return identities.authenticate(new GrantRequest(secret.get(), Grant.Kind.SESSION));
    }

    /** None if it is not one of ours; then it may be somebody else's. */
    private static Optional<GrantSecret> token(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? secret(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static Optional<GrantSecret> secret(String text) {
        try {
            return Optional.of(GrantSecret.of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether a browser says that a page of another site sent it. */
    static boolean isForeign(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !origin.equals("https://" + request.authority());
    }

    private static boolean isOfOurPage(HttpServerRequest request, GrantSecret secret) {
        String given = request.getHeader(PAGE_TOKEN);
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8),
                        secret.pageToken().getBytes(StandardCharsets.UTF_8));
    }

    /** No word that makes a browser ask for a password by itself. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", AccessProblems.CHALLENGE));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(GrantRequest.class);
    }
}
