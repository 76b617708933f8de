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
            "Look at the link that fills it"),
    STORE_RUNNING_OUT(
            EventType.QUALITY_OF_SERVICE_ALARM,
            "storageCapacityProblem",
            false,
            "A store will be empty soon",
            "Look at the link that fills it, and at who takes so many keys");

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
