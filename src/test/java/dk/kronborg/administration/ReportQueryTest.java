package dk.kronborg.administration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.SaeId;
import io.vertx.core.MultiMap;
import java.time.YearMonth;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportQueryTest {

    private static MultiMap parameters() {
        return MultiMap.caseInsensitiveMultiMap();
    }

    @Test
    void aMonthOfAllOrOfOneSae() {
        YearMonth november = YearMonth.of(2026, 11);
        assertThat(ReportQuery.of("2026-11", parameters())).isEqualTo(new ReportQuery(november, Optional.empty()));
        assertThat(ReportQuery.of("2026-11", parameters().add("sae", "SAE-MFA-1")))
                .isEqualTo(new ReportQuery(november, Optional.of(new SaeId("SAE-MFA-1"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-13", "2026-00", "2026", "2026-1", "26-11", "2026-11-01", "+12026-11", "november", "2019-12"
            })
    void saysWhatAMonthIs(String month) {
        assertThatThrownBy(() -> ReportQuery.of(month, parameters()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a month is year and month from 2020-01, such as 2026-11, got \"" + month + '"');
    }

    @Test
    void saysWhatParametersThereAre() {
        assertThatThrownBy(() -> ReportQuery.of("2026-11", parameters().add("sea", "SAE-MFA-1")))
                .hasMessage("the parameter of a report is sae, got [sea]");
        assertThatThrownBy(() -> ReportQuery.of(
                        "2026-11", parameters().add("sae", "SAE-MFA-1").add("sae", "SAE-MFA-2")))
                .hasMessage("sae is one SAE ID or left out, got 2");
        assertThatThrownBy(() -> ReportQuery.of("2026-11", parameters().add("sae", "SAE/1")))
                .hasMessageContaining("SAE ID");
    }
}
