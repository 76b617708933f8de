package dk.kronborg.linkmonitor.health;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.linkmonitor.telemetry.DeviceAlarm;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a link whose devices report this and that. */
class LinkMachineTest {

    private final Link cv = quick("MFA-MOD");
    private final Link dv = new DemoLink().network().link(new LinkId("MFA-MOD")).orElseThrow();

    private static Link quick(String id) {
        try (InputStream in = NetworkYaml.class.getResourceAsStream("/networks/quick.yaml")) {
            return NetworkYaml.parse(
                            new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8))
                    .link(new LinkId(id))
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aLinkInOrderGeneratesAndHasNoAlarm() {
        LinkStory story = new LinkStory(cv).reports(1);
        assertThat(story.health().keyGeneration()).isInstanceOf(KeyGeneration.Unknown.class);

        story.reports(600);
        assertThat(story.health().keyGeneration()).isInstanceOf(KeyGeneration.Generating.class);
        assertThat(story.health().security()).isInstanceOf(Security.Trusted.class);
        assertThat(story.health().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(story.told()).isEmpty();
    }

    @Test
    void aCutIsOneAlarmAndEndsByItself() {
        LinkStory story = new LinkStory(cv).reports(60).reports(1, metrics -> {
            LinkStory.nothing(metrics);
            metrics.put(Metric.CLASSICAL_SIGNAL, 0.0);
        });
        assertThat(story.conditions()).as("known by two reports, of both ends").hasSize(1);

        story.reports(60, metrics -> {
            LinkStory.nothing(metrics);
            metrics.put(Metric.CLASSICAL_SIGNAL, 0.0);
        });
        assertThat(story.health().keyGeneration()).isInstanceOf(KeyGeneration.Stalled.class);
        assertThat(story.health().security()).isInstanceOf(Security.Trusted.class);
        assertThat(story.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(condition.evidence().facts()).containsEntry("classical_signal", "absent");
        });

        story.reports(3);
        assertThat(story.health().keyGeneration()).isInstanceOf(KeyGeneration.Generating.class);
        story.reports(20);
        assertThat(story.conditions()).isEmpty();
        assertThat(story.classes()).containsExactly(LinkClass.FIBRE_CUT);
        assertThat(story.told()).containsExactly("link:MFA-MOD FIBRE_CUT");
    }

    @Test
    void aDeadDeviceIsOneAlarm() {
        LinkStory story = new LinkStory(cv).reports(60);
        story.speaking = Set.of(LinkSide.TRANSMITTER);
        story.reports(30, LinkStory::nothing);

        assertThat(story.told()).containsExactly("link:MFA-MOD DEVICE_OR_QUANTUM_CHANNEL_DOWN");
    }

    @Test
    void flappingIsOneAlarmToo() {
        LinkStory story = new LinkStory(cv).reports(60);
        for (int i = 0; i < 20; i++) {
            story.reports(2, metrics -> {
                LinkStory.nothing(metrics);
                metrics.put(Metric.CLASSICAL_SIGNAL, 0.0);
            });
            assertThat(story.conditions()).hasSize(1);
            story.reports(3);
            assertThat(story.conditions()).hasSize(1);
        }
        story.reports(20);

        assertThat(story.classes()).containsExactly(LinkClass.FIBRE_CUT);
        assertThat(story.conditions()).isEmpty();
    }

    @Test
    void aBendTakesLightFromBothChannels() {
        LinkStory story = new LinkStory(cv).reports(60).reports(60, metrics -> {
            metrics.merge(Metric.CHANNEL_LOSS, 1.5, Double::sum);
            metrics.merge(Metric.CLASSICAL_LOSS, 1.5, Double::sum);
            metrics.merge(Metric.SECRET_KEY_RATE, 0.4, (rate, share) -> rate * share);
        });
        assertThat(story.conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.severity()).isEqualTo(Severity.MINOR));

        story.reports(60);
        assertThat(story.told()).containsExactly("link:MFA-MOD FIBRE_DEGRADED");
        assertThat(story.conditions()).isEmpty();
        assertThat(story.health().security()).isInstanceOf(Security.Trusted.class);
    }

    @Test
    void aTapTakesLightFromOne() {
        for (double loss : new double[] {0.15, 0.8, 2.5}) {
            LinkStory story = new LinkStory(cv)
                    .reports(60)
                    .reports(60, metrics -> metrics.merge(Metric.CHANNEL_LOSS, loss, Double::sum))
                    .reports(60);

            assertThat(story.told()).as("%s dB", loss).containsExactly("link:MFA-MOD TAP_POSSIBLE");
            assertThat(story.conditions()).isEmpty();
        }
    }

    @Test
    void whatCreepsIsNoTap() {
        LinkStory story = new LinkStory(cv).reports(60);
        for (int i = 0; i < 360; i++) {
            double creep = 0.002 * i;
            story.reports(1, metrics -> metrics.merge(Metric.CHANNEL_LOSS, creep, Double::sum));
        }

        assertThat(story.told()).containsExactly("link:MFA-MOD LINK_DEGRADED");
    }

    @Test
    void noiseWithoutCauseIsSuspectedAndAboveNullQuarantined() {
        LinkStory story = new LinkStory(cv)
                .reports(60)
                .reports(30, metrics -> metrics.merge(Metric.EXCESS_NOISE, 0.03, Double::sum));
        assertThat(story.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.severity()).isEqualTo(Severity.MAJOR);
            assertThat(condition.evidence().numbers()).containsKeys("noise_z", "noise_ratio", "null_key_noise_snu");
        });
        assertThat(story.health().security()).isInstanceOf(Security.Suspect.class);

        story.reports(30, metrics -> {
            metrics.merge(Metric.EXCESS_NOISE, 0.4, Double::sum);
            metrics.put(Metric.SECRET_KEY_RATE, 0.0);
        });
        assertThat(story.health().security()).isInstanceOf(Security.Quarantined.class);
        assertThat(story.conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.severity()).isEqualTo(Severity.CRITICAL));

        story.reports(200);
        assertThat(story.health().security())
                .as("it takes people to end a quarantine")
                .isInstanceOf(Security.Quarantined.class);
        assertThat(story.conditions()).isEmpty();
        assertThat(story.told()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT");
    }

    @Test
    void aSuspicionThatPassesIsForgottenAfterAQuarterOfAnHour() {
        LinkStory story = new LinkStory(cv)
                .reports(60)
                .reports(10, metrics -> metrics.merge(Metric.EXCESS_NOISE, 0.03, Double::sum))
                .reports(80);
        assertThat(story.health().security()).isInstanceOf(Security.Suspect.class);

        story.reports(30);
        assertThat(story.health().security()).isInstanceOf(Security.Trusted.class);
    }

    @Test
    void newTrafficExplainsNoise() {
        LinkStory story = new LinkStory(cv).reports(60).reports(60, metrics -> {
            metrics.merge(Metric.EXCESS_NOISE, 0.02, Double::sum);
            metrics.put(Metric.CLASSICAL_CHANNELS, 20.0);
        });

        assertThat(story.told()).containsExactly("link:MFA-MOD NOISE_INTERFERENCE");
        assertThat(story.health().security()).isInstanceOf(Security.Trusted.class);
    }

    @Test
    void moreLightThanThereShouldBeNeedsAnOperator() {
        LinkStory story = new LinkStory(cv)
                .reports(60)
                .reports(30, metrics -> metrics.merge(Metric.CHANNEL_LOSS, -0.8, Double::sum))
                .reports(300);

        assertThat(story.told()).containsExactly("link:MFA-MOD CALIBRATION_OR_INJECTION");
        assertThat(story.conditions()).isEmpty();
        assertThat(story.health().security()).isInstanceOf(Security.Suspect.class);
    }

    @Test
    void anOpenDoorIsTamperUnlessWorkIsPlanned() {
        LinkStory tampered = new LinkStory(cv).reports(10).reports(1, metrics -> metrics.put(Metric.DOOR_OPEN, 1.0));
        assertThat(tampered.told()).containsExactly("link:MFA-MOD PHYSICAL_TAMPER");
        assertThat(tampered.health().security()).isInstanceOf(Security.Quarantined.class);

        LinkStory planned = new LinkStory(cv);
        planned.circumstances = planned.circumstances.duringWork();
        planned.reports(10).reports(10, metrics -> metrics.put(Metric.DOOR_OPEN, 1.0));
        assertThat(planned.told()).isEmpty();
    }

    @Test
    void endsThatMeasureDifferentlyDisagree() {
        LinkStory story = new LinkStory(cv).reports(10);
        for (int i = 0; i < 12; i++) {
            boolean[] first = {true};
            story.reports(1, metrics -> {
                metrics.merge(Metric.CHANNEL_LOSS, first[0] ? 0.0 : 0.45, Double::sum);
                metrics.merge(Metric.CHANNEL_LOSS, first[0] ? -0.2 : 0.0, Double::sum);
                first[0] = false;
            });
        }

        assertThat(story.classes()).contains(LinkClass.KEY_STORE_MISMATCH);
    }

    @Test
    void silenceIsNotHealthNorAtOnceAFault() {
        LinkStory story = new LinkStory(cv).reports(10).silence(Duration.ofSeconds(30));
        assertThat(story.conditions()).isEmpty();

        story.silence(Duration.ofSeconds(1));
        assertThat(story.health().freshness()).isEqualTo(Freshness.STALE);
        assertThat(story.health().keyGeneration()).isInstanceOf(KeyGeneration.Generating.class);
        assertThat(story.conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.severity()).isEqualTo(Severity.MINOR));

        story.silence(Duration.ofMinutes(2));
        assertThat(story.health().keyGeneration()).isInstanceOf(KeyGeneration.Unknown.class);
        story.silence(Duration.ofMinutes(10));
        assertThat(story.conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.severity()).isEqualTo(Severity.CRITICAL));

        story.reports(1);
        assertThat(story.conditions()).isEmpty();
        assertThat(story.told()).containsExactly("link:MFA-MOD TELEMETRY_SILENT");
    }

    @Test
    void oneSilentEndIsTheDevices() {
        LinkStory story = new LinkStory(cv).reports(10);
        story.speaking = Set.of(LinkSide.RECEIVER);
        story.reports(10);

        assertThat(story.told()).containsExactly("device:MFA-MOD-TX TELEMETRY_SILENT");
        assertThat(story.health().keyGeneration()).isInstanceOf(KeyGeneration.Generating.class);
    }

    @Test
    void aLinkThatWasNeverHeardGetsItsTime() {
        LinkStory story = new LinkStory(cv).silence(Duration.ofMinutes(2));
        assertThat(story.conditions()).isEmpty();

        story.silence(Duration.ofSeconds(5));
        assertThat(story.told()).containsExactly("link:MFA-MOD TELEMETRY_SILENT");
    }

    @Test
    void aClockThatIsOffIsTold() {
        LinkStory story = new LinkStory(cv).reports(10);
        story.receiverClock = Duration.ofSeconds(-20);
        story.reports(30);

        assertThat(story.told()).containsExactly("device:MFA-MOD-RX CLOCK_OFFSET");
    }

    @Test
    void aDevicesOwnAlarmIsTold() {
        LinkStory story = new LinkStory(cv).reports(10);
        story.alarms = List.of(
                new DeviceAlarm("FAN_FAILURE", Severity.MINOR, "fan 2"),
                new DeviceAlarm("LOSS_OF_SIGNAL", Severity.CRITICAL, "judged by readings"));
        story.reports(2);
        assertThat(story.told())
                .containsExactly(
                        "device:MFA-MOD-RX DEVICE_ALARM FAN_FAILURE", "device:MFA-MOD-TX DEVICE_ALARM FAN_FAILURE");

        story.alarms = List.of();
        story.reports(1);
        assertThat(story.conditions()).isEmpty();
    }

    @Test
    void aDiscreteVariableLinkIsJudgedByItsErrorRate() {
        LinkStory suspect = new LinkStory(dv).reports(10).reports(10, metrics -> metrics.put(Metric.QBER, 0.05));
        assertThat(suspect.told()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT");
        assertThat(suspect.health().security()).isInstanceOf(Security.Suspect.class);

        LinkStory aborted = new LinkStory(dv).reports(10).reports(10, metrics -> metrics.put(Metric.QBER, 0.12));
        assertThat(aborted.health().security()).isInstanceOf(Security.Quarantined.class);
    }

    @Test
    void aSignErrorRateOfAContinuousVariableLinkIsNoQber() {
        LinkStory story = new LinkStory(cv).reports(60, metrics -> metrics.put(Metric.SIGN_ERROR_RATE, 0.3));

        assertThat(story.told()).isEmpty();
    }

    @Test
    void noiseThatComesAndGoesIsTheWeather() {
        LinkStory story = new LinkStory(cv);
        for (int i = 0; i < 240; i++) {
            double wave = Math.sin(2 * Math.PI * i / 36) > 0 ? 0.0036 : 0;
            story.reports(1, metrics -> metrics.merge(Metric.EXCESS_NOISE, wave, Double::sum));
        }

        assertThat(story.health().baselines().noiseRhythm().regular()).isTrue();
        assertThat(story.classes()).contains(LinkClass.ENVIRONMENTAL).doesNotContain(LinkClass.EAVESDROP_SUSPECT);
    }

    @Test
    void aRateThatIsLowWithoutCauseIsTold() {
        LinkStory story = new LinkStory(cv)
                .reports(60)
                .reports(20, metrics -> metrics.merge(Metric.SECRET_KEY_RATE, 0.4, (rate, share) -> rate * share));
        assertThat(story.told()).containsExactly("link:MFA-MOD KEY_RATE_LOW");

        LinkStory usual = new LinkStory(cv);
        usual.circumstances = usual.circumstances.atKeyRate(
                0.4 * new LinkModel(cv).commissionedKeyRate().orElseThrow());
        usual.reports(20, metrics -> metrics.merge(Metric.SECRET_KEY_RATE, 0.4, (rate, share) -> rate * share));
        assertThat(usual.told()).as("as at this hour every day").isEmpty();
    }

    @Test
    void moreKeysUsedThanMadeIsToldAfterFiveMinutes() {
        double rate = new LinkModel(cv).commissionedKeyRate().orElseThrow();
        LinkStory story = new LinkStory(cv).reports(60);
        story.circumstances = Circumstances.usual(cv).withDemand(0.9 * rate);
        story.reports(60);
        assertThat(story.conditions()).isEmpty();

        story.circumstances = Circumstances.usual(cv).withDemand(1.2 * rate);
        story.reports(30);
        assertThat(story.conditions()).isEmpty();
        story.reports(1);
        assertThat(story.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.kind()).isEqualTo(AlarmKind.KEY_DEMAND_HIGH);
            assertThat(condition.severity()).isEqualTo(Severity.MINOR);
            assertThat(condition.text()).startsWith("120 %");
        });

        story.circumstances = Circumstances.usual(cv).withDemand(0.95 * rate);
        story.reports(31);
        assertThat(story.conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.severity()).isEqualTo(Severity.MINOR));
        story.circumstances = Circumstances.usual(cv).withDemand(0.85 * rate);
        story.reports(31);
        assertThat(story.conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.severity()).isEqualTo(Severity.WARNING));
        story.circumstances = Circumstances.usual(cv).withDemand(0.5 * rate);
        story.reports(31);
        assertThat(story.conditions()).isEmpty();
        assertThat(story.classes()).as("nothing ails the link").isEmpty();
    }

    @Test
    void whatAilsALinkExplainsThatItMakesTooFewKeys() {
        double rate = new LinkModel(cv).commissionedKeyRate().orElseThrow();
        LinkStory story = new LinkStory(cv).reports(60);
        story.circumstances = Circumstances.usual(cv).withDemand(0.6 * rate);

        story.reports(120, metrics -> {
            metrics.merge(Metric.CHANNEL_LOSS, 3.0, Double::sum);
            metrics.merge(Metric.CLASSICAL_LOSS, 3.0, Double::sum);
            metrics.put(Metric.SECRET_KEY_RATE, 0.4 * rate);
        });
        assertThat(story.told()).containsExactly("link:MFA-MOD FIBRE_DEGRADED");
        assertThat(story.health().guards())
                .hasEntrySatisfying(
                        Quantity.DEMAND, guard -> assertThat(guard.level()).isEqualTo(Severity.MINOR));
        story.reports(40);
        assertThat(story.conditions()).isEmpty();
        assertThat(story.told()).containsExactly("link:MFA-MOD FIBRE_DEGRADED");
    }

    @Test
    void anOverdueCalibrationIsTold() {
        LinkStory story = new LinkStory(cv).reports(10, metrics -> {
            metrics.put(Metric.CALIBRATION_AGE, 800.0);
            metrics.put(Metric.CALIBRATION_INTERVAL, 600.0);
        });

        assertThat(story.told()).containsExactly("link:MFA-MOD CALIBRATION_OVERDUE");
    }
}
