package dk.kronborg.linkmonitor.telemetry;

import dk.kronborg.linkmonitor.alarm.Severity;

/**
 * An alarm that a device raises itself.
 *
 * @param code the device's own name for it, 1 to 64 characters
 * @param text for people, at most 500 characters
 * @throws IllegalArgumentException if code or text is too long or the code is blank
 */
public record DeviceAlarm(String code, Severity severity, String text) {

    public DeviceAlarm {
        if (code.isBlank() || code.length() > 64) {
            throw new IllegalArgumentException("the code of an alarm has 1 to 64 characters, got " + code.length());
        }
        if (text.length() > 500) {
            throw new IllegalArgumentException("the text of an alarm has at most 500 characters, got " + text.length());
        }
    }
}
