package dk.kronborg.console.access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What somebody signs in by. */
@Schema(name = "SignIn")
@JsonNaming(SnakeCaseStrategy.class)
record SignInJson(
        @Schema(required = true, examples = "operator-1") @Nullable
        String name,

        @Schema(required = true, format = "password") @Nullable
        String password,

        @Schema(description = "to have another one from now on, 12 to 200 characters", format = "password") @Nullable
        String newPassword) {

    /** Without the passwords. */
    @Override
    public String toString() {
        return "sign-in of " + name;
    }
}
