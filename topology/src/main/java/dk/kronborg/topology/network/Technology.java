package dk.kronborg.topology.network;

import java.util.Arrays;

/** How a link makes keys: the identities of ETSI GS QKD 015 V2.1.1, by the names they have on the wire. */
public enum Technology {
    CV_QKD("CV-QKD"),
    DV_QKD("DV-QKD"),
    DV_QKD_COW("DV-QKD-COW"),
    DV_QKD_2WS("DV-QKD-2Ws");

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
                        "technology is CV-QKD, DV-QKD, DV-QKD-COW or DV-QKD-2Ws, got \"" + name + '"'));
    }
}
