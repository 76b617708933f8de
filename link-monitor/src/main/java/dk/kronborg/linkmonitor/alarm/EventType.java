package dk.kronborg.linkmonitor.alarm;

/** Kinds of alarms, ITU-T X.733 and X.736. */
public enum EventType {
    COMMUNICATIONS_ALARM("communicationsAlarm"),
    QUALITY_OF_SERVICE_ALARM("qualityOfServiceAlarm"),
    PROCESSING_ERROR_ALARM("processingErrorAlarm"),
    EQUIPMENT_ALARM("equipmentAlarm"),
    ENVIRONMENTAL_ALARM("environmentalAlarm"),
    INTEGRITY_VIOLATION("integrityViolation"),
    OPERATIONAL_VIOLATION("operationalViolation"),
    PHYSICAL_VIOLATION("physicalViolation"),
    SECURITY_VIOLATION("securityServiceOrMechanismViolation"),
    TIME_DOMAIN_VIOLATION("timeDomainViolation");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    /** The standard's word. */
    public String word() {
        return word;
    }
}
