package org.rehome.lab.partner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Next hops by SRV records (RFC 6120 §3.2.1), asked of one DNS server. Nothing is cached, so no record is used beyond
/// its TTL, and a changed record counts from the next connection on.
public final class SrvNextHops implements NextHops {
    private static final int FALLBACK_PORT = 5269;
    private static final int ALIASES = 8;

    private final InetSocketAddress server;
    private final Duration timeout;

    private SrvNextHops(InetSocketAddress server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    /// Asks the DNS server at an address.
    public static SrvNextHops asking(InetSocketAddress server) {
        return new SrvNextHops(server, Duration.ofSeconds(3));
    }

    /// Asks the DNS server at an address, given as a literal such as `127.0.0.1`.
    public static SrvNextHops asking(String address, int port) {
        return asking(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    @Override
    public Answer find(String domain) {
        try {
            Name name = Name.fromString(domain, Name.root);
            List<SRVRecord> published = new ArrayList<>();
            for (Record answer : ask(Name.fromString("_xmpp-server._tcp", name), Type.SRV)) {
                if (answer instanceof SRVRecord srv) {
                    published.add(srv);
                }
            }
            return published.isEmpty() ? fallback(name) : published(domain, published);
        } catch (TextParseException e) {
            return new Answer.Nowhere(domain + " is no domain name");
        } catch (IOException e) {
            return new Answer.Nowhere("DNS: " + e.getMessage());
        }
    }

    private Answer published(String domain, List<SRVRecord> records) throws IOException {
        if (records.size() == 1 && records.getFirst().getTarget().equals(Name.root)) {
            return new Answer.Nowhere(domain + " says that it offers no XMPP");
        }
        List<InetSocketAddress> hops = new ArrayList<>();
        for (SRVRecord record : ordered(records, RandomGenerator.getDefault())) {
            for (InetAddress address : addresses(record.getTarget())) {
                hops.add(new InetSocketAddress(address, record.getPort()));
            }
        }
        return hops.isEmpty()
                ? new Answer.Nowhere("no target of " + domain + " has an address")
                : new Answer.Hops(hops, true);
    }

    private Answer fallback(Name domain) throws IOException {
        List<InetSocketAddress> hops = addresses(domain).stream()
                .map(address -> new InetSocketAddress(address, FALLBACK_PORT))
                .toList();
        return hops.isEmpty()
                ? new Answer.Nowhere(domain + " has neither SRV nor address records")
                : new Answer.Hops(hops, false);
    }

    private List<InetAddress> addresses(Name host) throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (Record answer : ask(host, Type.A)) {
            if (answer instanceof ARecord a) {
                addresses.add(a.getAddress());
            }
        }
        for (Record answer : ask(host, Type.AAAA)) {
            if (answer instanceof AAAARecord aaaa) {
                addresses.add(aaaa.getAddress());
            }
        }
        return addresses;
    }

    /// The records of one type, along aliases; none if there is no such name or type.
    private List<Record> ask(Name name, int type) throws IOException {
        Name asked = name;
        for (int i = 0; i < ALIASES; i++) {
            List<Record> answers = query(asked, type);
            List<Record> wanted =
                    answers.stream().filter(record -> record.getType() == type).toList();
            if (!wanted.isEmpty()) {
                return wanted;
            }
            Name alias = null;
            for (Record record : answers) {
                if (record instanceof CNAMERecord cname) {
                    alias = cname.getTarget();
                }
            }
            if (alias == null) {
                return List.of();
            }
            asked = alias;
        }
        throw new IOException(name + " is an alias of an alias without end");
    }

    private List<Record> query(Name name, int type) throws IOException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
        Message answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw new IOException(server + " answers " + Rcode.string(code) + " for " + name);
        }
        return answer.getSection(Section.ANSWER);
    }

    /// RFC 2782: by priority, and within one by chance in proportion to the weights, those of weight 0 first in the
    /// running sum.
    static List<SRVRecord> ordered(List<SRVRecord> records, RandomGenerator random) {
        List<SRVRecord> left = new ArrayList<>(records);
        left.sort(Comparator.comparingInt(SRVRecord::getPriority).thenComparingInt(SRVRecord::getWeight));
        List<SRVRecord> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            int priority = left.getFirst().getPriority();
            List<SRVRecord> equal =
                    left.stream().filter(r -> r.getPriority() == priority).toList();
            int draw =
                    random.nextInt(equal.stream().mapToInt(SRVRecord::getWeight).sum() + 1);
            int sum = 0;
            for (SRVRecord candidate : equal) {
                sum += candidate.getWeight();
                if (sum >= draw) {
                    ordered.add(candidate);
                    left.remove(candidate);
                    break;
                }
            }
        }
        return ordered;
    }
}
