package dk.kronborg.topology.allocation;

/**
 * Why a flow was not admitted: a link cannot guarantee what is asked.
 *
 * @param flow      that was refused
 * @param link      which of its links can guarantee the least
 * @param asked     what the flow wants guaranteed, bits a second
 * @param available what that link can still guarantee, bits a second
 */
public record Refusal<F, L>(F flow, L link, double asked, double available) {

    @Override
    public String toString() {
        return flow + " asks for " + asked + " bit/s guaranteed, of which link " + link + " has " + available + " left";
    }
}
