package dk.kronborg.etsi014;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test that shows what we do where ETSI GS QKD 014 V1.1.1 is silent or at odds with itself. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Policy.All.class)
public @interface Policy {

    /** From 1 to 25, shown as A1 to A25. */
    int number();

    /** What the text leaves open. */
    String open();

    /** What we do. */
    String answer();

    /** Several policies shown by one test. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        Policy[] value();
    }
}
