package org.rehome.gateway.client;

import java.security.cert.CertificateException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.jspecify.annotations.Nullable;

/// Says in our words what Smack throws when a login, or a stream after it, comes to nothing.
final class LoginFailure {
    private LoginFailure() {}

    static Found of(Exception failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SSLException || each instanceof CertificateException) {
                return Found.failed(RoundTripReason.TLS_FAILED, words(each));
            }
        }
        return switch (failure) {
            case SASLErrorException refused ->
                Found.failed(
                        RoundTripReason.LOGIN_REFUSED,
                        String.valueOf(refused.getSASLFailure().getSASLErrorString()));
            case XMPPException.StreamErrorException ended ->
                Found.failed(
                        RoundTripReason.STREAM_REFUSED,
                        ended.getStreamError().getCondition().toString());
            case XMPPException refused -> Found.failed(RoundTripReason.LOGIN_REFUSED, words(refused));
            case SmackException.SmackSaslException none -> Found.failed(RoundTripReason.NO_METHOD, words(none));
            case SmackException.SecurityRequiredByClientException none ->
                Found.failed(RoundTripReason.TLS_REFUSED, "no TLS is offered");
            case SmackException.SecurityRequiredByServerException only ->
                Found.failed(RoundTripReason.TLS_REQUIRED, "plain text is refused");
            case SmackException.NoResponseException silence ->
                Found.failed(RoundTripReason.NO_ANSWER, "no answer in time");
            case SmackException.ConnectionException nobody ->
                Found.failed(RoundTripReason.POOL_UNREACHABLE, words(nobody));
            default -> Found.failed(RoundTripReason.STREAM_CLOSED, words(failure));
        };
    }

    private static String words(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return Objects.requireNonNullElse(message, failure.getClass().getSimpleName());
    }
}
