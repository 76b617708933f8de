package dk.kronborg.centre;

import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Resource.Kind;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreBoard;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a network has that can say something of itself, or that something can be wrong with.
 *
 * @param resources all but the centre
 */
record Inventory(Set<KmeId> kmes, Set<PoolName> pools, Set<Resource> resources) {

    static Inventory of(Network network) {
        Set<PoolName> pools = StoreBoard.pools(network);
        Set<Resource> resources = new HashSet<>();
        network.sites()
                .forEach(site -> resources.add(new Resource(Kind.SITE, site.id().value())));
        network.kmes()
                .forEach(kme -> resources.add(new Resource(Kind.KME, kme.id().value())));
        network.pairs().forEach(pair -> resources.add(new Resource(Kind.PAIR, pair.toString())));
        pools.forEach(pool -> resources.add(StoreAlarms.resource(pool)));
        for (Link link : network.links()) {
            resources.add(Resource.of(link));
            resources.add(Resource.of(link.transmitter().device()));
            resources.add(Resource.of(link.receiver().device()));
            link.cable().ifPresent(cable -> resources.add(new Resource(Kind.CABLE, cable.value())));
        }
        return new Inventory(
                network.kmes().stream().map(Kme::id).collect(Collectors.toUnmodifiableSet()), pools, resources);
    }

    /** Whether something can be wrong with that. */
    boolean has(Resource resource) {
        return resource.kind() == Kind.CENTRE || resources.contains(resource);
    }
}
