package org.rehome.standalone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a service whether it is ready.
final class Health {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 5_000;

    private Health() {}

    /// True if `GET /q/health/ready` answers 200; everything else, silence included, is not ready.
    static boolean ready(URI rest) {
        try {
            var connection =
                    (HttpURLConnection) rest.resolve("/q/health/ready").toURL().openConnection(java.net.Proxy.NO_PROXY);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
