package dk.kronborg.kme;

import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.map.Tightening;
import dk.kronborg.topology.network.PolicyClass;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings of a process in the KME role. */
@ConfigMapping(prefix = "kronborg.kme")
public interface KmeSettings {

    /** Which KME of the network this is. */
    Optional<String> id();

    /** Folder for what stays outside the database: key-encryption key, data keys, fence. Never backed up. */
    Optional<Path> state();

    /** Where the key-encryption key lives. */
    @WithDefault("file")
    KeyEncryptionKeyPlace keyEncryptionKey();

    /** The token, if it lives in one. */
    Pkcs11 pkcs11();

    /** Room in the state folder below which no block is taken. */
    @WithDefault("16M")
    MemorySize stateReserve();

    /** Whether the Java machine may be told to write heap dumps, which hold key bytes. */
    @WithDefault("false")
    boolean allowHeapDumps();

    /** File whose appearance zeroises the site. */
    Optional<Path> tamperFile();

    /** Whether a standby of the database has every commit that was acknowledged: then keys outlive its promotion. */
    @WithDefault("false")
    boolean synchronousReplication();

    /** The signed network map, docs/network-map.md; without it the network is that of the file {@code kronborg.network}. */
    NetworkMap map();

    /** The signed network map. */
    interface NetworkMap {
        /** Whose maps this KME follows: what it was told at its enrolment, {@code kronborg-map-pins/1}. */
        Optional<Path> pins();

        /** The centre's map plane. */
        Optional<URI> centre();

        /** How often the centre is asked for news, 1 to 60 s. */
        @WithDefault("5s")
        Duration ask();
    }

    /** What this KME demands of keys beyond the network map. */
    Policy policy();

    /** What this KME demands of keys beyond the network map; it can only forbid. */
    interface Policy {
        /** A class of policies that no key may be below, whatever the map says of its pair. */
        Optional<PolicyClass> least();

        /** SAEs that may share no keys with any other. */
        Optional<Set<String>> barred();

        /**
         * Both together.
         *
         * @throws IllegalStateException if an SAE has no name that SAEs can have
         */
        default Tightening tightening() {
            try {
                return new Tightening(
                        least().map(PolicyClass::policy),
                        barred().orElse(Set.of()).stream().map(SaeId::new).collect(Collectors.toUnmodifiableSet()));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("kronborg.kme.policy.barred: " + e.getMessage(), e);
            }
        }
    }

    /** How often the pools' levels are reported if there is a broker, 1 to 15 s. */
    @WithDefault("5s")
    Duration storeReport();

    /** Limits of key delivery. */
    Delivery delivery();

    /** Limits of the key pools. */
    Pool pool();

    /** Post-quantum epochs. */
    Pqc pqc();

    /** Post-quantum epochs with the KMEs whose identity keys the network names. */
    interface Pqc {
        /**
         * Files of mode 0600, each with a PRIVATE KEY (PKCS #8) and its PUBLIC KEY in PEM, ML-DSA-87 or ML-DSA-65; without
         * any there are no epochs.
         */
        Optional<List<Path>> identityKeys();

        /** Names of the suites that are used. */
        @WithDefault("mlkem1024+ecdh-p384/1")
        List<String> suites();

        /** How long an epoch is the newest, 1 minute to 1 day. */
        @WithDefault("1h")
        Duration rekey();

        /** Blocks that are kept ready of each pool, 2 to 64. */
        @WithDefault("32")
        int stockBlocks();
    }

    /** Key relay over trusted nodes. */
    Relay relay();

    /** Key relay over trusted nodes, docs/relay.md. */
    interface Relay {
        /** Blocks that a pool to a KME without a link holds, to 512; with 0 no relayed keys are kept. */
        @WithDefault("16")
        int stockBlocks();

        /** Paths without a node or a cable in common that each relayed block takes, 1 to 4: no node on fewer knows it. */
        @WithDefault("1")
        int paths();

        /** How long a pool that has a link is short of keys until it is filled over others, too. */
        @WithDefault("30s")
        Duration linkedAfter();

        /** How long a node tries to hand a share on until another path is taken. */
        @WithDefault("5s")
        Duration patience();

        /** How long a share waits at a node until the next one has pads for it; it may go on while others take another path. */
        @WithDefault("1m")
        Duration endurance();

        /**
         * PEM file with the public key by which the centre signs what it says on the broker; without it its states of links
         * are not looked at.
         */
        Optional<Path> linkStateKey();

        /** How old the state of a link may be; after that it says nothing. */
        @WithDefault("7d")
        Duration linkStateAge();
    }

    /** When the mode of a pool changes, docs/policies.md. */
    Mode mode();

    /** When the mode of a pool changes. */
    interface Mode {
        /** How long a store is low, or no block comes, until that counts. */
        @WithDefault("10s")
        Duration doubt();

        /** How long no block comes until the path counts as lost. */
        @WithDefault("30s")
        Duration lost();

        /** How long all must be well until that counts. */
        @WithDefault("5m")
        Duration recovered();

        /** How long a mode is kept before the way back is taken. */
        @WithDefault("10m")
        Duration dwell();

        /** To what {@code recovered} is doubled by falls that follow each other. */
        @WithDefault("1h")
        Duration recoveredAtMost();

        /** How long after a fall the next one counts as the first again. */
        @WithDefault("24h")
        Duration forgotten();
    }

    /** Where a key-encryption key can live. */
    enum KeyEncryptionKeyPlace {
        /** In files in the state folder. */
        FILE,
        /** In a token that is reached by PKCS #11. */
        PKCS11
    }

    /** The token that holds the key-encryption key. */
    interface Pkcs11 {
        /** The vendor's PKCS #11 library. */
        Optional<Path> library();

        /** Label of the token. */
        Optional<String> token();

        /** File of mode 0600 with the user PIN in one line. */
        Optional<Path> pinFile();
    }

    /** Limits of key delivery. */
    interface Delivery {
        /** Size of a key where none is asked for, bits. */
        @WithDefault("256")
        int defaultBits();

        /** Smallest key, bits. */
        @WithDefault("64")
        int minBits();

        /** Largest key, bits. */
        @WithDefault("4096")
        int maxBits();

        /** Most keys in one request. */
        @WithDefault("128")
        int maxPerRequest();

        /** Most additional slave SAEs of one request; 0 for no multicast. */
        @WithDefault("8")
        int maxAdditionalSaes();

        /** Bits of key that an SAE may take for one other SAE per second in the long run. */
        @WithDefault("10000000")
        long pairBitsPerSecond();

        /** How long a pair that took nothing may go faster. */
        @WithDefault("60s")
        Duration pairBurst();

        /** Key IDs that do not exist which one SAE may name in a minute. */
        @WithDefault("1000")
        int guessesPerMinute();
    }

    /** Limits of the key pools. */
    interface Pool {
        /** Most blocks of a pool that hold bytes; further ones are refused until keys are taken. */
        @WithDefault("512")
        int mostBlocks();

        /** Below that share of its capacity a pool holds its reserve only, percent. */
        @WithDefault("10")
        int reserve();

        /** Below that share of its capacity a pool is low, percent. */
        @WithDefault("25")
        int low();

        /** Above that share of its capacity a pool that was low is normal again, percent. */
        @WithDefault("50")
        int high();

        /** How long a block may wait for the other end's agreement. */
        @WithDefault("10m")
        Duration unconfirmed();

        /** How long keys are allocated from a block; the other end keeps it for twice that at most. */
        @WithDefault("7d")
        Duration ttl();

        /** How long keys may be fetched after the last of their block was delivered. */
        @WithDefault("1h")
        Duration unfetched();

        /** How long the IDs of keys that are gone are told from guesses. */
        @WithDefault("24h")
        Duration retired();
    }
}
