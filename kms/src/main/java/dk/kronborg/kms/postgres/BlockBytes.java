package dk.kronborg.kms.postgres;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.SecondSecret;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.confirmation.BlockSecrets;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Life;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.kms.wrapping.WrappingException;
import dk.kronborg.topology.identity.KmeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Block bytes in the database: header and payload wrapped apart, because the header outlives the payload. The second
 * secret goes with the payload.
 */
final class BlockBytes {

    private final KmeId here;
    private final Database database;
    private final Wrapping wrapping;
    private final Alarms alarms;

    BlockBytes(KmeId here, Database database, Wrapping wrapping, Alarms alarms) {
        this.here = here;
        this.database = database;
        this.wrapping = wrapping;
        this.alarms = alarms;
    }

    /** Both parts of a block, wrapped under data keys of their own. */
    record Parts(Wrapped header, Wrapped payload) {}

    Parts wrap(UUID block, SecretBytes bytes) {
        try (SecretBytes header = BlockLayout.header(bytes);
                SecretBytes payload = BlockLayout.payload(bytes)) {
            return new Parts(
                    wrapping.wrap(Life.HEADER, headerPlace(block), header),
                    wrapping.wrap(Life.PAYLOAD, payloadPlace(block), payload));
        }
    }

    SecretBytes header(long row) {
        return read(row, "header_key, header", this::header).orElseThrow(() -> gone(row));
    }

    SecretBytes payload(long row) {
        return read(row, "payload_key, payload", this::payload).orElseThrow(() -> gone(row));
    }

    SecondSecret second(long row) {
        return read(row, "number, hybrid_epoch, hybrid_suite, second_key, second", this::second)
                .orElseThrow(() -> gone(row));
    }

    BlockSecrets secrets(long row) {
        return read(row, "header_key, header, payload_key, payload, second_key, second", this::secrets)
                .orElseThrow(() -> gone(row));
    }

    private Optional<BlockSecrets> secrets(ResultSet row) throws SQLException {
        List<SecretBytes> parts = new ArrayList<>();
        try {
            header(row).ifPresent(parts::add);
            payload(row).ifPresent(parts::add);
            if (parts.size() < 2) {
                return Optional.empty();
            }
            Optional<SecretBytes> second = secondBytes(row);
            return Optional.of(new BlockSecrets(SecretBytes.joined(parts), second));
        } finally {
            parts.forEach(SecretBytes::close);
        }
    }

    private <T> Optional<T> read(long row, String columns, Database.Row<Optional<T>> bytes) {
        try {
            List<Optional<T>> found = database.look(connection ->
                    Database.list(connection, bytes, "select block_id, " + columns + " from block where id = ?", row));
            return found.isEmpty() ? Optional.empty() : found.getFirst();
        } catch (WrappingException e) {
            unreadable(row, e);
            return Optional.empty();
        }
    }

    /** Bytes that cannot be opened will never be: the block is void, here and at the peer. */
    void unreadable(long row, WrappingException cause) {
        alarms.raise(
                Alarms.Kind.WRAPPED_BYTES_UNREADABLE,
                "key store",
                "block row " + row + ": " + cause.getMessage() + "; the block is destroyed");
        database.transact(connection -> Destruction.destroyAndTell(connection, List.of(row), here));
    }

    /** The header in a row with block_id, header_key and header. */
    Optional<SecretBytes> header(ResultSet row) throws SQLException {
        return open(row, "header_key", "header", headerPlace(row.getObject("block_id", UUID.class)));
    }

    /** The payload in a row with block_id, payload_key and payload. */
    Optional<SecretBytes> payload(ResultSet row) throws SQLException {
        return open(row, "payload_key", "payload", payloadPlace(row.getObject("block_id", UUID.class)));
    }

    /** The second secret in a row with block_id, number, hybrid_epoch, hybrid_suite, second_key and second. */
    Optional<SecondSecret> second(ResultSet row) throws SQLException {
        Optional<HybridEpoch> epoch = Facts.hybrid(row);
        Optional<SecretBytes> secret = secondBytes(row);
        return epoch.isEmpty() || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(new SecondSecret(
                        row.getObject("block_id", UUID.class), row.getLong("number"), epoch.get(), secret.get()));
    }

    private Optional<SecretBytes> secondBytes(ResultSet row) throws SQLException {
        return open(row, "second_key", "second", secondPlace(row.getObject("block_id", UUID.class)));
    }

    /** The second secret that the block of these facts has from that root. */
    Wrapped wrapSecond(BlockFacts facts, EpochRoots.Root root) {
        try (SecretBytes second = root.second(facts)) {
            return wrapping.wrap(Life.PAYLOAD, secondPlace(facts.id()), second);
        }
    }

    private Optional<SecretBytes> open(ResultSet row, String key, String bytes, String place) throws SQLException {
        byte[] ciphertext = row.getBytes(bytes);
        return ciphertext == null
                ? Optional.empty()
                : Optional.of(wrapping.unwrap(place, new Wrapped(row.getObject(key, UUID.class), ciphertext)));
    }

    Wrapped wrapMask(String pool, long number, SecretBytes mask) {
        return wrapping.wrap(Life.MASK, maskPlace(pool, number), mask);
    }

    SecretBytes mask(String pool, long number, Wrapped mask) {
        return wrapping.unwrap(maskPlace(pool, number), mask);
    }

    private static StoreUnavailable gone(long row) {
        return new StoreUnavailable("block row " + row + " has no bytes any more", new IllegalStateException());
    }

    private static String headerPlace(UUID block) {
        return "block/" + block + "/header";
    }

    private static String payloadPlace(UUID block) {
        return "block/" + block + "/payload";
    }

    private static String secondPlace(UUID block) {
        return "block/" + block + "/second";
    }

    private static String maskPlace(String pool, long number) {
        return "pool_mask/" + pool + '/' + number;
    }
}
