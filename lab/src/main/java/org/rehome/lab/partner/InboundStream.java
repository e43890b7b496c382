package org.rehome.lab.partner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.certificate.PeerTrust.Judgement;
import org.rehome.lab.socket.StreamHeader;
import org.rehome.lab.socket.StreamIds;
import org.rehome.lab.socket.XmppSocket;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.StreamException;
import org.rehome.lab.xml.XmlEvent;

/// A stream that a peer opened. It carries the peer's stanzas; what the partner's users answer goes out on a stream
/// that the partner opens itself.
final class InboundStream {
    private static final System.Logger LOG = System.getLogger(InboundStream.class.getName());
    private static final int SASL_ATTEMPTS = 3;

    private final Federation server;
    private final PartnerSettings settings;
    private final XmppSocket socket;
    private final Set<DomainPair> authenticated = ConcurrentHashMap.newKeySet();
    private final InboundDialback dialback;
    private String local;
    private @Nullable String remote;
    private String id = "";
    private boolean external;
    private final Object processing = new Object();
    private boolean managed;
    private boolean closing;
    private long handled;
    private int failures;

    InboundStream(Federation server, PartnerSettings settings, Socket tcp) throws IOException {
        this.server = server;
        this.settings = settings;
        this.socket =
                new XmppSocket(tcp, String.valueOf(tcp.getRemoteSocketAddress()), settings.gate(), settings.tap());
        this.dialback = new InboundDialback(settings, socket, authenticated);
        this.local = settings.domains().getFirst();
    }

    /// Serves the stream until it ends.
    void run() {
        try {
            socket.readTimeout(settings.timeout());
            socket.patientWhile(() -> !authenticated.isEmpty());
            header();
            serve();
            socket.closeStream();
        } catch (StreamException e) {
            refuse(e);
        } catch (SocketTimeoutException e) {
            refuse(new StreamException("connection-timeout", "nothing came for " + settings.timeout()));
        } catch (IOException e) {
            // A failed TLS handshake too: no closing tag then (RFC 6120 §5.4.3.2).
            LOG.log(System.Logger.Level.DEBUG, "inbound stream failed stream={0} error={1}", socket.peer(), e);
            socket.close();
        } finally {
            socket.finish();
            server.ended(this);
        }
    }

    private void refuse(StreamException reason) {
        LOG.log(System.Logger.Level.DEBUG, "inbound stream refused stream={0} error={1}", socket.peer(), reason);
        try {
            socket.fail(reason, response());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "inbound stream gone stream={0} error={1}", socket.peer(), e);
        }
    }

    private StreamHeader response() {
        return new StreamHeader(Namespaces.SERVER, local, remote, id, "1.0");
    }

    private void header() throws IOException {
        if (!(socket.read() instanceof XmlEvent.Opened opened)) {
            throw new IOException("the peer went away before its header");
        }
        id = StreamIds.next();
        StreamHeader header = StreamHeader.of(opened, Namespaces.SERVER);
        boolean features = header.hasFeatures();
        String from = header.from();
        if (external && !lower(from).equals(lower(remote))) {
            throw new StreamException("invalid-from", "another from after authentication");
        }
        remote = from == null ? null : lower(from);
        String to = lower(header.to());
        if (to.isEmpty() && settings.domains().size() > 1) {
            throw new StreamException("improper-addressing", "a stream says where it goes");
        }
        if (!to.isEmpty()) {
            if (!settings.owns(to)) {
                throw new StreamException("host-unknown", "no domain " + to + " here");
            }
            local = to;
        }
        socket.peer(remote == null ? socket.peer() : remote);
        socket.open(response());
        if (features) {
            socket.write(features(), Namespaces.SERVER);
        }
    }

    private static String lower(@Nullable String domain) {
        return domain == null ? "" : domain.toLowerCase(Locale.ROOT);
    }

    private Element features() {
        Element features = Element.of(Namespaces.STREAMS, "features");
        if (mustEncrypt()) {
            Element starttls = Element.of(Namespaces.TLS, "starttls").add(Element.of(Namespaces.TLS, "required"));
            return features.add(starttls);
        }
        if (offersExternal()) {
            Element mechanism = Element.of(Namespaces.SASL, "mechanism").text("EXTERNAL");
            features = features.add(Element.of(Namespaces.SASL, "mechanisms").add(mechanism));
        }
        if (settings.authentication() != Authentication.EXTERNAL) {
            Element errors = Element.of(Namespaces.DIALBACK_FEATURE, "errors");
            features = features.add(
                    Element.of(Namespaces.DIALBACK_FEATURE, "dialback").add(errors));
        }
        if (offersStreamManagement()) {
            features = features.add(Element.of(Namespaces.STREAM_MANAGEMENT, "sm"));
        }
        return features;
    }

    private boolean offersStreamManagement() {
        return settings.streamManagement() && external;
    }

    private boolean mustEncrypt() {
        return settings.encryption() == Encryption.REQUIRED && socket.tls().isEmpty();
    }

    /// Only to whom the certificate proves to be the domain in the header (XEP-0178 §3).
    private boolean offersExternal() {
        return settings.authentication() != Authentication.DIALBACK
                && !external
                && remote != null
                && settings.trust().judge(socket.peerChain(), remote) instanceof Judgement.Trusted;
    }

    private void serve() throws IOException {
        boolean open = true;
        while (open) {
            open = switch (socket.read()) {
                case XmlEvent.Child child -> handle(child.element());
                case XmlEvent.Closed _, XmlEvent.EndOfInput _, XmlEvent.Opened _ -> false;
            };
        }
    }

    /// @return false after a stream error of the peer's
    private boolean handle(Element element) throws IOException {
        switch (element.namespace()) {
            case Namespaces.STREAMS -> {
                LOG.log(System.Logger.Level.DEBUG, "stream error received stream={0}", socket.peer());
                return false;
            }
            case Namespaces.TLS -> starttls(element);
            case Namespaces.DIALBACK -> dialback(element);
            case Namespaces.SASL -> sasl(element);
            case Namespaces.STREAM_MANAGEMENT -> streamManagement(element);
            default -> stanza(element);
        }
        return true;
    }

    private void starttls(Element element) throws IOException {
        if (!element.name().equals("starttls") || !mustEncrypt()) {
            throw new StreamException("policy-violation", "no STARTTLS here");
        }
        socket.write(Element.of(Namespaces.TLS, "proceed"), Namespaces.SERVER);
        socket.secured(settings.tls().server(socket.tcp()));
        socket.readTimeout(settings.timeout());
        header();
    }

    private void sasl(Element element) throws IOException {
        refuseInPlainText();
        switch (InboundSasl.answer(element, lower(remote), offersExternal())) {
            case InboundSasl.Outcome.Success _ -> {
                external = true;
                authenticated.add(new DomainPair(local, lower(remote)));
                socket.write(Element.of(Namespaces.SASL, "success"), Namespaces.SERVER);
                socket.restart();
                header();
            }
            case InboundSasl.Outcome.Failure(String condition) -> {
                Element failure = Element.of(Namespaces.SASL, "failure").add(Element.of(Namespaces.SASL, condition));
                socket.write(failure, Namespaces.SERVER);
                if (++failures >= SASL_ATTEMPTS) {
                    throw new StreamException("policy-violation", "too many attempts to authenticate");
                }
            }
        }
    }

    private void streamManagement(Element element) throws IOException {
        if (!offersStreamManagement()) {
            throw new StreamException("policy-violation", "no stream management here");
        }
        switch (element.name()) {
            case "enable" -> {
                managed = true;
                socket.write(Element.of(Namespaces.STREAM_MANAGEMENT, "enabled"), Namespaces.SERVER);
            }
            case "r" -> acknowledge();
            default -> throw new StreamException("bad-format", "<" + element.name() + "/>");
        }
    }

    private void acknowledge() throws IOException {
        socket.write(
                Element.of(Namespaces.STREAM_MANAGEMENT, "a").with("h", Long.toString(handled)), Namespaces.SERVER);
    }

    private void dialback(Element element) throws IOException {
        boolean refused = mustEncrypt() || settings.authentication() == Authentication.EXTERNAL;
        if (element.name().equals("verify")) {
            refuseInPlainText();
        }
        dialback.handle(element, id, refused ? "policy-violation" : "");
    }

    private void refuseInPlainText() throws StreamException {
        if (mustEncrypt()) {
            throw new StreamException("policy-violation", "STARTTLS is required first");
        }
    }

    /// RFC 6120 §8.1.1.2 and §8.1.2.2: the addresses are there and are those of a pair that is authenticated here.
    private void stanza(Element element) throws IOException {
        refuseInPlainText();
        Stanza stanza = Stanza.in(element)
                .orElseThrow(() -> new StreamException("unsupported-stanza-type", "<" + element.name() + "/>"));
        if (authenticated.isEmpty()) {
            throw new StreamException("not-authorized", "a stanza before authentication");
        }
        Jid from = stanza.from().orElseThrow(() -> new StreamException("improper-addressing", "from"));
        Jid to = stanza.to().orElseThrow(() -> new StreamException("improper-addressing", "to"));
        if (!settings.owns(to.domain())) {
            throw new StreamException("host-unknown", to.domain());
        }
        if (!authenticated.contains(new DomainPair(to.domain(), from.domain()))) {
            throw new StreamException("invalid-from", from.domain() + " is not authenticated here");
        }
        synchronized (processing) {
            // what cannot be acknowledged any more is left to the peer, which sends it again
            if (!closing) {
                server.received(stanza);
                handled += managed ? 1 : 0;
            }
        }
    }

    /// Sends the closing tag; reading goes on until the peer closes too (RFC 6120 §4.4).
    void closeStream() {
        try {
            synchronized (processing) {
                if (managed && !closing) {
                    closing = true;
                    acknowledge();
                }
            }
            socket.closeStream();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "inbound stream gone stream={0} error={1}", socket.peer(), e);
        }
    }

    /// Resets the connection, whatever the peer was writing.
    void reset() {
        socket.reset("");
    }

    /// Cuts the connection, without a closing tag.
    void cut() {
        socket.close();
    }

    /// Whether it carries what a domain sends.
    boolean isFrom(String domain) {
        return authenticated.stream().anyMatch(pair -> pair.remote().equals(domain));
    }

    List<PartnerStream> described() {
        InetSocketAddress address = (InetSocketAddress) socket.tcp().getRemoteSocketAddress();
        Optional<String> tls = socket.tls().map(s -> s.getSession().getProtocol());
        return authenticated.stream()
                .map(pair -> new PartnerStream(PartnerStream.Direction.INBOUND, pair, address, tls))
                .toList();
    }
}
