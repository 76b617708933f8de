package dk.kronborg.console.access;

import dk.kronborg.account.AccountStore.Granted;
import dk.kronborg.account.Role;
import dk.kronborg.account.SignIn;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Looks up who a grant lets in, with the roles that the account has now. */
@Singleton
class GrantIdentities implements IdentityProvider<GrantRequest> {

    static final String GRANTED = "kronborg.granted";
    static final String SECRET = "kronborg.secret";

    private final InjectableInstance<SignIn> signIn;

    /** By an instance: a KME has no accounts. */
    GrantIdentities(InjectableInstance<SignIn> signIn) {
        this.signIn = signIn;
    }

    @Override
    public Class<GrantRequest> getRequestType() {
        return GrantRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(GrantRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> signIn.get()
                .granted(request.secret(), request.kind())
                .map(granted -> identity(granted, request))
                .orElseThrow(() -> new AuthenticationFailedException("the session or token has ended")));
    }

    private static SecurityIdentity identity(Granted granted, GrantRequest request) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(granted.account().name().value()))
                .addRoles(granted.account().roles().stream().map(Role::name).collect(Collectors.toSet()))
                .addAttribute(GRANTED, granted)
                .addAttribute(SECRET, request.secret())
                .build();
    }
}
