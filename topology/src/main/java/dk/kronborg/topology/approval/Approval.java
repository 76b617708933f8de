package dk.kronborg.topology.approval;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.KeySignature;
import dk.kronborg.topology.map.Officer;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.SigningKey;
import java.util.Optional;

/**
 * What an officer gives away who approves a change. Nothing of it is believed before {@link #faultFor} is asked.
 *
 * @param change digest of the security part
 */
public record Approval(OfficerId officer, DomainId domain, long generation, Digest change, KeySignature signature) {

    /**
     * The approval of a change by the owner of that key.
     *
     * @throws IllegalArgumentException if no officer has that key
     */
    public static Approval of(SecurityPart change, Authorities judges, SigningKey key) {
        Officer officer = officer(judges, key.pin())
                .orElseThrow(() -> new IllegalArgumentException("no officer has the key " + key.pin()));
        return new Approval(
                officer.name(),
                change.domain(),
                change.generation(),
                change.digest(),
                key.sign(change.approval().bytes()));
    }

    private static Optional<Officer> officer(Authorities judges, Pin pin) {
        return judges.officers().stream()
                .filter(known -> known.key().equals(pin))
                .findFirst();
    }

    /** Why it does not count for that change, where those officers judge; nothing if it does. */
    public Optional<String> faultFor(SecurityPart asked, Authorities judges) {
        if (!domain.equals(asked.domain()) || generation != asked.generation() || !change.equals(asked.digest())) {
            return Optional.of("it approves another change");
        }
        Optional<Officer> signer = officer(judges, signature.pin());
        if (signer.isEmpty()) {
            return Optional.of("no officer has the key " + signature.pin());
        }
        if (!signer.get().name().equals(officer)) {
            return Optional.of("the key is that of " + signer.get().name() + ", not of " + officer);
        }
        return signature.isOver(asked.approval().bytes())
                ? Optional.empty()
                : Optional.of(officer + " did not sign this");
    }
}
