package dk.kronborg.process;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A process without a role does nothing, and should say so rather than seem to run. */
@ApplicationScoped
class ProcessRole {

    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start,
            @ConfigProperty(name = "kronborg.role") Optional<String> role) {
        if (role.isEmpty()) {
            throw new IllegalStateException(
                    "this process has no role: start it with -Dquarkus.profile=kme or -Dquarkus.profile=centre");
        }
    }
}
