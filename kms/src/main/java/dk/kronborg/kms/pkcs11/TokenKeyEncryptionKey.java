package dk.kronborg.kms.pkcs11;

import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.KeyEncryptionKey;
import dk.kronborg.kms.wrapping.KeyEncryptionKeyUnavailable;
import dk.kronborg.kms.wrapping.WrappingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.security.auth.login.FailedLoginException;
import org.jspecify.annotations.Nullable;

/**
 * A key-encryption key that never leaves its token: AES-256 keys, one for each version, made in the token, sensitive
 * and not extractable, labelled {@code <name> kek <version>}. The token itself wraps and unwraps, by AES-GCM with a
 * random 96-bit nonce in front and the data key's name as associated data.
 *
 * <p>When the token does not answer as it should (removed, logged out, restarted), the next call begins anew: it finds
 * the token by its label, logs in and tries once more. Calls are made one at a time. Nothing is asked of the token
 * before the first call.
 */
public final class TokenKeyEncryptionKey implements KeyEncryptionKey {

    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int KEY_BITS = 256;
    private static final byte[] PROBE = {1};

    private final TokenSettings settings;
    private final Pattern label;
    private final String name;
    private final SecureRandom random;
    private final PinFile pin;
    private @Nullable Connection connection;

    /** A logged-in token. */
    private record Connection(CryptokiLibrary library, long slot, AuthProvider provider, KeyStore keys) {}

    /** Something done with a token. */
    private interface Work<T> {
        T in(Connection token) throws GeneralSecurityException, IOException;
    }

    /**
     * The key of one site.
     *
     * @param name of the site's KME: a token may serve several
     */
    public TokenKeyEncryptionKey(TokenSettings settings, String name, SecureRandom random) {
        this.settings = settings;
        this.name = name;
        this.label = Pattern.compile(Pattern.quote(name) + " kek ([1-9][0-9]{0,8})");
        this.random = random;
        this.pin = new PinFile(settings.pinFile());
    }

    @Override
    public NavigableSet<Integer> versions() {
        return ask(this::versions);
    }

    private NavigableSet<Integer> versions(Connection token) throws GeneralSecurityException, IOException {
        token.keys.load(null, null);
        NavigableSet<Integer> versions = new TreeSet<>();
        for (String alias : Collections.list(token.keys.aliases())) {
            Matcher matcher = label.matcher(alias);
            if (matcher.matches()) {
                versions.add(Integer.valueOf(matcher.group(1)));
            }
        }
        return versions;
    }

    @Override
    public void create(int version) {
        ask(token -> {
            if (versions(token).contains(version)) {
                throw new IllegalStateException("the token has a key \"" + label(version) + "\" already");
            }
            KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider);
            generator.init(KEY_BITS);
            // Made in the token for this session; kept under a label by copying it within the token.
            token.keys.setKeyEntry(label(version), generator.generateKey(), null, null);
            return key(token, version);
        });
    }

    @Override
    public byte[] wrap(int version, String dataKey, SecretBytes plain) {
        return ask(token -> seal(token, key(token, version), dataKey, plain.exposed()));
    }

    @Override
    public SecretBytes unwrap(int version, String dataKey, byte[] wrapped) {
        // Some tokens find nothing wrong with nothing.
        if (wrapped.length <= NONCE + TAG) {
            throw new WrappingException("cannot open data-key/" + dataKey + ": " + wrapped.length + " bytes");
        }
        return ask(token -> {
            SecretKey key = key(token, version);
            try {
                return SecretBytes.owning(open(token, key, dataKey, wrapped));
            } catch (AEADBadTagException e) {
                // Tokens say the same when they fail: only one that works is believed.
                open(token, key, "probe", seal(token, key, "probe", PROBE));
                throw new WrappingException("cannot open data-key/" + dataKey, e);
            }
        });
    }

    private byte[] seal(Connection token, SecretKey key, String dataKey, byte[] plain) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        Cipher cipher = cipher(token, Cipher.ENCRYPT_MODE, key, nonce, dataKey);
        byte[] sealed = Arrays.copyOf(nonce, NONCE + plain.length + TAG);
        cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
        return sealed;
    }

    private static byte[] open(Connection token, SecretKey key, String dataKey, byte[] sealed)
            throws GeneralSecurityException {
        Cipher cipher = cipher(token, Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE), dataKey);
        return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
    }

    private static Cipher cipher(Connection token, int mode, SecretKey key, byte[] nonce, String dataKey)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider);
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(("data-key/" + dataKey).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private SecretKey key(Connection token, int version) throws GeneralSecurityException {
        if (!(token.keys.getKey(label(version), null) instanceof SecretKey key)) {
            throw new GeneralSecurityException("the token has no key \"" + label(version) + '"');
        }
        if (key.getFormat() != null) {
            throw new GeneralSecurityException("the key \"" + label(version)
                    + "\" in the token can be taken out of it, hence was not made by this program; remove it");
        }
        return key;
    }

    @Override
    public void destroy(int version) {
        ask(token -> {
            destroy(token, version);
            return version;
        });
    }

    private void destroy(Connection token, int version) throws GeneralSecurityException, IOException {
        if (versions(token).contains(version)) {
            token.keys.deleteEntry(label(version));
        }
    }

    @Override
    public void destroyAll() {
        ask(token -> {
            NavigableSet<Integer> versions = versions(token);
            for (int version : versions) {
                token.keys.deleteEntry(label(version));
            }
            return versions;
        });
    }

    private String label(int version) {
        return name + " kek " + version;
    }

    private synchronized <T> T ask(Work<T> work) {
        try {
            return work.in(connected());
        } catch (GeneralSecurityException | IOException | ProviderException first) {
            connection = null;
            try {
                return work.in(connected());
            } catch (GeneralSecurityException | IOException | ProviderException e) {
                connection = null;
                e.addSuppressed(first);
                throw new KeyEncryptionKeyUnavailable(
                        "the key-encryption key in token \"" + settings.token() + "\" cannot be used: " + reason(e), e);
            }
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private Connection connected() throws GeneralSecurityException, IOException {
        Connection now = connection;
        // A token that is away may seem to be an empty one.
        if (now == null || !now.library.labelOf(now.slot).equals(settings.token())) {
            now = connect();
            connection = now;
        }
        return now;
    }

    private Connection connect() throws GeneralSecurityException, IOException {
        pin.check();
        CryptokiLibrary library = CryptokiLibrary.load(settings.library());
        long slot = slot(library);
        AuthProvider provider = provider(slot);
        provider.setCallbackHandler(pin);
        try {
            provider.login(null, pin);
        } catch (FailedLoginException e) {
            pin.refused();
            throw new IOException("the token refused the PIN in " + settings.pinFile(), e);
        }
        KeyStore keys = KeyStore.getInstance("PKCS11", provider);
        keys.load(null, null);
        return new Connection(library, slot, provider, keys);
    }

    private long slot(CryptokiLibrary library) throws IOException {
        try {
            return library.slotOf(settings.token());
        } catch (IOException e) {
            library.restart();
            return library.slotOf(settings.token());
        }
    }

    private AuthProvider provider(long slot) {
        String configuration = "--name = kronborg\nlibrary = " + settings.library() + "\nslot = " + slot
                + "\nattributes(generate, CKO_SECRET_KEY, CKK_AES) = {\n  CKA_SENSITIVE = true\n"
                + "  CKA_EXTRACTABLE = false\n  CKA_ENCRYPT = true\n  CKA_DECRYPT = true\n  CKA_WRAP = false\n"
                + "  CKA_UNWRAP = false\n}\n";
        return (AuthProvider) Security.getProvider("SunPKCS11").configure(configuration);
    }
}
