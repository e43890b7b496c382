package org.rehome.standalone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/// How a child is asked whether it is ready. Everything but a clear yes, silence included, is not ready.
sealed interface Health {
    int CONNECT_MILLIS = 1_000;
    int ANSWER_MILLIS = 5_000;

    boolean ready() throws InterruptedException;

    /// Where a person finds out why it is not.
    String where();

    /// Of a service: `GET /q/health/ready` answers 200.
    record OfService(URI rest) implements Health {
        @Override
        public boolean ready() {
            try {
                var connection = (HttpURLConnection)
                        rest.resolve("/q/health/ready").toURL().openConnection(java.net.Proxy.NO_PROXY);
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

        @Override
        public String where() {
            return rest + "/q/health/ready";
        }
    }

    /// Of a broker: it answers a client with itself among the nodes. Its port takes connections before that.
    record OfBroker(int port) implements Health {
        @Override
        public boolean ready() throws InterruptedException {
            // Kafka's client complains of every refused connection, and there are many while the broker starts.
            if (!listens()) {
                return false;
            }
            var config = Map.<String, Object>of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    "127.0.0.1:" + port,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    Integer.toString(CONNECT_MILLIS),
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    Integer.toString(ANSWER_MILLIS));
            try (var admin = Admin.create(config)) {
                return !admin.describeCluster()
                        .nodes()
                        .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                        .isEmpty();
            } catch (ExecutionException | TimeoutException e) {
                return false;
            }
        }

        private boolean listens() {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public String where() {
            return "its log";
        }
    }
}
