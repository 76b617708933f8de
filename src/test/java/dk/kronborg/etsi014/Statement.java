package dk.kronborg.etsi014;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test that shows one testable statement of ETSI GS QKD 014 V1.1.1; docs/standards lists them all. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Statement.All.class)
public @interface Statement {

    /** Where a statement comes from. */
    enum Source {
        /** The text of the standard says it. */
        VERIFIED,
        /** It follows from the text, or is what implementations do. */
        INFERRED,
        /** The text is silent; it is our policy. */
        POLICY
    }

    /** From 1 to 80. */
    int number();

    /** Clause or table of the standard; of a policy, the one that it fills. */
    String clause();

    Source source() default Source.VERIFIED;

    /** What must hold, in our own words. */
    String text();

    /** The classes that make it so. */
    Class<?>[] code();

    /** Several statements shown by one test. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        Statement[] value();
    }
}
