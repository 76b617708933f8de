package dk.kronborg.topology.network;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a network and from nothing else: made when it is asked for first, and anew once there is another
 * network. May be used by several threads; two that come at once may both make it.
 *
 * @param <T> what follows; never changed once it is made
 */
public final class ByNetwork<T> implements Supplier<T> {

    private record Made<T>(Network network, T value) {}

    private final Supplier<Network> network;
    private final Function<Network, T> maker;
    private volatile @Nullable Made<T> made;

    /**
     * Nothing is made yet.
     *
     * @param network the present one, the same object as long as it is
     */
    public ByNetwork(Supplier<Network> network, Function<Network, T> maker) {
        this.network = network;
        this.maker = maker;
    }

    /** What follows from the present network. */
    @Override
    public T get() {
        Network present = network.get();
        Made<T> last = made;
        if (last == null || last.network() != present) {
            last = new Made<>(present, maker.apply(present));
            made = last;
        }
        return last.value();
    }
}
