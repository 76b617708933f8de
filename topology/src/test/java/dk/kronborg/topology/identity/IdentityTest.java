package dk.kronborg.topology.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    @Test
    void readsBackWhatItWrites() {
        Identity identity = new Identity(new DomainId("DK.QCI"), Identity.Role.SAE, "enc:01");

        assertThat(identity.urn()).isEqualTo("urn:kronborg:DK.QCI:sae:enc:01");
        assertThat(Identity.parse(identity.urn())).isEqualTo(identity);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "urn:kronborg:DK.QCI:sae",
                "urn:kronborg:DK.QCI:sae:",
                "urn:kronborg::sae:x",
                "urn:kronborg:DK.QCI:SAE:x",
                "urn:kronborg:DK.QCI:king:x",
                "urn:other:DK.QCI:sae:x",
                "urn:kronborg:DK.QCI:sae:a/b",
                "urn:kronborg:DK.QCI:sae:a\n"
            })
    void refusesWhatIsNoIdentity(String urn) {
        assertThatThrownBy(() -> Identity.parse(urn)).isInstanceOf(IllegalArgumentException.class);
    }
}
