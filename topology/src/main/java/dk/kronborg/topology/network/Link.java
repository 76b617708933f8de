package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import java.util.Optional;

/**
 * A QKD link: two devices that make the same secret bits at two sites.
 *
 * @param fibreKm            length of the fibre, km, above 0
 * @param commissionedLossDb loss of the quantum channel when it was taken into service, dB, not negative;
 *                           kept beside the length because no single attenuation relates the two
 * @param cvQkd              how a CV-QKD system is set up; present exactly for {@link Technology#CV_QKD}
 * @param dvQkd              how a discrete-variable system is set up; present exactly for all other technologies
 * @param cable              the cable that its fibre lies in, if that is known: links of one cable are hit together
 * @throws IllegalArgumentException if a value is outside its range or both ends are the same
 */
public record Link(
        LinkId id,
        Technology technology,
        double fibreKm,
        double commissionedLossDb,
        LinkEnd transmitter,
        LinkEnd receiver,
        Optional<CvQkdParameters> cvQkd,
        Optional<DvQkdParameters> dvQkd,
        Optional<CableId> cable) {

    public Link {
        if (!(fibreKm > 0 && Double.isFinite(fibreKm))) {
            throw new IllegalArgumentException("fibre of link " + id + " is longer than 0 km, got " + fibreKm);
        }
        if (!(commissionedLossDb >= 0 && Double.isFinite(commissionedLossDb))) {
            throw new IllegalArgumentException("loss of link " + id + " is not negative, got " + commissionedLossDb);
        }
        if (transmitter.kme().equals(receiver.kme()) || transmitter.device().equals(receiver.device())) {
            throw new IllegalArgumentException("link " + id + " has two different ends");
        }
        if ((technology == Technology.CV_QKD) != cvQkd.isPresent()) {
            throw new IllegalArgumentException("link " + id + " has cv_qkd parameters exactly if it is CV-QKD");
        }
        if ((technology != Technology.CV_QKD) != dvQkd.isPresent()) {
            throw new IllegalArgumentException("link " + id + " has dv_qkd parameters exactly if it is not CV-QKD");
        }
        boolean interferes = dvQkd.flatMap(DvQkdParameters::visibility).isPresent();
        if ((technology == Technology.DV_QKD_COW) != interferes) {
            throw new IllegalArgumentException("link " + id + " has a visibility exactly if it is DV-QKD-COW");
        }
    }

    /** A CV-QKD link whose cable is not known. */
    public Link(
            LinkId id,
            Technology technology,
            double fibreKm,
            double commissionedLossDb,
            LinkEnd transmitter,
            LinkEnd receiver,
            Optional<CvQkdParameters> cvQkd) {
        this(
                id,
                technology,
                fibreKm,
                commissionedLossDb,
                transmitter,
                receiver,
                cvQkd,
                Optional.empty(),
                Optional.empty());
    }

    /** The same link with other ends, as when its devices are enrolled. */
    public Link between(LinkEnd newTransmitter, LinkEnd newReceiver) {
        return new Link(id, technology, fibreKm, commissionedLossDb, newTransmitter, newReceiver, cvQkd, dvQkd, cable);
    }

    /** The end that belongs to that device, if any. */
    public Optional<LinkEnd> endOf(DeviceId device) {
        if (transmitter.device().equals(device)) {
            return Optional.of(transmitter);
        }
        return receiver.device().equals(device) ? Optional.of(receiver) : Optional.empty();
    }

    /** The KME at the other end than that one, if that one is at an end of this link. */
    public Optional<KmeId> otherKme(KmeId kme) {
        if (transmitter.kme().equals(kme)) {
            return Optional.of(receiver.kme());
        }
        return receiver.kme().equals(kme) ? Optional.of(transmitter.kme()) : Optional.empty();
    }
}
