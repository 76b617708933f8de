package dk.kronborg.etsi014;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The first message of a TLS client of an older version (RFC 5246, RFC 4346), which the JDK may refuse to send. */
final class ClientHello {

    static final byte[] TLS11 = of(0x0302);
    static final byte[] TLS12 = of(0x0303);

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;

    private ClientHello() {}

    private static byte[] of(int version) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            DataOutputStream hello = new DataOutputStream(body);
            hello.writeShort(version);
            hello.write(new byte[32]);
            hello.writeByte(0);
            // ECDHE_ECDSA with AES_128_GCM_SHA256, AES_256_GCM_SHA384, AES_128_CBC_SHA, AES_256_CBC_SHA.
            shorts(hello, 8, 0xC02B, 0xC02C, 0xC009, 0xC00A);
            hello.writeByte(1);
            hello.writeByte(0);
            // supported_groups x25519 and secp256r1; ec_point_formats uncompressed; signature_algorithms.
            shorts(hello, 28, 10, 6, 4, 0x001D, 0x0017, 11, 2, 0x0100, 13, 8, 6, 0x0403, 0x0503, 0x0203);

            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream record = new DataOutputStream(bytes);
            record.writeByte(HANDSHAKE);
            record.writeShort(0x0301);
            record.writeShort(body.size() + 4);
            record.writeByte(CLIENT_HELLO);
            record.writeByte(0);
            record.writeShort(body.size());
            body.writeTo(record);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    private static void shorts(DataOutputStream out, int... values) throws IOException {
        for (int value : values) {
            out.writeShort(value);
        }
    }
}
