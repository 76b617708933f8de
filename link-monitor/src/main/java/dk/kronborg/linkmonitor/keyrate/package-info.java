/**
 * How much secret key a CV-QKD link can make: Gaussian-modulated coherent states, reverse reconciliation, collective
 * attacks.
 *
 * <p>Variances are in shot-noise units (SNU), the vacuum has variance 1. Excess noise is referred to the channel
 * input. Rates are in bit per symbol until they become a {@link dk.kronborg.linkmonitor.keyrate.SecretKeyRate}.
 */
@NullMarked
package dk.kronborg.linkmonitor.keyrate;

import org.jspecify.annotations.NullMarked;
