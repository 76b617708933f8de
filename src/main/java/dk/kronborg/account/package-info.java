/**
 * Who may use the centre: accounts with roles, how they sign in, and what they are let in by afterwards. People and scripts
 * have accounts; machines of the planes (KMEs, devices, SAEs) have certificates and none.
 */
@NullMarked
package dk.kronborg.account;

import org.jspecify.annotations.NullMarked;
