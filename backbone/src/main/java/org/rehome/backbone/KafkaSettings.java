package org.rehome.backbone;

import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// How this process reaches Kafka, and the client settings that the promises rest on.
///
/// @param bootstrapServers `host:port[,host:port…]`
/// @param clientId the instance, such as `gateway-1`; appears in the broker's logs and metrics
public record KafkaSettings(String bootstrapServers, String clientId) {

    /// Records may hold a stanza of the largest size that the edge accepts, and its headers.
    public static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;

    private static final int BATCH_BYTES = 128 * 1024;

    /// How long the broker waits for a silent member of a group; `group.consumer.session.timeout.ms` on the
    /// broker.
    public static final Duration SESSION = Duration.ofSeconds(10);

    public KafkaSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("rehome.kafka.bootstrap-servers is empty: give host:port of a broker");
        }
    }

    /// An idempotent producer that waits for all in-sync replicas and gives up only when it is closed: what
    /// was handed to it leaves in order or its failure is told.
    public Properties producer(String purpose) {
        Properties properties = common(purpose);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // of each partition one batch goes into a request: so it has to hold what comes while a request is under way
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        // what comes while a request is under way leaves together in the next one: a request costs the broker more than
        // the records in it
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return properties;
    }

    /// A producer of transactions. Whoever uses the same purpose on the same instance again ends what was
    /// left open.
    ///
    /// @param timeout how long a transaction may be open; the broker then ends it
    public Properties transactional(String purpose, Duration timeout) {
        Properties properties = producer(purpose);
        int millis = Math.toIntExact(timeout.toMillis());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, clientId + "-" + purpose);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return properties;
    }

    /// A consumer without a group: it reads what it is assigned, from where it is told.
    public Properties reader(String purpose) {
        Properties properties = common(purpose);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * MAX_RECORD_BYTES);
        return properties;
    }

    /// Of what is committed only: deferred topics are written in transactions, and this reads nothing of one that is
    /// not.
    public Properties committedReader(String purpose) {
        Properties properties = reader(purpose);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return properties;
    }

    /// A member of a group, by the group protocol of KIP-848; the broker assigns by range, so that
    /// partition *n* of one topic and of the next go to one member.
    public Properties member(String group, String purpose) {
        // also makes a new owner wait for the last transaction of the old
        Properties properties = committedReader(purpose);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                GroupProtocol.CONSUMER.name().toLowerCase(Locale.ROOT));
        properties.put(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, "range");
        return properties;
    }

    /// The instance whose client has this id, for a purpose.
    public static String instance(String clientId, String purpose) {
        String end = "-" + purpose;
        return clientId.endsWith(end) ? clientId.substring(0, clientId.length() - end.length()) : clientId;
    }

    public Properties admin(String purpose) {
        return common(purpose);
    }

    private Properties common(String purpose) {
        Properties properties = new Properties();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId + "-" + purpose);
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        properties.put("metric.reporters", "");
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }
}
