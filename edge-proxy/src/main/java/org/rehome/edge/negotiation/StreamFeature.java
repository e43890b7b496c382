package org.rehome.edge.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.XmlElement;
import org.rehome.xmpp.stream.XmlText;

/// A feature of a stream, as offered in `<stream:features/>` (RFC 6120 §4.3.2).
public sealed interface StreamFeature {
    /// STARTTLS (RFC 6120 §5.4.1).
    record StartTls(boolean required) implements StreamFeature {}

    /// SASL mechanisms (RFC 6120 §6.3.3).
    record Mechanisms(List<String> names) implements StreamFeature {
        public Mechanisms {
            names = List.copyOf(names);
        }
    }

    /// Dialback (XEP-0220 §2.4.2).
    ///
    /// @param errors whether dialback errors leave the stream open
    record Dialback(boolean errors) implements StreamFeature {}

    /// Stream management (XEP-0198 §3).
    record Management() implements StreamFeature {}

    /// Limits of what the offering side takes (XEP-0478 §4.1); 0 stands for none.
    ///
    /// @param maxBytes of a first-level element
    /// @param idleSeconds of silence, after which it may close the stream
    record Limits(long maxBytes, long idleSeconds) implements StreamFeature {
        public static final Limits NONE = new Limits(0, 0);

        /// A larger one limits nothing.
        private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

        /// The limits among the features.
        static Limits of(List<StreamFeature> features) {
            return features.stream()
                    .filter(Limits.class::isInstance)
                    .map(Limits.class::cast)
                    .findFirst()
                    .orElse(NONE);
        }

        private static Limits read(XmlElement limits) {
            return new Limits(number(limits, "max-bytes"), number(limits, "idle-seconds"));
        }

        private static long number(XmlElement limits, String name) {
            String text = limits.child(Namespaces.STREAM_LIMITS, name)
                    .map(each -> each.text().trim())
                    .orElse("");
            return NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
        }

        private String toXml() {
            return "<limits xmlns='" + Namespaces.STREAM_LIMITS + "'>" + element("max-bytes", maxBytes)
                    + element("idle-seconds", idleSeconds) + "</limits>";
        }

        private static String element(String name, long value) {
            return value == 0 ? "" : "<" + name + ">" + value + "</" + name + ">";
        }
    }

    /// A feature that we do not know; a required one ends the negotiation (RFC 6120 §4.9.3.23).
    record Unknown(String namespace, String name, boolean required) implements StreamFeature {}

    /// The element that offers these features; an empty one says that the negotiation is finished.
    static String toXml(List<StreamFeature> features) {
        StringBuilder xml = new StringBuilder("<stream:features>");
        features.forEach(each -> xml.append(toXml(each)));
        return xml.append("</stream:features>").toString();
    }

    private static String toXml(StreamFeature feature) {
        return switch (feature) {
            case StartTls(var required) ->
                "<starttls xmlns='" + Namespaces.TLS + "'>" + (required ? "<required/>" : "") + "</starttls>";
            case Mechanisms(var names) -> {
                StringBuilder xml = new StringBuilder("<mechanisms xmlns='" + Namespaces.SASL + "'>");
                names.forEach(name ->
                        xml.append("<mechanism>").append(XmlText.escape(name)).append("</mechanism>"));
                yield xml.append("</mechanisms>").toString();
            }
            case Dialback(var errors) ->
                "<dialback xmlns='" + Namespaces.DIALBACK_FEATURE + "'>" + (errors ? "<errors/>" : "") + "</dialback>";
            case Management() -> "<sm xmlns='" + Namespaces.STREAM_MANAGEMENT + "'/>";
            case Limits limits -> limits.toXml();
            case Unknown(var namespace, var name, var required) ->
                "<" + name + " xmlns='" + XmlText.escape(namespace) + "'/>";
        };
    }

    static List<StreamFeature> read(XmlElement features) {
        List<StreamFeature> read = new ArrayList<>();
        features.children().forEach(child -> read.add(readOne(child)));
        return read;
    }

    private static StreamFeature readOne(XmlElement child) {
        if (child.is(Namespaces.TLS, "starttls")) {
            return new StartTls(child.child(Namespaces.TLS, "required").isPresent());
        }
        if (child.is(Namespaces.SASL, "mechanisms")) {
            return new Mechanisms(child.children().stream()
                    .filter(each -> each.is(Namespaces.SASL, "mechanism"))
                    .map(each -> each.text().trim())
                    .toList());
        }
        if (child.is(Namespaces.DIALBACK_FEATURE, "dialback")) {
            return new Dialback(
                    child.child(Namespaces.DIALBACK_FEATURE, "errors").isPresent());
        }
        if (child.is(Namespaces.STREAM_MANAGEMENT, "sm")) {
            return new Management();
        }
        if (child.is(Namespaces.STREAM_LIMITS, "limits")) {
            return Limits.read(child);
        }
        boolean required =
                child.children().stream().anyMatch(each -> each.name().equals("required"));
        return new Unknown(child.namespace(), child.name(), required);
    }

    /// The first required feature among those that we do not know.
    static Optional<Unknown> unsupported(List<StreamFeature> features) {
        return features.stream()
                .filter(Unknown.class::isInstance)
                .map(Unknown.class::cast)
                .filter(Unknown::required)
                .findFirst();
    }

    static boolean offersExternal(List<StreamFeature> features) {
        return features.stream()
                .anyMatch(each -> each instanceof Mechanisms(var names) && names.contains(SaslExternal.MECHANISM));
    }
}
