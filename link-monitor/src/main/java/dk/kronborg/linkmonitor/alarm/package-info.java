/** Alarms in the words of ITU-T X.733 and RFC 8632: raised, told once, looked after by people, closed. */
@NullMarked
package dk.kronborg.linkmonitor.alarm;

import org.jspecify.annotations.NullMarked;
