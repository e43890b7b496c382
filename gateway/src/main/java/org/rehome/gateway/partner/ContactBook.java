package org.rehome.gateway.partner;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.ContactAdded;

/// Which contacts local users have at partners: what decides whether a PublicUnverified partner's user may write to
/// a local one. One thread changes it, any may read.
public final class ContactBook {
    private static final String KEY_PREFIX = "contact/";

    // a user's contacts as a sorted array: the least memory for the dozens that a user has
    private final Map<String, String[]> byUser = new ConcurrentHashMap<>();
    private final Map<String, Integer> perDomain = new ConcurrentHashMap<>();

    public void added(ContactAdded event) {
        String contact = event.contact().bare().toString();
        byUser.compute(event.user().bare().toString(), (user, before) -> {
            if (before != null && Arrays.binarySearch(before, contact) >= 0) {
                return before;
            }
            perDomain.merge(event.contact().domain().name(), 1, Integer::sum);
            Stream<String> others = before == null ? Stream.empty() : Arrays.stream(before);
            return Stream.concat(others, Stream.of(contact)).sorted().toArray(String[]::new);
        });
    }

    /// True when the key was a contact's.
    public boolean removed(String key) {
        if (!key.startsWith(KEY_PREFIX)) {
            return false;
        }
        // a bare address has no slash
        int slash = key.indexOf('/', KEY_PREFIX.length());
        String contact = key.substring(slash + 1);
        byUser.computeIfPresent(key.substring(KEY_PREFIX.length(), slash), (user, before) -> {
            if (Arrays.binarySearch(before, contact) < 0) {
                return before;
            }
            perDomain.merge(Jid.parse(contact).domain().name(), -1, Integer::sum);
            String[] rest =
                    Arrays.stream(before).filter(each -> !each.equals(contact)).toArray(String[]::new);
            return rest.length == 0 ? null : rest;
        });
        return true;
    }

    public boolean has(Jid user, Jid contact) {
        String[] contacts = byUser.get(user.bare().toString());
        return contacts != null && Arrays.binarySearch(contacts, contact.bare().toString()) >= 0;
    }

    /// How many contacts there are at a domain.
    public int count(Domain domain) {
        return perDomain.getOrDefault(domain.name(), 0);
    }
}
