/** Which keys may serve a pair of SAEs: what its policy permits, of what the mode of the pool leaves. */
@NullMarked
package dk.kronborg.kms.policy;

import org.jspecify.annotations.NullMarked;
