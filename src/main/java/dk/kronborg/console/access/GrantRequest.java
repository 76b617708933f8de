package dk.kronborg.console.access;

import dk.kronborg.account.Grant;
import dk.kronborg.account.GrantSecret;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks who the secret of a grant lets in. */
class GrantRequest extends BaseAuthenticationRequest {

    private final GrantSecret secret;
    private final Grant.Kind kind;

    GrantRequest(GrantSecret secret, Grant.Kind kind) {
        this.secret = secret;
        this.kind = kind;
    }

    GrantSecret secret() {
        return secret;
    }

    Grant.Kind kind() {
        return kind;
    }
}
