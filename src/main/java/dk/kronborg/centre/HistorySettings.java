package dk.kronborg.centre;

import dk.kronborg.linkmonitor.history.HistoryRetention;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the centre keeps each part of the history. */
@ConfigMapping(prefix = "kronborg.centre.history")
interface HistorySettings {

    /** Every event; one that is older by a day less is not taken. */
    @WithDefault("31d")
    Duration readings();

    /** What the devices signed; 0 for not at all. */
    @WithDefault("7d")
    Duration signed();

    /** Roll-ups of 1 minute. */
    @WithDefault("90d")
    Duration minutes();

    /** Roll-ups of 15 minutes. */
    @WithDefault("730d")
    Duration quarters();

    /** Roll-ups of 1 day. */
    @WithDefault("7300d")
    Duration days();

    /** All of them, checked. */
    default HistoryRetention retention() {
        return new HistoryRetention(readings(), signed(), minutes(), quarters(), days());
    }
}
