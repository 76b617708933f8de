package dk.kronborg.plane;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges in every handshake by the anchors and revocations that the plane's files hold now, and names the fault so that
 * BoringSSL sends the alert that RFC 8446 section 6.2 has for it.
 */
final class GuardedTrust extends X509ExtendedTrustManager {

    private final PlaneGuard guard;

    GuardedTrust(PlaneGuard guard) {
        this.guard = guard;
    }

    /** A judgement by the JDK. */
    private interface Check {
        void run(X509ExtendedTrustManager trust) throws CertificateException;
    }

    private void judge(X509Certificate[] chain, Check check) throws CertificateException {
        PlaneGuard.InForce now = guard.inForce();
        if (now.revocations().cover(List.of(chain), CertificateIdentity.of(List.of(chain)))) {
            throw fault("revoked", null, CertificateVerifier.X509_V_ERR_CERT_REVOKED);
        }
        try {
            check.run(now.credentials().trust());
        } catch (CertificateException e) {
            throw fault(String.valueOf(e.getMessage()), e, errorOf(e));
        }
    }

    private static CertificateException fault(String message, @Nullable CertificateException cause, int error) {
        return new OpenSslCertificateException(message, cause, error);
    }

    private static int errorOf(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
            }
            if (cause instanceof CertificateNotYetValidException) {
                return CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID;
            }
            if (cause instanceof CertPathBuilderException
                    || (cause instanceof CertPathValidatorException path && isUnknown(path))) {
                return CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
            }
        }
        return CertificateVerifier.X509_V_ERR_CERT_REJECTED;
    }

    private static boolean isUnknown(CertPathValidatorException fault) {
        return fault.getReason() == PKIXReason.NO_TRUST_ANCHOR || fault.getReason() == BasicReason.INVALID_SIGNATURE;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        judge(chain, trust -> trust.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        judge(chain, trust -> trust.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        judge(chain, trust -> trust.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        judge(chain, trust -> trust.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge(chain, trust -> trust.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge(chain, trust -> trust.checkServerTrusted(chain, authType));
    }

    /** None: BoringSSL would copy them once, and name to clients what another rotation has replaced. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
