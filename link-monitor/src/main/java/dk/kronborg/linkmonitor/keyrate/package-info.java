/**
 * How much secret key a link can make. CV-QKD: Gaussian-modulated coherent states, reverse reconciliation, collective
 * attacks; of other technologies the rate that is planned.
 *
 * <p>Variances are in shot-noise units (SNU), the vacuum has variance 1. Excess noise is referred to the channel
 * input. Rates are in bit per symbol until they become a {@link dk.kronborg.linkmonitor.keyrate.SecretKeyRate}.
 */
@NullMarked
package dk.kronborg.linkmonitor.keyrate;

import org.jspecify.annotations.NullMarked;
