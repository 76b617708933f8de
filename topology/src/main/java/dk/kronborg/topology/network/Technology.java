package dk.kronborg.topology.network;

import java.util.Arrays;

/**
 * How a link makes keys, by the names on the wire: the identities of ETSI GS QKD 015 V2.1.1, and entanglement, for
 * which it has none.
 */
public enum Technology {
    CV_QKD("CV-QKD"),
    DV_QKD("DV-QKD"),
    DV_QKD_COW("DV-QKD-COW"),
    DV_QKD_2WS("DV-QKD-2Ws"),
    /** Entanglement-based, the source between the ends or at one of them (BBM92, E91). */
    DV_QKD_EB("DV-QKD-EB");

    private final String wireName;

    Technology(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /**
     * The technology of that wire name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Technology ofWireName(String name) {
        return Arrays.stream(values())
                .filter(technology -> technology.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "technology is CV-QKD, DV-QKD, DV-QKD-COW, DV-QKD-2Ws or DV-QKD-EB, got \"" + name + '"'));
    }
}
