package dk.kronborg.linkmonitor.alarm;

import java.util.List;

/**
 * The types of alarms that there are, with all that is the same for every alarm of a type: the standard's words, whether
 * it is a matter of security, and what to do about it.
 */
public enum AlarmKind {
    PHYSICAL_TAMPER(
            EventType.PHYSICAL_VIOLATION,
            "enclosureDoorOpen",
            true,
            "Eavesdropping suspected: a housing or a door is open outside planned work",
            "Call the security officer",
            "Look at the site by camera or patrol before anything is closed",
            "Keep the link in quarantine; void its keys since the last check that was in order"),
    FIBRE_CUT(
            EventType.COMMUNICATIONS_ALARM,
            "lossOfSignal",
            false,
            "Fibre cut: no light on the quantum channel nor on the classical one beside it",
            "Ask the owner of the cable for its OTDR measurement and for work along the route",
            "Check that the pairs that use the link have keys over another path or by policy"),
    DEVICE_OR_QUANTUM_CHANNEL_DOWN(
            EventType.EQUIPMENT_ALARM,
            "equipmentMalfunction",
            false,
            "A device or the quantum channel is down; the cable is not cut",
            "Look at the state of both devices and their power",
            "Check the quantum channel's patch cords and filters at both sites",
            "Send somebody with a spare device"),
    FIBRE_DEGRADED(
            EventType.COMMUNICATIONS_ALARM,
            "degradedSignal",
            false,
            "Fibre degraded: a bend or a bad connector",
            "Find the place by OTDR",
            "Clean or replace the connector, or straighten the fibre"),
    TAP_POSSIBLE(
            EventType.SECURITY_VIOLATION,
            "cableTamper",
            true,
            "Possible tap: the quantum channel lost light, the classical one beside it did not",
            "Compare an OTDR measurement with the one of the commissioning",
            "Ask for work on the route and at the sites",
            "The keys stay valid: the proof gives all that is lost to the eavesdropper"),
    EAVESDROP_SUSPECT(
            EventType.SECURITY_VIOLATION,
            "intrusionDetection",
            true,
            "Eavesdropping suspected: noise without loss, and no change in the cable explains it",
            "Ask whether anything changed on the cable in that minute: new wavelengths, amplifiers, power",
            "Tell the security officer",
            "If nothing explains it, quarantine the link"),
    NOISE_INTERFERENCE(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "degradedSignal",
            false,
            "Interference: noise since the classical channels in the fibre changed",
            "Ask the owner of the cable which wavelengths were lit, and at what power",
            "Have them moved away from the quantum channel, or filtered"),
    KEY_GENERATION_ABORTED(
            EventType.SECURITY_VIOLATION,
            "excessiveBER",
            false,
            "Too much noise for any key",
            "Check that the keys of the last blocks are in quarantine",
            "Look at loss and noise together: a strong loss brings the limit down"),
    CALIBRATION_OR_INJECTION(
            EventType.SECURITY_VIOLATION,
            "intrusionDetection",
            true,
            "Eavesdropping suspected: more light than there should be; injected, or calibrated wrongly",
            "Calibrate the shot noise anew, with the input closed",
            "Use no key of this link until an operator has released it"),
    ENVIRONMENTAL(
            EventType.ENVIRONMENTAL_ALARM,
            "temperatureUnacceptable",
            false,
            "Noise that comes and goes with the environment",
            "Compare with temperature and wind along the route",
            "Check the air conditioning of both racks"),
    KEY_STORE_MISMATCH(
            EventType.INTEGRITY_VIOLATION,
            "configurationOrCustomizationError",
            false,
            "The two ends disagree",
            "Check that both ends have void the blocks in question",
            "Compare the calibration of the two devices"),
    LINK_DEGRADED(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "thresholdCrossed",
            false,
            "Loss or noise has grown, in a way that does not tell why",
            "Look at the last days: what creeps needs an appointment, not an alarm",
            "Plan a cleaning of connectors and a calibration"),
    KEY_RATE_LOW(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "thresholdCrossed",
            false,
            "The key rate is low, and neither loss nor noise explains it",
            "Look at error correction and frame error rate",
            "Look at the load of the devices' post-processing"),
    KEY_DEMAND_HIGH(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "thresholdCrossed",
            false,
            "More keys are used up than the link makes, or nearly so",
            "Look at who takes so many keys, and for how long yet",
            "See how long the stores at its ends last",
            "If it goes on, plan another link beside it, or make it faster"),
    CALIBRATION_OVERDUE(
            EventType.EQUIPMENT_ALARM,
            "outOfService",
            false,
            "The shot noise should have been calibrated",
            "Calibrate it",
            "Look why the device did not do it by itself"),
    TELEMETRY_SILENT(
            EventType.COMMUNICATIONS_ALARM,
            "communicationsSubsystemFailure",
            false,
            "Nothing is heard; nothing is known of the present",
            "Look at the driver and at its way to the broker",
            "Keys may well go on: look at the stores"),
    TELEMETRY_REFUSED(
            EventType.SECURITY_VIOLATION,
            "unauthorizedAccessAttempt",
            false,
            "Telemetry is refused",
            "Look at the refused events and their reasons",
            "A wrong signature or device is a driver set up wrongly, or somebody else"),
    CLOCK_OFFSET(
            EventType.TIME_DOMAIN_VIOLATION,
            "timeDomainViolation",
            false,
            "A device's clock is off",
            "Look at the device's time source"),
    DEVICE_ALARM(
            EventType.EQUIPMENT_ALARM,
            "equipmentMalfunction",
            false,
            "The device raises an alarm of its own",
            "See the vendor's manual"),
    NODE_DOWN(
            EventType.EQUIPMENT_ALARM,
            "powerProblem",
            false,
            "All links of a site are down or silent",
            "Look at the site's power and network"),
    BUS_SILENT(
            EventType.PROCESSING_ERROR_ALARM,
            "communicationsSubsystemFailure",
            false,
            "The centre cannot read its bus: what is shown grows old",
            "Look at the broker"),
    STORE_LOW(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "storageCapacityProblem",
            false,
            "Few keys are left in a store",
            "Look at the link that fills it, or at the nodes between if none joins the two KMEs"),
    STORE_RUNNING_OUT(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "storageCapacityProblem",
            false,
            "A store will be empty soon",
            "Look at the link that fills it, or at the nodes between if none joins the two KMEs; and at who takes so many keys"),
    PQC_STORE_LOW(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "communicationsSubsystemFailure",
            false,
            "Post-quantum keys run dry: no epoch fills their store, or not as fast as it is used up",
            "Look whether the two KMEs reach each other on their peer planes",
            "Look for refused epochs: EPOCH_FORGED, EPOCH_OVERDUE, kronborg_epoch_refused_total and the logs of both",
            "If epochs come, look at who takes so many keys; kronborg.kme.pqc.stock-blocks keeps more ready"),
    PEER_CONTRADICTION(
            EventType.INTEGRITY_VIOLATION,
            "configurationOrCustomizationError",
            true,
            "A KME contradicts itself, or says what cannot be",
            "Look at the KME that is named: is it a copy, or an old state of the one that was there?",
            "Compare the clocks and the versions of both KMEs",
            "If nothing explains it, shut that KME out by its certificate"),
    EPOCH_FORGED(
            EventType.INTEGRITY_VIOLATION,
            "corruptData",
            true,
            "A message about a post-quantum epoch was forged, replayed or weakened; there is no such epoch",
            "Look at the two KMEs that are named, and at who sits between them",
            "Compare their identity keys with those in the network description",
            "If nothing explains it, shut the peer out by its certificate"),
    EPOCH_CHAIN_BROKEN(
            EventType.OPERATIONAL_VIOLATION,
            "configurationOrCustomizationError",
            true,
            "A KME lost the epoch that the next one would have followed: their chain begins anew",
            "Find out whether the database of one of the two was changed by hand"),
    QUANTUM_KEYS_SHORT(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "performanceDegraded",
            false,
            "Quantum keys between two KMEs are rationed or cannot be had; policy decides who gets post-quantum keys",
            "Look at the links between the two, and at their stores",
            "Tell those whose policy is QKD_ONLY how long what is stored will last"),
    KEY_BELOW_POLICY(
            EventType.INTEGRITY_VIOLATION,
            "configurationOrCustomizationError",
            true,
            "A key was asked for that the policy of its pair forbids; it was not handed out",
            "Compare what the two KMEs know of the policy of that pair",
            "If they agree, find out what the other KME runs: it must not have made that key"),
    RELAY_CONTRADICTION(
            EventType.INTEGRITY_VIOLATION,
            "softwareError",
            true,
            "Two nodes contradict each other about a relayed block, so one of them lies; the block is void",
            "Find out what both of the named nodes run, and who has access to them",
            "Take the one that is not trusted any more out of the network, and void by link what it relayed"),
    RELAY_STUCK(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "communicationsSubsystemFailure",
            false,
            "Relayed keys do not get on at a hop; others take another path where there is one",
            "Look whether the two nodes reach each other, and at the links and stores between them"),
    MAP_REFUSED(
            EventType.INTEGRITY_VIOLATION,
            "unauthorizedAccessAttempt",
            true,
            "A network map came that must not be followed; the last good one goes on",
            "Find out from the detail who signed it, and who can write where it came from",
            "If it was the centre's own: take the change back, and have two officers approve it"),
    MAP_FORKED(
            EventType.INTEGRITY_VIOLATION,
            "unauthorizedAccessAttempt",
            true,
            "The centre has signed two histories of the network map: somebody else has its key, or its database was restored",
            "Compare the two versions that the detail names with what the officers approved",
            "Hand the key of the centre over to a new one; pin KMEs anew that ran the wrong history"),
    MAP_STALE(
            EventType.TIME_DOMAIN_VIOLATION,
            "delayedInformation",
            false,
            "For more than five minutes nothing was heard of the newest network map; the last one serves",
            "Look whether the KME reaches the centre, and whether their clocks agree"),
    EPOCH_OVERDUE(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "communicationsSubsystemFailure",
            false,
            "No post-quantum epoch has come about for long: its pool lives on what it has",
            "Look whether the two KMEs reach each other, and at what their logs say of epochs"),
    PEER_INCARNATION_CHANGED(
            EventType.OPERATIONAL_VIOLATION,
            "outOfService",
            false,
            "The key store of a neighbour began anew; the keys shared with the old one are void",
            "Ask the neighbour's operators whether they restored or replaced it",
            "Watch the stores between the two fill up again"),
    DATABASE_REWOUND(
            EventType.INTEGRITY_VIOLATION,
            "softwareError",
            true,
            "A KME's database is older than what the KME knows; all its keys are void",
            "Find out who restored a dump, a volume or a standby, and when",
            "Watch the stores fill up again"),
    WRAPPED_BYTES_UNREADABLE(
            EventType.INTEGRITY_VIOLATION,
            "softwareError",
            true,
            "Sealed keys in a KME's database cannot be opened; they are destroyed",
            "Look at the database's disk and at who can write to it",
            "Check that the data keys in the state folder are those of this database"),
    BITS_UNBALANCED(
            EventType.INTEGRITY_VIOLATION,
            "softwareError",
            true,
            "Bits of a KME's stores are nowhere, or in two places",
            "Stop the SAEs of the KME from fetching fresh keys, and void its stores",
            "Keep its database and its log for the makers"),
    SITE_ZEROISED(
            EventType.PHYSICAL_VIOLATION,
            "outOfService",
            true,
            "All keys of a site were destroyed on purpose",
            "Call the security officer",
            "Look at the site by camera or patrol",
            "Take the site into service again as a new one"),
    TAMPER_INPUT_BLIND(
            EventType.PHYSICAL_VIOLATION,
            "intrusionDetection",
            true,
            "A KME cannot see whether its housing is opened",
            "Look at the folder of the tamper file and at what writes it",
            "Until it sees again, have the site watched otherwise"),
    DISK_NEARLY_FULL(
            EventType.PROCESSING_ERROR_ALARM,
            "storageCapacityProblem",
            false,
            "A KME's disk is nearly full; it takes no key blocks",
            "Make room in the file system of its state folder"),
    CLOCK_STEPPED(
            EventType.TIME_DOMAIN_VIOLATION,
            "timeDomainViolation",
            false,
            "A KME's clock stepped",
            "Look at the machine's time source",
            "No key expires by it; look at certificates that seem to end"),
    PLANE_FILES_REFUSED(
            EventType.OPERATIONAL_VIOLATION,
            "configurationOrCustomizationError",
            false,
            "A KME cannot use new certificates or revocations; older ones hold",
            "Mend the file that the text names",
            "Until then nobody is revoked by it"),
    REVOCATION_LIST_OVERDUE(
            EventType.TIME_DOMAIN_VIOLATION,
            "keyExpired",
            false,
            "A revocation list is older than its authority promised",
            "Fetch the authority's newest list to the KME"),
    CERTIFICATE_ENDS(
            EventType.TIME_DOMAIN_VIOLATION,
            "keyExpired",
            false,
            "A certificate ends soon, or has ended",
            "Have its authority issue another one, and put it in its place; nothing needs a restart"),
    KME_ALARM(
            EventType.PROCESSING_ERROR_ALARM,
            "softwareError",
            false,
            "The KME raises an alarm that the centre does not know",
            "See the documentation of the KME's version");

    private final EventType eventType;
    private final String probableCause;
    private final boolean security;
    private final String words;
    /** One a line. */
    private final String repairActions;

    AlarmKind(EventType eventType, String probableCause, boolean security, String words, String... repairActions) {
        this.eventType = eventType;
        this.probableCause = probableCause;
        this.security = security;
        this.words = words;
        this.repairActions = String.join("\n", repairActions);
    }

    public EventType eventType() {
        return eventType;
    }

    /** Probable cause, a word of X.733 or M.3100. */
    public String probableCause() {
        return probableCause;
    }

    /** Whether it may be somebody's doing: people close it, with a reason, and two of them if it was critical. */
    public boolean security() {
        return security;
    }

    /** For people, in one line. */
    public String words() {
        return words;
    }

    /** Runbook: what to do about it, in order. */
    public List<String> repairActions() {
        return repairActions.lines().toList();
    }
}
