/** What ails a link, as far as its readings tell: an attack, or a plain fault, with the evidence. */
@NullMarked
package dk.kronborg.linkmonitor.classification;

import org.jspecify.annotations.NullMarked;
